import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import * as faults from '../../sandbox/faults';
import { difyFaults } from '../../sandbox/dify/faults';
import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { file, manyEmptyFiles, zipOf as archiveOf } from '../../unit/shared/archive/writers';
import { useDify } from '../engine/dify';
import { loadOptions, openPicker } from '../engine/editor';
import { bytesOf } from '../engine/run';
import { addTexts, runFast, runOverStalls, textsOfDocuments, zipOf, zippedTexts } from './setup';

const bench = useDify();
const MIB = 1024 ** 2;

/** Counts the bytes of an answer's body that were sent, and how far the memory of n8n grew meanwhile. */
function watched(fault: faults.Fault): { fault: faults.Fault; seen: { bytes: number } } {
	const seen = { bytes: 0 };
	async function* counted(body: Readable) {
		for await (const chunk of body) {
			seen.bytes += (chunk as Buffer).length;
			yield chunk;
		}
	}
	return {
		seen,
		fault: async (...call) => {
			const answer = await fault(...call);
			const open = answer.body as () => Readable;
			return { ...answer, body: () => Readable.from(counted(open())) };
		},
	};
}

async function grownBy(work: () => Promise<void>): Promise<number> {
	const before = process.memoryUsage().rss;
	let most = before;
	const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
	await work().finally(() => clearInterval(watching));
	return most - before;
}

/** The same answer under another status. */
function underStatus(status: number, fault: faults.Fault): faults.Fault {
	return async (...call) => ({ ...(await fault(...call)), status });
}

describe('a body without an end', () => {
	test.each([
		[
			'under a list',
			'list',
			faults.endlessBody('application/json', '{"data":["'),
			'The answer of the server is far larger than it should be',
			24,
		],
		[
			'of a ZIP',
			'downloadZip',
			faults.endlessBody('application/zip', 'PK\u0003\u0004'),
			'The answer of the server is far larger than it should be',
			40,
		],
		[
			'that is no ZIP',
			'downloadZip',
			faults.endlessBody('application/zip'),
			'What came back is not a ZIP archive',
			10,
		],
		[
			'of a web page',
			'downloadZip',
			faults.endlessBody('text/html', '<title>Sign in</title>'),
			"'Base URL' leads to a web page, not to Dify's API",
			10,
		],
		[
			'of text',
			'list',
			faults.endlessBody('text/plain'),
			'Dify gave an answer that cannot be used',
			10,
		],
		[
			'of an error page of 100 MB',
			'downloadZip',
			faults.hugeErrorPage(403),
			'A server in front of Dify refuses the request',
			10,
		],
		[
			'of an error page of 100 MB under 500',
			'downloadZip',
			faults.hugeErrorPage(500),
			'Dify could not process the request',
			10,
		],
		[
			'of an error in JSON',
			'list',
			underStatus(400, faults.endlessBody('application/json', '{"message":"')),
			'Dify does not understand the request',
			10,
		],
	] as Array<[string, 'list' | 'downloadZip', faults.Fault, string, number]>)(
		'%s is cut off',
		async (_name, endpoint, fault, message, mostMebibytes) => {
			const knowledgeBase = addTexts(bench.dify, 3);
			const spied = watched(fault);
			bench.dify.faults.always(endpoint, spied.fault);
			const grown = await grownBy(async () => {
				const parameters = { ...zipOf(knowledgeBase, { tries: 1 }), selection: 'all' };
				const { error, items } = await bench.run(parameters);
				expect(error?.message).toBe(message);
				expect(items).toEqual([]);
			});
			expect(spied.seen.bytes).toBeLessThan(mostMebibytes * MIB);
			expect(grown).toBeLessThan(400 * MIB);
		},
		20_000,
	);
});

test('a page of 100 documents with 100 kB of metadata each is no body without an end', async () => {
	const metadata = [{ id: 'm', name: 'summary', type: 'string', value: '報'.repeat(33_000) }];
	const documents = Array.from({ length: 100 }, (_, i) => ({ name: `d${i}.txt`, metadata }));
	const { id } = bench.dify.addKnowledgeBase({ name: 'Metadata', documents });
	const { items } = await bench.run({ operation: 'list', knowledgeBaseId: id, returnAll: true });
	expect(items).toHaveLength(100);
	expect(items[0].json.metadata).toMatchObject({ summary: metadata[0].value });
	expect(bench.asked('list')).toHaveLength(1);
});

test('a web page of tags that never end has no title, and takes no time', async () => {
	const knowledgeBase = addTexts(bench.dify, 1);
	const type = { 'Content-Type': 'text/html' };
	const page = `${'<title'.repeat(10_000)}<b>no words</b>`;
	bench.dify.faults.always('downloadZip', faults.answerWith(403, page, type));
	const { error } = await bench.run(zipOf(knowledgeBase));
	expect(error?.description).toContain('(Dify answered 403; asked for');
});

