import type { INodeParameters } from 'n8n-workflow';

import { bytesOf as contentOf } from '../../sandbox/content';
import { answerWith } from '../../sandbox/faults';
import type { Run, RunFile } from '../../sandbox/gumloop/runs';
import { sampleDocuments } from '../../sandbox/sampleFiles';
import { sampleFlow } from '../../sandbox/gumloop/sampleFlow';
import { manyEmptyFiles } from '../../unit/shared/archive/writers';
import { useGumloop } from '../engine/gumloop';
import { bytesOf } from '../engine/run';
import { entriesOf, textsOf } from '../engine/zip';

const bench = useGumloop();

const files = (...names: string[]): RunFile[] =>
	names.map((name) => ({ name, content: `text of ${name}` }));
const addRun = (...names: string[]): Run =>
	bench.gumloop.addRun({ files: files(...names), outputs: { files: names } });
const named = ({ runId }: Run, fileNames: unknown, more: object = {}) =>
	({ runId, selection: 'fileNames', fileNames, ...more }) as INodeParameters;
const allOf = ({ runId }: Run, more: object = {}) =>
	({ runId, selection: 'outputs', ...more }) as INodeParameters;
const askedNames = () => bench.sent('downloadFiles').map(({ file_names }) => file_names);

describe('one ZIP', () => {
	test('holds the files of a run and tells about them', async () => {
		const sample = sampleDocuments();
		const { script } = sampleFlow();
		const run = bench.gumloop.addRun({ ...(script as CallableFunction)({}), states: ['DONE'] });
		const { items, error } = await bench.run(allOf(run));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		const zip = await bytesOf(items[0]);
		expect(await entriesOf(zip)).toEqual(
			sample.map(({ name, content }) => ({ name, bytes: contentOf(content!) })),
		);
		expect(items[0].json).toEqual({
			fileName: `gumloop-run-${run.runId}.zip`,
			fileCount: 4,
			skippedCount: 0,
			bytes: zip.length,
			files: sample.map(({ name, content }) => ({ name, bytes: contentOf(content!).length })),
			skipped: [],
			runId: run.runId,
		});
		expect(items[0].binary!.data).toMatchObject({
			fileName: `gumloop-run-${run.runId}.zip`,
			mimeType: 'application/zip',
			fileExtension: 'zip',
		});
		expect(items[0].pairedItem).toEqual({ item: 0 });
	});

	test('gets the name and the field that are set', async () => {
		const options = { fileName: 'report' };
		const parameters = allOf(addRun('a.txt'), { binaryPropertyName: 'attachment', options });
		const { items } = await bench.run(parameters);
		expect(items[0].json.fileName).toBe('report.zip');
		expect(items[0].binary!.attachment.fileName).toBe('report.zip');
	});

	test('is named after the flow that is picked, whose ID is sent along', async () => {
		const flow = bench.gumloop.addFlow({ name: 'Monthly report' });
		const savedItemId = {
			__rl: true,
			mode: 'list',
			value: flow.savedItemId,
			cachedResultName: 'Monthly report',
		};
		const { items } = await bench.run(allOf(addRun('a.txt'), { savedItemId }));
		expect(items[0].json.fileName).toBe('Monthly report.zip');
		expect(bench.sent('downloadFiles')[0].saved_item_id).toBe(flow.savedItemId);
	});

	test('joins several answers where there are more than a hundred files', async () => {
		const names = Array.from({ length: 250 }, (_, i) => `file ${i}.txt`);
		const { items } = await bench.run(named(addRun(...names), names));
		expect(askedNames().map((asked) => (asked as string[]).length)).toEqual([100, 100, 50]);
		expect(items).toHaveLength(1);
		expect(items[0].json.fileCount).toBe(250);
		expect(Object.keys(await textsOf(await bytesOf(items[0])))).toEqual(names);
	});
});

