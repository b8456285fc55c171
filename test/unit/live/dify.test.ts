import { lookAtAll, type Seen } from '../../live/assumption';
import { difyOf, type DifyAccess } from '../../live/services';
import { standInDify } from '../../live/standIns';
import { html, json } from '../../sandbox/answer';
import type { DifyStandIn } from '../../sandbox/dify/server';
import type { Fault } from '../../sandbox/faults';
import { changed, changedRows, instead } from './spoiling';

let dify: DifyStandIn;
let access: DifyAccess;

beforeAll(async () => {
	({ dify, access } = await standInDify(() => undefined));
});
afterEach(() => dify.faults.clear());
afterAll(async () => await dify.close());

type Endpoint = Parameters<DifyStandIn['faults']['always']>[0];

const ok = json(200, {});
const page = html(404, '<p>Not Found</p>');

/** For each assumption, by the beginning of its sentence, how a server would not hold to it. */
const spoilers: Array<[about: string, endpoint: Endpoint, fault: Fault]> = [
	["'Base URL' with /v1", 'list', instead(html(200, '<p>Dify</p>'))],
	['A wrong key', 'list', instead(json(403, {}))],
	['A route that Dify does not have', 'unknownRoute', instead(json(404, {}))],
	['Knowledge bases are listed', 'knowledgeBases', changedRows(() => [{ id: 1 }])],
	['A knowledge base has its name', 'knowledgeBase', changed((body) => ({ ...body, name: null }))],
	['A knowledge base that is unknown', 'list', instead(page)],
	['A page holds at most 100', 'list', changedRows((rows) => [...rows, ...rows])],
	['`total`', 'list', changed((body) => ({ ...body, total: String(body.total) }))],
	['The newest documents', 'list', changedRows((rows) => [...rows].reverse())],
	['A page behind the last one', 'list', instead(json(404, {}))],
	[
		'`status`',
		'list',
		changed((body, query) =>
			query.has('status') ? { ...body, data: [{ display_status: 'other' }] } : body,
		),
	],
	[
		'`keyword`',
		'list',
		changed((body, query) => ({ ...body, total: query.has('keyword') ? 0 : body.total })),
	],
	[
		'Upper and lower case',
		'list',
		changed((body, query) =>
			query.has('keyword') ? { ...body, data: [{ name: 'something else' }] } : body,
		),
	],
	[
		'A `status` that Dify does not know',
		'list',
		changed((body, query) => ({ ...body, total: query.has('status') ? 0 : body.total })),
	],
	[
		'The first page tells the total',
		'list',
		changed((body, query) => ({ ...body, total: query.get('limit') === '1' ? 1 : body.total })),
	],
	[
		'Documents of the same second',
		'list',
		changedRows((rows) => rows.map((row, position) => ({ ...row, position, created_at: 5 }))),
	],
	[
		'Documents that are not ready',
		'list',
		changed((body, query) => (query.has('status') ? { ...body, data: [] } : body)),
	],
	[
		'An uploaded file has its ID',
		'list',
		changedRows((rows) => rows.map((row) => ({ ...row, data_source_info: {} }))),
	],
	[
		'Numbers and times',
		'list',
		changedRows((rows) =>
			rows.map((row) => ({ ...row, doc_metadata: [{ type: 'number', value: 'many' }] })),
		),
	],
	[
		'One document has the metadata',
		'document',
		changed((body) => ({ ...body, doc_metadata: [{ name: 'other' }] })),
	],
	[
		'A document has id',
		'list',
		changedRows((rows) => rows.map((row) => ({ ...row, created_at: 'now' }))),
	],
	[
		'An uploaded file has',
		'list',
		changedRows((rows) =>
			rows.map((row) => ({ ...row, data_source_detail_dict: { upload_file: { id: 1 } } })),
		),
	],
	[
		'Metadata of a document',
		'list',
		changedRows((rows) => rows.map((row) => ({ ...row, doc_metadata: [{ name: 'a', value: 1 }] }))),
	],
	[
		'The metadata fields',
		'metadata',
		instead(json(200, { doc_metadata: [{ id: 'a', type: 'date' }] })),
	],
	['One document has updated_at', 'document', changed((body) => ({ ...body, updated_at: null }))],
	['A document that is unknown', 'document', instead(page)],
	['The chunks of a document', 'segments', changedRows(() => [])],
	['A document without an original', 'segments', changedRows((rows) => [...rows].reverse())],
	[
		'Chunks are paged',
		'segments',
		changed((body, query) => ({ ...body, total: Number(body.total) + Number(query.get('page')) })),
	],
	[
		'A chunk has id, status',
		'segments',
		changedRows((rows) => rows.map((row) => ({ ...row, status: undefined }))),
	],
	[
		'A document whose dataset_process_rule_id',
		'document',
		changed((body) => ({ ...body, document_process_rule: { mode: 'of another kind' } })),
	],
	['A knowledge base that is none of agents', 'agentKnowledgeBase', instead(ok)],
	['The documents of an agent', 'agentKnowledgeBase', instead(json(403, {}))],
	['The download of a document', 'download', instead(json(200, { url: 'https://example.com/a' }))],
	['That URL opens', 'file', instead(json(200, { url: 'too short' }))],
	['download-zip gives', 'downloadZip', instead(ok)],
	['Entries come in the order', 'downloadZip', inAnotherOrder],
	['A ZIP with one unknown', 'downloadZip', instead(ok)],
	['A ZIP may be of 100', 'downloadZip', instead(ok)],
	['A ZIP with a document that is no', 'downloadZip', instead(ok)],
	[
		'A document whose upload is gone',
		'downloadZip',
		instead(json(404, { message: 'File not found' })),
	],
	['The download of an unknown', 'download', instead(ok)],
];

