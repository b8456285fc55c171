import { missingNames } from '../../nodes/Gumloop/file/entryNames';
import { entriesOf } from './archive';
import { type Assumption, beyondReading, notChecked, saw } from './assumption';
import { type Reply, told } from './client';
import { fileNamesIn, type GumloopSubject } from './gumloopSubject';
import { objects } from './objects';

const STATES = ['RUNNING', 'QUEUED', 'STARTED', 'DONE', 'TERMINATING', 'TERMINATED', 'FAILED'];
const MOST_FILES = 3;

/** What the code takes for granted about Gumloop. A flow is started only where one is named for that. */
export function gumloopAssumptions(subject: GumloopSubject, flowToStart?: string): Assumption[] {
	return [
		...signIn(subject),
		...flows(subject),
		...runs(subject),
		...files(subject),
		starting(subject, flowToStart),
		beyondReading('An expired OAuth token is 401', 'signing in needs a browser'),
		beyondReading(
			'Too many runs at once are 429',
			'as many flows would have to be started as the plan allows',
		),
	];
}

function signIn(subject: GumloopSubject): Assumption[] {
	const ask = (headers: Record<string, string>) =>
		subject.get('/list_saved_items', {}, { ...subject.headers, ...headers });
	return [
		{
			about: 'A wrong key is 401',
			look: async () => {
				const reply = await ask({ Authorization: 'Bearer made-up-by-a-test' });
				return saw(told(reply), reply.status === 401);
			},
		},
		{
			about: 'A key with the User ID of somebody else is 403',
			look: async () => {
				const reply = await ask({ 'x-auth-key': 'made-up-by-a-test' });
				return saw(told(reply), reply.status === 403);
			},
		},
	];
}

function flows(subject: GumloopSubject): Assumption[] {
	return [
		{
			about: 'Flows are listed in one answer, each with saved_item_id and name',
			look: async () => {
				const reply = await subject.flows();
				const listed = objects(reply.json.saved_items);
				const areFlows = listed.every(({ saved_item_id: id, name }) => isText(id) && isText(name));
				const seen = `${told(reply)}, ${listed.length} flows`;
				return saw(seen, Array.isArray(reply.json.saved_items) && areFlows);
			},
		},
		{
			about:
				'The recent runs of a flow are a list under its id, ten at most, each a run_id or with one',
			look: async () => {
				const flow = await subject.firstFlow();
				if (!flow) return notChecked('there are no flows');
				const reply = await subject.get('/get_plrun_saved_item_map', { saved_item_id: flow });
				const listed = reply.json[flow];
				const count = Array.isArray(listed) ? listed.length : 0;
				const areRuns =
					listed === undefined ||
					(Array.isArray(listed) && listed.every((run) => isText(run) || isText(runIdOf(run))));
				return saw(`${told(reply)}, ${count} runs`, reply.status === 200 && areRuns && count <= 10);
			},
		},
		{
			about: 'The latest run of a flow comes first in its list',
			look: async () => {
				const flow = await subject.firstFlow();
				if (!flow) return notChecked('there are no flows');
				const reply = await subject.get('/get_plrun_saved_item_map', { saved_item_id: flow });
				const listed: unknown[] = Array.isArray(reply.json[flow]) ? reply.json[flow] : [];
				if (listed.length < 2) return notChecked('the first flow has fewer than two runs');
				const [first, last] = await Promise.all(
					[listed[0], listed.at(-1)].map(async (run) => {
						const run_id = isText(run) ? run : String(runIdOf(run));
						const { created_ts: created } = (await subject.get('/get_pl_run', { run_id })).json;
						return new Date(created as string | number).getTime();
					}),
				);
				const seen = `the first of ${listed.length} is ${first >= last ? 'no' : 'an'} older run than the last`;
				return saw(seen, first >= last);
			},
		},
		{
			about: 'The inputs of a flow are a list with name and data_type',
			look: async () => {
				const flow = await subject.firstFlow();
				if (!flow) return notChecked('there are no flows');
				const reply = await subject.get('/get_inputs', { saved_item_id: flow });
				const inputs = objects(reply.json.inputs);
				const types = [...new Set(inputs.map(({ data_type: type }) => String(type)))].join(', ');
				const seen = `${told(reply)}, ${inputs.length} inputs${types && ` (${types})`}`;
				return saw(
					seen,
					Array.isArray(reply.json.inputs) && inputs.every(({ name }) => isText(name)),
				);
			},
		},
	];
}