describe('separate files', () => {
	test('are one item each, with their own name, size and type', async () => {
		const run = addRun('a.txt', 'b.pdf');
		const { items, error } = await bench.run(allOf(run, { output: 'files' }));
		expect(error).toBeUndefined();
		expect(items.map(({ json, pairedItem }) => ({ json, pairedItem }))).toEqual([
			{ json: { fileName: 'a.txt', bytes: 13, runId: run.runId }, pairedItem: { item: 0 } },
			{ json: { fileName: 'b.pdf', bytes: 13, runId: run.runId }, pairedItem: { item: 0 } },
		]);
		expect((await bytesOf(items[1])).toString()).toBe('text of b.pdf');
		expect(items.map(({ binary }) => binary!.data.mimeType)).toEqual([
			'text/plain',
			'application/pdf',
		]);
	});

	test('that would unpack to far more than they take are refused', async () => {
		const content = () => Buffer.alloc(20 * 1024 ** 2);
		const run = bench.gumloop.addRun({ files: [{ name: 'bomb.txt', content }] });
		const { error, items } = await bench.run(named(run, 'bomb.txt', { output: 'files' }));
		expect(error?.message).toBe('The archive would unpack to more than is allowed');
		expect(items).toEqual([]);
	});
});

describe('file names', () => {
	test.each([
		['a list from an expression', ['a.txt', 'b.txt']],
		['JSON', '["a.txt", "b.txt"]'],
		['commas', 'a.txt, b.txt'],
		['one a line', ' a.txt \n\n b.txt\n'],
		['a list with spaces and repeats', [' a.txt', 'b.txt ', 'a.txt']],
		['an expression', "={{ ['a.txt', 'b.txt'] }}"],
	])('are taken as %s', async (_form, given) => {
		const { error } = await bench.run(named(addRun('a.txt', 'b.txt'), given));
		expect(error).toBeUndefined();
		expect(askedNames()).toEqual([['a.txt', 'b.txt']]);
	});

	test('may hold commas in a JSON list', async () => {
		await bench.run(named(addRun('Smith, J.txt'), '["Smith, J.txt"]'));
		expect(askedNames()).toEqual([['Smith, J.txt']]);
	});

	test.each([
		['={{ "" }}', "'File Names' is empty"],
		[[], "'File Names' is empty"],
		['[ "a.txt"', "'File Names' is not a list of names"],
		[{ a: 1 }, "'File Names' is not a list of names"],
	])('%j are refused before anything is asked', async (given, message) => {
		const { error } = await bench.run(named(addRun('a.txt'), given));
		expect(error?.message).toBe(message);
		expect(bench.gumloop.requests).toEqual([]);
	});
});

test("'Run' is that of the input item, as 'Start' gives it, where nothing else is chosen", async () => {
	const { runId } = addRun('a.txt');
	const items = [{ json: { run_id: runId } }];
	const { items: given, error } = await bench.run({}, { items });
	expect(error).toBeUndefined();
	expect(given[0].json).toMatchObject({ runId, fileCount: 1 });
});