describe('a gzip bomb', () => {
	test.each([
		[
			'in place of a list',
			'list',
			faults.gzipBomb('application/json'),
			'The answer of the server is far larger than it should be',
		],
		[
			'in place of a ZIP',
			'downloadZip',
			faults.gzipBomb('application/zip', 2048, 'PK'),
			'The answer of the server is far larger than it should be',
		],
		[
			'in place of a web page',
			'list',
			faults.gzipBomb('text/html'),
			"'Base URL' leads to a web page, not to Dify's API",
		],
	] as Array<[string, 'list' | 'downloadZip', faults.Fault, string]>)(
		'%s is not unpacked to its end',
		async (_name, endpoint, fault, message) => {
			const knowledgeBase = addTexts(bench.dify, 3);
			bench.dify.faults.always(endpoint, fault);
			const grown = await grownBy(async () => {
				const { error, items } = await bench.run({ ...zipOf(knowledgeBase), selection: 'all' });
				expect(error?.message).toBe(message);
				expect(items).toEqual([]);
			});
			expect(grown).toBeLessThan(500 * MIB);
		},
		20_000,
	);
});

test('a list that announces more with every page ends with what its first page announced', async () => {
	const { id } = addTexts(bench.dify, 1);
	bench.dify.faults.always('list', difyFaults.endlessPaging());
	const { items } = await bench.run({ operation: 'list', knowledgeBaseId: id, returnAll: true });
	expect(items).toHaveLength(200);
	expect(bench.asked('list').length).toBeLessThan(10);
});

describe('130,000 documents', () => {
	const listed = async (settings: object) => {
		const { id } = addTexts(bench.dify, 1);
		const data = Array.from({ length: 130_000 }, (_, i) => ({ id: `document ${i}` }));
		bench.dify.faults.always('list', faults.answerWith(200, { data, total: data.length }));
		return await bench.run({ operation: 'list', knowledgeBaseId: id, returnAll: true }, settings);
	};

	test('are listed', async () => {
		const { items, error } = await listed({});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(130_000);
		expect(items.at(-1)).toMatchObject({
			json: { id: 'document 129999' },
			pairedItem: { item: 0 },
		});
	});

	test('are told to be too many for an agent instead of overflowing the stack', async () => {
		const { error } = await listed({ asTool: true });
		expect(error?.message).toBe('There are more results than n8n takes at once');
		expect(error?.description).toContain('up to 100,000 items for one input item');
	});
});

test('a list that says has_more for ever ends with its total', async () => {
	const knowledgeBase = addTexts(bench.dify, 3);
	bench.dify.faults.always('list', async (real) => {
		const answer = await real();
		return { ...answer, body: String(answer.body).replace('"has_more":false', '"has_more":true') };
	});
	const result = await bench.run({ ...zipOf(knowledgeBase), selection: 'all' });
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
	expect(bench.asked('list')).toHaveLength(1);
});

describe('JSON that no server should send', () => {
	const id = madeUpUuid('one document');
	const trick = { toString: 1, valueOf: 1 };
	const file = { upload_file: { id: 'x', name: 'a.txt', size: 1, extension: 'txt' } };
	const sound = {
		id,
		name: 'a.txt',
		data_source_type: 'upload_file',
		data_source_detail_dict: file,
	};
	const UNUSABLE = 'Dify gave an answer that cannot be used';

	async function listing(row: unknown, more: object = {}) {
		const { id: knowledgeBaseId } = addTexts(bench.dify, 1);
		bench.dify.faults.always('list', faults.answerWith(200, { data: [row], total: 1 }));
		return await bench.run({ operation: 'list', knowledgeBaseId, returnAll: true, ...more });
	}

	test.each<[string, object]>([
		['data_source_type', { data_source_type: trick }],
		['metadata names', { doc_metadata: [{ name: trick, value: 1 }, null, 5] }],
		['names', { name: trick }],
		['the file', { data_source_detail_dict: { upload_file: trick } }],
		['what tells of the file', { data_source_detail_dict: 'x' }],
	])('objects in place of %s are no exception', async (_name, spoilt) => {
		for (const operation of ['list', 'downloadFiles']) {
			const { items, error } = await listing(
				{ ...sound, ...spoilt },
				{ operation, selection: 'all', options: { skipUnavailable: true } },
			);
			expect(error?.message ?? '').not.toMatch(/Cannot|undefined|Maximum|not a function/);
			expect(error ? items : items[0].json).toBeDefined();
		}
	});

	test.each([trick, null, 5, '', undefined, ['x']])(
		'a document with the ID %j is refused',
		async (wrong) => {
			const { error, items } = await listing({ ...sound, id: wrong });
			expect(error?.message).toBe(UNUSABLE);
			expect(error?.description).toContain('an entry without ID');
			expect(items).toEqual([]);
		},
	);

	test('values nested thousands of levels deep are refused', async () => {
		let deep: unknown[] = [];
		for (let level = 0; level < 3_000; level++) deep = [deep];
		const { error } = await listing({ ...sound, deep }, { simplify: false });
		expect(error?.message).toBe(UNUSABLE);
	});

	test.each(['searchKnowledgeBases', 'searchDocuments', 'getTags'])(
		'rows that are none are refused by %s',
		async (method) => {
			const { id: knowledgeBaseId } = addTexts(bench.dify, 1);
			const { apiKey, origin: baseUrl } = bench.dify;
			const credentials = { difyKnowledgeApi: { apiKey, baseUrl } };
			const open = method === 'getTags' ? loadOptions : openPicker;
			for (const row of [null, 5, 'x', [], {}, { id: trick, name: 5 }]) {
				const answer = faults.answerWith(200, { data: [row], total: 1 });
				bench.dify.faults.always('list', answer);
				bench.dify.faults.always('knowledgeBases', answer);
				const opened = open('difyKnowledge', method, { knowledgeBaseId }, credentials);
				await expect(opened).rejects.toThrow(UNUSABLE);
			}
		},
	);
});