async function inAnotherOrder(...[real, call]: Parameters<Fault>) {
	const { document_ids: ids } = JSON.parse(call.body.toString()) as { document_ids: string[] };
	call.body = Buffer.from(JSON.stringify({ document_ids: [...ids].sort() }));
	return await real();
}

async function look(about: string): Promise<Seen> {
	const assumption = difyOf(access).assumptions.find((one) => one.about.startsWith(about));
	return (await lookAtAll([assumption!]))[0];
}

test('everything that can be read holds for the stand-in', async () => {
	const findings = await lookAtAll(difyOf(access).assumptions);
	const notHeld = findings.filter(({ holds }) => holds === 'no');
	expect(notHeld).toEqual([]);
	expect(findings.filter(({ holds }) => holds === 'yes')).toHaveLength(spoilers.length);
});

test.each(spoilers)('is told where it does not hold: %s', async (about, endpoint, fault) => {
	expect((await look(about)).holds).toBe('yes');
	dify.faults.always(endpoint, fault);
	expect((await look(about)).holds).toBe('no');
});

test('a limited key holds, and is named as what it is', async () => {
	const apiKey = dify.addLimitedKey({ id: access.knowledgeBaseId });
	const findings = await lookAtAll(difyOf({ ...access, apiKey }).assumptions);
	expect(findings.filter(({ holds }) => holds === 'no')).toEqual([]);
	expect(findings.map(({ seen }) => seen).join()).toContain('the key is limited');
});

test('a plugin service that is down makes nothing fail', async () => {
	dify.pluginDaemonDown = true;
	const findings = await lookAtAll(difyOf(access).assumptions);
	dify.pluginDaemonDown = false;
	expect(findings.filter(({ holds }) => holds === 'no')).toEqual([]);
});

test('an empty knowledge base leaves unchecked what takes documents, and fails nothing', async () => {
	const { id } = dify.addKnowledgeBase({ name: 'Empty' });
	const empty = { ...access, knowledgeBaseId: id, agentKnowledgeBaseId: undefined };
	const findings = await lookAtAll(difyOf(empty).assumptions);
	expect(findings.filter(({ holds }) => holds === 'no')).toEqual([]);
	expect(findings.find(({ about }) => about.startsWith('download-zip'))?.holds).toBe('not checked');
});

test('only reads, but for the downloads, nine of which count', async () => {
	dify.requests.length = 0;
	await lookAtAll(difyOf(access).assumptions);
	const posts = dify.requests.filter(({ method }) => method !== 'GET');
	expect(new Set(posts.map(({ endpoint }) => endpoint))).toEqual(new Set(['downloadZip']));
	const counted = dify.requests.filter(({ endpoint }) => /^download/.test(endpoint));
	expect(counted).toHaveLength(9);
});