describe("all names in the run's outputs", () => {
	test('come from one named output, a text or a list of texts', async () => {
		const outputs = { one: 'a.txt', many: ['b.txt', 'a.txt'], other: 'c.txt' };
		const run = bench.gumloop.addRun({ files: files('a.txt', 'b.txt', 'c.txt'), outputs });
		await bench.run(allOf(run, { outputName: 'one' }));
		await bench.run(allOf(run, { outputName: 'many' }));
		expect(askedNames()).toEqual([['a.txt'], ['b.txt', 'a.txt']]);
	});

	test('come from all outputs, without texts that are no file names and without repeats', async () => {
		const outputs = {
			files: ['a.txt', 'b.txt'],
			again: 'a.txt',
			json: '["c.txt"]',
			month: '2026-03',
			text: 'A summary. With a point in it.',
			link: 'https://example.com/d.txt',
			count: 3,
			nothing: null,
		};
		const run = bench.gumloop.addRun({ files: files('a.txt', 'b.txt', 'c.txt'), outputs });
		const { error } = await bench.run(allOf(run));
		expect(error).toBeUndefined();
		expect(askedNames()).toEqual([['a.txt', 'b.txt', 'c.txt']]);
	});

	test('that hold no name give an item without a file that says so, or none by an option', async () => {
		const run = bench.gumloop.addRun({ outputs: { n: 1 } });
		const { items, error } = await bench.run(allOf(run));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		expect(items[0].json).toMatchObject({
			fileCount: 0,
			reason: "The run's outputs hold no file names",
			runId: run.runId,
		});
		expect(items[0].binary).toBeUndefined();
		const options = { noItemWhenEmpty: true };
		expect((await bench.run(allOf(run, { options }))).items).toEqual([]);
		expect(bench.asked('downloadFiles')).toEqual([]);
	});

	test('are refused where the named output does not exist; the others are named', async () => {
		const { error } = await bench.run(allOf(addRun('a.txt'), { outputName: 'file' }));
		expect(error?.message).toBe("'Output Name' is not an output of the run");
		expect(error?.description).toContain("the outputs 'files'");
	});

	test('need a run that is done', async () => {
		const run = bench.gumloop.addRun({ states: ['RUNNING'] });
		const { error } = await bench.run(allOf(run));
		expect(error?.message).toBe('The flow run is not done yet');
		expect(error?.description).toContain("'Wait for Completion'");
	});

	test('of a run that failed are told with the last lines of its log', async () => {
		const run = bench.gumloop.addRun({ states: ['FAILED'], log: ['Step 3: no such page'] });
		const { error } = await bench.run(allOf(run));
		expect(error?.message).toBe('The flow run failed');
		expect(error?.description).toContain('“Step 3: no such page”');
	});
});

describe('a file that the run does not have', () => {
	test('ends the download with a message that names it, where Gumloop leaves it out', async () => {
		bench.gumloop.unknownFiles = 'leaveOut';
		const { error, items } = await bench.run(named(addRun('a.txt'), 'a.txt, gone.txt'));
		expect(items).toEqual([]);
		expect(error?.message).toBe('The run does not have all the files that were asked for');
		expect(error?.description).toContain('1 of 2: gone.txt');
	});

	test('ends the download with a message that tells how to find it, where Gumloop answers 500', async () => {
		const { error } = await bench.runFast(named(addRun('a.txt'), 'a.txt, gone.txt'));
		expect(error?.message).toBe('Gumloop could not hand out the files');
		expect(error?.description).toContain("'Skip Missing Files'");
		expect(error?.description).toContain('File download failed');
	});

	test.each(['refuse', 'leaveOut'] as const)(
		'is told under skipped with the option, the others arrive (%s)',
		async (unknownFiles) => {
			bench.gumloop.unknownFiles = unknownFiles;
			const run = addRun('a.txt', 'b.txt', 'c.txt');
			const parameters = named(run, 'a.txt, gone.txt, b.txt, c.txt', {
				options: { skipMissing: true },
			});
			const { items, error } = await bench.runFast(parameters);
			expect(error).toBeUndefined();
			expect(items[0].json).toMatchObject({
				fileCount: 3,
				skipped: [{ name: 'gone.txt', reason: expect.any(String) as string }],
			});
			expect(await textsOf(await bytesOf(items[0]))).toEqual({
				'a.txt': 'text of a.txt',
				'b.txt': 'text of b.txt',
				'c.txt': 'text of c.txt',
			});
			const separate = await bench.runFast({ ...parameters, output: 'files' });
			expect(separate.items.map(({ json }) => json.fileName)).toEqual(['a.txt', 'b.txt', 'c.txt']);
			expect(separate.items[0].json.skipped).toEqual([
				{ name: 'gone.txt', reason: expect.any(String) as string },
			]);
		},
	);

	test.each(['zip', 'files'])('and no other leaves an item that tells so (%s)', async (output) => {
		bench.gumloop.unknownFiles = 'leaveOut';
		const parameters = named(addRun(), 'gone.txt', { output, options: { skipMissing: true } });
		const { items } = await bench.run(parameters);
		expect(items).toHaveLength(1);
		expect(items[0].binary).toBeUndefined();
		expect(items[0].json.skipped).toEqual([
			{ name: 'gone.txt', reason: 'the archive from Gumloop does not hold it' },
		]);
	});
});