function runs(subject: GumloopSubject): Assumption[] {
	return [
		{
			about: `A run has a state (one of ${STATES.join(', ')}), outputs, created_ts and a log`,
			look: async () => {
				const reply = await subject.run();
				const { state, outputs, created_ts: created, finished_ts: finished, log } = reply.json;
				const kinds = Object.entries({ outputs, created, finished, log })
					.map(([name, value]) => `${name} ${Array.isArray(value) ? 'list' : typeof value}`)
					.join(', ');
				const isRun = STATES.includes(String(state)) && typeof outputs === 'object';
				return saw(`${told(reply)}, ${String(state)}, ${kinds}`, isRun && isTime(created));
			},
		},
		{
			about: 'A run that is unknown is refused with a message that can be read',
			look: async () => {
				const reply = await subject.get('/get_pl_run', { run_id: 'madeUpByATest' });
				const said = messageOf(reply) === '' ? 'without a message' : 'with a message';
				return saw(`${told(reply)}, ${said}`, reply.status >= 400 && messageOf(reply) !== '');
			},
		},
		{
			about:
				'Names of files stand in the outputs of a run that is DONE, as a text or a list of texts',
			look: async () => {
				const { json } = await subject.run();
				if (json.state !== 'DONE') return notChecked(`the run is ${String(json.state)}`);
				const names = fileNamesIn(json.outputs);
				return names.length > 0
					? saw(`${names.length} names`, true)
					: notChecked('nothing in its outputs looks like the name of a file');
			},
		},
	];
}

function files(subject: GumloopSubject): Assumption[] {
	const names = async () => fileNamesIn((await subject.run()).json.outputs).slice(0, MOST_FILES);
	return [
		{
			about:
				'download_files gives application/zip without saved_item_id, with a file for each name',
			look: async () => {
				const asked = await names();
				if (asked.length === 0) return notChecked('the run names no files');
				const reply = await subject.download(asked);
				if (reply.type !== 'application/zip') return saw(told(reply), false);
				const missing = missingNames(asked, await entriesOf(reply.bytes)).length;
				return saw(`${told(reply)}, ${asked.length - missing} of ${asked.length}`, missing === 0);
			},
		},
		{
			about:
				'A name that the run does not have is an error, or a ZIP without it; never another file',
			look: async () => {
				const [known] = await names();
				const reply = await subject.download([...(known ? [known] : []), 'made-up-by-a-test.txt']);
				if (reply.type !== 'application/zip') return saw(told(reply), reply.status >= 400);
				const count = (await entriesOf(reply.bytes)).filter(({ isFolder }) => !isFolder).length;
				return saw(`${told(reply)}, ${count} files`, count === (known ? 1 : 0));
			},
		},
	];
}

function starting(subject: GumloopSubject, flow?: string): Assumption {
	return {
		about: 'A start gives a run_id, whose state can be asked for at once',
		look: async () => {
			if (!flow) return notChecked('a flow is started only with --start');
			const started = await subject.post('/start_pipeline', {
				saved_item_id: flow,
				pipeline_inputs: [],
			});
			const { run_id: id } = started.json;
			if (!isText(id)) return saw(told(started), false);
			const { json } = await subject.get('/get_pl_run', { run_id: String(id) });
			return saw(
				`${told(started)}, then ${String(json.state)}`,
				STATES.includes(String(json.state)),
			);
		},
	};
}

/** Error bodies have one of three forms: `{error:{message}}`, `{error: text}` or plain text. */
function messageOf({ json, bytes }: Reply): string {
	const { error, message } = json;
	if (typeof error === 'object' && error !== null) return textOf((error as Reply['json']).message);
	return textOf(error) || textOf(message) || bytes.toString('utf8').trim();
}

function runIdOf(run: unknown): unknown {
	return typeof run === 'object' && run !== null ? (run as Reply['json']).run_id : undefined;
}

function isTime(value: unknown): boolean {
	return !Number.isNaN(new Date(value as string | number).getTime());
}

function isText(value: unknown): value is string {
	return textOf(value) !== '';
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