test('a list whose rows are none is refused', async () => {
	const knowledgeBase = addTexts(bench.dify, 3);
	bench.dify.faults.always('list', faults.answerWith(200, { data: [null, 7, 'x'], total: 3 }));
	const { error } = await bench.run({ ...zipOf(knowledgeBase), selection: 'all' });
	expect(error?.message).toBe('Dify gave an answer that cannot be used');
});

describe('a drip of bytes that would take hours', () => {
	test.each(['list', 'downloadZip'] as const)('is given up for %s', async (endpoint) => {
		const knowledgeBase = addTexts(bench.dify, 200);
		bench.dify.faults.always(endpoint, faults.slowDrip(1, 40));
		const parameters = { ...zipOf(knowledgeBase, { tries: 1 }), selection: 'all' };
		const { error, items } = await runOverStalls(bench, parameters);
		expect(error?.message).toBe('The transfer came to a standstill');
		expect(items).toEqual([]);
	});
});

describe('a head that breaks the rules of HTTP is told from an answer:', () => {
	test.each<[string, faults.Fault]>([
		['control characters in a header', faults.rawHeader('X-Bad', 'a\u0000\u0001b')],
		['a header of 1 MB', faults.hugeHeader()],
		['a header name of 1 MB', faults.rawHeader('X'.repeat(MIB), 'a')],
		['two lengths', faults.rawHeader('Content-Length', '77')],
	])('%s', async (_name, fault) => {
		const knowledgeBase = addTexts(bench.dify, 3);
		bench.dify.faults.always('downloadZip', fault);
		const { error, items } = await runFast(bench, zipOf(knowledgeBase));
		expect(error?.message).toBe('The answer of the server cannot be read');
		expect(items).toEqual([]);
		expect(bench.asked('downloadZip')).toHaveLength(1);
	});
});

describe('a Content-Length that is always', () => {
	test.each([
		[
			'too long',
			faults.contentLengthTooLong(1),
			'The connection broke off before everything had arrived',
		],
		['too short', faults.contentLengthTooShort(1), 'The archive ended before it was complete'],
	])('%s gives a message and no file', async (_name, fault, message) => {
		const knowledgeBase = addTexts(bench.dify, 3);
		bench.dify.faults.always('downloadZip', fault);
		for (const operation of ['downloadZip', 'downloadFiles']) {
			const { error, items } = await runFast(bench, { ...zipOf(knowledgeBase), operation });
			expect(error?.message).toBe(message);
			expect(items).toEqual([]);
		}
	});
});

describe('a wrong content type', () => {
	test.each([
		['list', 'text/html', "'Base URL' leads to a web page, not to Dify's API"],
		['list', 'application/zip', 'Dify gave an answer that cannot be used'],
		['downloadZip', 'text/html', "'Base URL' leads to a web page, not to Dify's API"],
		['downloadZip', 'application/json', 'Dify gave an answer that cannot be used'],
		['downloadZip', 'image/png', 'Dify gave an answer that cannot be used'],
	] as const)('of %s, %s, gives a message that can be read', async (endpoint, type, message) => {
		const knowledgeBase = addTexts(bench.dify, 3);
		bench.dify.faults.always(endpoint, faults.wrongContentType(type));
		const { error, items } = await bench.run({ ...zipOf(knowledgeBase), selection: 'all' });
		expect(error?.message).toBe(message);
		expect(error?.description).not.toMatch(/[\p{Cc}\uFFFD]/u);
		expect(items).toEqual([]);
	});
});