describe('the ZIP from Gumloop', () => {
	test('may be written without knowing sizes, and hold folders', async () => {
		bench.gumloop.zip = { dataDescriptors: true, folders: ['run/'] };
		const run = addRun('a.txt', 'b.txt');
		const zip = await bench.run(allOf(run));
		expect(zip.items[0].json).toMatchObject({
			fileCount: 2,
			files: [
				{ name: 'a.txt', bytes: 13 },
				{ name: 'b.txt', bytes: 13 },
			],
		});
		const separate = await bench.run(allOf(run, { output: 'files' }));
		expect(separate.items.map(({ json }) => json.fileName)).toEqual(['a.txt', 'b.txt']);
		expect((await bytesOf(separate.items[0])).toString()).toBe('text of a.txt');
	});

	const HOSTILE: Array<[entryName: string, inZip: string, asFile: string]> = [
		['../x.txt', 'x.txt', 'x.txt'],
		['../../etc/x.txt', 'etc/x.txt', 'x.txt'],
		['/x.txt', 'x.txt', 'x.txt'],
		['C:\\Windows\\x.txt', 'C_/Windows/x.txt', 'x.txt'],
		['run/x.txt', 'run/x.txt', 'x.txt'],
	];
	test.each(HOSTILE)(
		'is made harmless where an entry is named %s',
		async (entryName, inZip, asFile) => {
			bench.gumloop.unknownFiles = 'leaveOut';
			const run = bench.gumloop.addRun({ files: [{ name: 'x.txt', entryName, content: 'x' }] });
			const zip = await bench.run(named(run, 'x.txt'));
			expect(zip.error).toBeUndefined();
			expect(await textsOf(await bytesOf(zip.items[0]))).toEqual({ [inZip]: 'x' });
			expect(zip.items[0].json.files).toEqual([{ name: inZip, bytes: 1 }]);
			const separate = await bench.run(named(run, 'x.txt', { output: 'files' }));
			expect(separate.items[0].json.fileName).toBe(asFile);
			expect(separate.items[0].binary!.data.fileName).toBe(asFile);
		},
	);

	test.each<[string, string[], string[]]>([
		['collide', ['x/a.txt', '../x/a.txt'], ['x/a.txt', 'x/a (1).txt']],
		['differ only in case', ['x/a.txt', 'x/A.txt'], ['x/a.txt', 'x/A (1).txt']],
		['differ only in Unicode form', ['é.txt', 'e\u0301.txt'], ['é.txt', 'e\u0301 (1).txt']],
	])('has different names where those of its entries %s', async (_name, entryNames, expected) => {
		bench.gumloop.unknownFiles = 'leaveOut';
		const content = 'text';
		const stored = entryNames.map((entryName, i) => ({ name: `${i}.txt`, entryName, content }));
		const run = bench.gumloop.addRun({ files: stored });
		const parameters = named(run, ['0.txt', '1.txt'], { options: { skipMissing: true } });
		const { items, error } = await bench.run(parameters);
		expect(error).toBeUndefined();
		expect(Object.keys(await textsOf(await bytesOf(items[0])))).toEqual(expected);
	});

	test('may have folders that were written with a backslash', async () => {
		bench.gumloop.unknownFiles = 'leaveOut';
		const run = bench.gumloop.addRun({
			files: [
				{ name: 'folder', entryName: 'd\\', content: '' },
				{ name: 'a.txt', entryName: 'd\\a.txt', content: 'text' },
			],
		});
		const parameters = { options: { skipMissing: true } };
		const zip = await bench.run(named(run, ['folder', 'a.txt'], parameters));
		expect(zip.items[0].json.files).toEqual([{ name: 'd/a.txt', bytes: 4 }]);
		const entries = await entriesOf(await bytesOf(zip.items[0]));
		expect(entries.map(({ name }) => name)).toEqual(['d/', 'd/a.txt']);
		const separate = await bench.run(
			named(run, ['folder', 'a.txt'], { ...parameters, output: 'files' }),
		);
		expect(separate.items.map(({ json }) => json.fileName)).toEqual(['a.txt']);
	});

	test.each(['zip', 'files'])(
		'is refused where it has far too many entries (%s)',
		async (output) => {
			bench.gumloop.faults.always(
				'downloadFiles',
				answerWith(200, manyEmptyFiles(101), { 'Content-Type': 'application/zip' }),
			);
			const { error, items } = await bench.run(named(addRun('001'), '001', { output }));
			expect(error?.message).toBe('The archive does not hold what was asked for');
			expect(error?.description).toContain('more than the 100');
			expect(items).toEqual([]);
		},
	);

	test.each(['con.txt', 'NUL', 'COM1.pdf'])(
		'is made harmless where a file is named %s',
		async (name) => {
			const run = addRun(name);
			const zip = await bench.run(named(run, name));
			expect(Object.keys(await textsOf(await bytesOf(zip.items[0])))).toEqual([`_${name}`]);
			const separate = await bench.run(named(run, name, { output: 'files' }));
			expect(separate.items[0].json.fileName).toBe(`_${name}`);
		},
	);
});

