import {
	answerWith,
	badGateway,
	closeInBody,
	tooManyRequests,
	wrongContentType,
} from '../../sandbox/faults';
import { gumloopError } from '../../sandbox/gumloop/answers';
import { gumloopFaults } from '../../sandbox/gumloop/faults';
import { useGumloop } from '../engine/gumloop';

const bench = useGumloop();
const WRONG_USER = "The 'User ID' does not belong to the API key, or is missing";

const download = (more: object = {}) => {
	const { runId } = bench.gumloop.addRun({ files: [{ name: 'a.txt', content: 'aaaa' }] });
	return { runId, selection: 'fileNames', fileNames: 'a.txt', ...more };
};
const get = (runId = 'r1') => ({ resource: 'flowRun', operation: 'get', runId });
const downloadWith = async (...fault: Parameters<typeof answerWith>) => {
	bench.gumloop.faults.always('downloadFiles', answerWith(...fault));
	return (await bench.runFast(download())).error!;
};

describe.each(['nested', 'text', 'plain'] as const)('an error body that is %s', (form) => {
	test.each([
		[401, 'Bad key', 'Gumloop does not accept the API key'],
		[403, 'API key does not match', WRONG_USER],
		[400, 'Missing file_names', 'Gumloop does not understand the request'],
		[500, 'Download failed', 'Gumloop could not hand out the files'],
	])('becomes a plain sentence with the words of Gumloop: %i', async (status, words, message) => {
		bench.gumloop.faults.always('downloadFiles', () => gumloopError(status, words, form));
		const { error } = await bench.runFast(download());
		expect(error?.message).toBe(message);
		expect(error?.description).toContain(`(Gumloop answered ${status}: ${words}; asked for `);
	});
});

test.each([
	[{ message: 'words' }, 'words'],
	[{ detail: 'words' }, 'words'],
	[{ error: { code: 'x', message: 'words', type: 'y' } }, 'words'],
	['words', 'words'],
])('the words of Gumloop are found in %j, sent as bytes of no known type', async (body, words) => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const error = await downloadWith(400, Buffer.from(text), { 'Content-Type': 'text/plain' });
	expect(error.description).toContain(`400: ${words};`);
});

test('an error in JSON that says to be a ZIP is read all the same', async () => {
	const body = JSON.stringify({ error: 'Missing file_names' });
	const error = await downloadWith(400, body, { 'Content-Type': 'application/zip' });
	expect(error.description).toContain('400: Missing file_names;');
});

describe('403', () => {
	test('says that the User ID does not belong to the key', async () => {
		const { error } = await bench.run(get(), { credential: { userId: 'someone' } });
		expect(error?.message).toBe(WRONG_USER);
		expect(error?.description).toMatch(/^Gumloop answers so when the User ID/);
	});

	test('says so where the User ID is missing, too', async () => {
		const { error } = await bench.run(get(), { credential: { userId: '' } });
		expect(error?.message).toBe(WRONG_USER);
		expect(error?.description).toContain('Settings → Profile');
	});

	test('says so where a key and a team do not go together', async () => {
		const { error } = await bench.run(get(), { credential: { teamId: 'another' } });
		expect(error?.message).toBe(WRONG_USER);
		expect(error?.description).toContain('Team ID');
	});

	test('that names the plan is not blamed on the User ID', async () => {
		const error = await downloadWith(403, { error: 'Upgrade your plan to use the API' });
		expect(error.message).toBe('The Gumloop plan does not allow this');
	});

	test('with a web page comes from a server in between', async () => {
		const error = await downloadWith(403, '<title>Blocked</title>', {
			'Content-Type': 'text/html',
		});
		expect(error.message).toBe('A server in front of Gumloop refuses the request');
	});
});

describe('what does not exist', () => {
	test('is told as a run where a run was asked for', async () => {
		expect((await bench.run(get('gone'))).error?.message).toBe(
			'Gumloop does not find the flow run',
		);
	});

	test.each(['start', 'list'])(
		'is told as a flow where a flow was asked for (%s)',
		async (operation) => {
			const endpoint = operation === 'start' ? 'start' : 'listRuns';
			bench.gumloop.faults.always(endpoint, answerWith(404, { error: 'Flow not found' }));
			const parameters = { resource: 'flowRun', operation, savedItemId: 'gone' };
			expect((await bench.run(parameters)).error?.message).toBe('Gumloop does not find the flow');
		},
	);

	test('is told as an address where a web page says so', async () => {
		bench.gumloop.faults.always('run', answerWith(404, '<html>', { 'Content-Type': 'text/html' }));
		const { error } = await bench.run(get());
		expect(error?.message).toBe("'Base URL' does not lead to Gumloop's API");
	});
});

describe('what passes', () => {
	test.each([
		['429', tooManyRequests()],
		['502', badGateway()],
		['500', gumloopFaults.failed()],
		['a connection that closes inside the ZIP', closeInBody(20)],
	])('is waited for, and the download made again: %s', async (_case, fault) => {
		bench.gumloop.faults.next('downloadFiles', fault, 2);
		const { error, items } = await bench.runFast(download());
		expect(error).toBeUndefined();
		expect(items[0].json.fileCount).toBe(1);
		expect(bench.asked('downloadFiles')).toHaveLength(3);
	});

	test.each([
		[tooManyRequests(), 'Gumloop asks for fewer requests'],
		[badGateway(), 'Gumloop is not available right now'],
		[closeInBody(20), 'The connection broke off before everything had arrived'],
	])(
		'and does not pass is told, without options that the node does not have',
		async (fault, message) => {
			bench.gumloop.faults.always('downloadFiles', fault);
			const { error } = await bench.runFast(download({ options: { tries: 2 } }));
			expect(error?.message).toBe(message);
			expect(error?.description).not.toMatch(/Documents per Request|Requests at Once|Split Every/);
			expect(bench.asked('downloadFiles')).toHaveLength(2);
		},
	);
});

test.each([
	['JSON', wrongContentType('application/json'), 'Gumloop gave an answer that cannot be used'],
	[
		'a web page',
		wrongContentType('text/html'),
		"'Base URL' leads to a web page, not to Gumloop's API",
	],
])('an answer that says to be %s is not taken for a ZIP', async (_type, fault, message) => {
	bench.gumloop.faults.always('downloadFiles', fault);
	const { error, items } = await bench.runFast(download());
	expect(error?.message).toBe(message);
	expect(items).toEqual([]);
});

test('no message shows the key, even where Gumloop repeats it', async () => {
	const error = await downloadWith(400, { error: `Bad key ${bench.gumloop.apiKey}` });
	expect(error.description).toContain('400: Bad key ***;');
	expect(JSON.stringify(error)).not.toContain(bench.gumloop.apiKey);
});