describe('names of 1 MB', () => {
	test('of documents and knowledge bases become names that systems take', async () => {
		const name = `${'x'.repeat(MIB)}.txt`;
		const { id } = bench.dify.addKnowledgeBase({
			name,
			documents: [{ name, fileName: 'short.txt', content: 'text' }],
		});
		const { items } = await bench.run({
			operation: 'downloadZip',
			knowledgeBaseId: id,
			selection: 'all',
		});
		expect(Buffer.byteLength(items[0].binary!.data.fileName!)).toBeLessThanOrEqual(260);
	});
});

describe('a hostile archive', () => {
	const folder = join(__dirname, '../../fixtures/archives/corrupt');
	const answered = (archive: Buffer) =>
		faults.answerWith(200, archive, { 'Content-Type': 'application/zip' });

	test.each([
		['local-name-differs', 'The archive contradicts itself and is not passed on'],
		['overlapping-entries', 'The archive contradicts itself and is not passed on'],
		['two-entries-one-place', 'The archive contradicts itself and is not passed on'],
		['unlisted-entry-in-front', 'The archive contradicts itself and is not passed on'],
		['encrypted-aes', 'The archive contradicts itself and is not passed on'],
		['zip64-claims-2-to-the-32-entries', 'The archive does not hold what was asked for'],
		['text-after-end', 'The archive contradicts itself and is not passed on'],
		['truncated-in-data', 'The archive ended before it was complete'],
		['not-a-zip', 'What came back is not a ZIP archive'],
		['empty-file', 'The archive ended before it was complete'],
	])('%s gives a message and no file', async (name, message) => {
		const archive = readFileSync(join(folder, `${name}.zip`));
		const files = archive.toString('latin1').split('PK\x03\x04').length - 1;
		const knowledgeBase = addTexts(bench.dify, Math.max(files, 1));
		bench.dify.faults.always('downloadZip', answered(archive));
		for (const operation of ['downloadZip', 'downloadFiles']) {
			const { error, items } = await runFast(bench, { ...zipOf(knowledgeBase), operation });
			expect(error?.message).toBe(message);
			expect(items).toEqual([]);
		}
	});

	const REFUSED = 'The archive contradicts itself and is not passed on';

	describe.each(['as it arrives', 'from its directory'])('read %s', (way) => {
		test.each<[string, Buffer, string | undefined]>([
			['a line end', Buffer.from('\r\n'), undefined],
			['padding', Buffer.alloc(10 * MIB), undefined],
			['a few other bytes', Buffer.from('<html>'), REFUSED],
			['many other bytes', Buffer.alloc(200_000, '<html>'), REFUSED],
		])('with %s behind its end is asked for once', async (_name, behind, message) => {
			const knowledgeBase = addTexts(bench.dify, 3);
			const files = knowledgeBase.documents.map(({ name, content }) => ({
				...file(name, String(content)),
				isStreamed: way === 'from its directory',
			}));
			const longer = Buffer.concat([await archiveOf(files), behind]);
			bench.dify.faults.always('downloadZip', answered(longer));
			const result = await runFast(bench, zipOf(knowledgeBase));
			expect(result.error?.message).toBe(message);
			if (message) expect(result.error?.description).toContain(`${behind.length} bytes`);
			else expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
			expect(bench.asked('downloadZip')).toHaveLength(1);
		});
	});

	test('with 500,000 entries is refused before they cost memory', async () => {
		const [knowledgeBase, zip] = [addTexts(bench.dify, 8), manyEmptyFiles(500_000)];
		const type = { 'Content-Type': 'application/zip' };
		bench.dify.faults.always('downloadZip', faults.answerWith(200, zip, type));
		const grown = await grownBy(async () => {
			const { error } = await bench.run(
				zipOf(knowledgeBase, { documentsPerRequest: 1, requestsAtOnce: 4 }),
			);
			expect(error?.message).toBe('The archive does not hold what was asked for');
			expect(error?.description).toContain('more than the 1');
		});
		expect(grown).toBeLessThan(300 * MIB);
	}, 60_000);

	test.each([
		[2, '3 documents were asked for, 2 files came'],
		[4, 'more than the 3'],
	])('with another number of files than were asked for is refused (%i)', async (count, said) => {
		const knowledgeBase = addTexts(bench.dify, 3);
		const other = addTexts(bench.dify, count);
		const real = await bench.run(zipOf(other));
		expect(real.error).toBeUndefined();
		const zip = await bytesOf(real.items[0]);
		bench.dify.faults.always('downloadZip', answered(zip));
		const { error, items } = await runFast(bench, zipOf(knowledgeBase));
		expect(error?.message).toBe('The archive does not hold what was asked for');
		expect(error?.description).toContain(said);
		expect(items).toEqual([]);
	});
});