describe('the run', () => {
	test.each([
		['an ID', (runId: string) => runId],
		[
			'a pasted URL',
			(runId: string) => `https://www.gumloop.com/pipeline?workbook_id=w&run_id=${runId}`,
		],
		[
			'a picked entry',
			(runId: string) => ({ __rl: true, mode: 'list', value: runId, cachedResultName: 'DONE' }),
		],
		[
			'a URL in the locator',
			(runId: string) => ({
				__rl: true,
				mode: 'url',
				value: ` https://www.gumloop.com/pipeline?run_id=${runId}&workbook_id=w#top `,
			}),
		],
	])('is given as %s', async (_form, given) => {
		const { runId } = addRun('a.txt');
		await bench.run({ runId: given(runId), selection: 'outputs' } as INodeParameters);
		expect(bench.sent('downloadFiles')[0].run_id).toBe(runId);
	});

	test.each([
		['={{ "" }}', "'Run' is empty"],
		['https://www.gumloop.com/pipeline?workbook_id=w', "'Run' holds no run ID"],
	])('%j is refused before anything is asked', async (runId, message) => {
		const { error } = await bench.run({ runId, selection: 'outputs' });
		expect(error?.message).toBe(message);
		expect(bench.gumloop.requests).toEqual([]);
	});

	test('of each input item is downloaded, and what goes wrong stays with its item', async () => {
		const runs = [addRun('a.txt'), addRun('b.txt')];
		const ids = [runs[0].runId, 'unknown', runs[1].runId];
		const { items } = await bench.runFast(
			{ runId: '={{ $json.run }}', selection: 'outputs' },
			{ items: ids.map((run) => ({ json: { run } })), onError: 'continueRegularOutput' },
		);
		expect(items.map(({ json }) => json.error ?? json.fileCount)).toEqual([
			1,
			'Gumloop does not find the flow run',
			1,
		]);
	});
});

test.each([
	['selection', 'some', "'Files' has a value that is not offered"],
	['output', 'tar', "'Download As' has a value that is not offered"],
])('an expression that gives %s an unknown value is refused', async (name, value, message) => {
	const { error } = await bench.run(allOf(addRun('a.txt'), { [name]: value }));
	expect(error?.message).toBe(message);
	expect(bench.asked('downloadFiles')).toEqual([]);
});
