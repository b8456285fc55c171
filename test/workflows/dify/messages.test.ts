import type { INodeParameters } from 'n8n-workflow';

import { difyRows } from '../../../nodes/DifyKnowledge/messages';
import { archiveRows } from '../../../nodes/shared/messages/archiveRows';
import { connectionRows } from '../../../nodes/shared/messages/connectionRows';
import { answerWith, badGateway, changeHeaders, redirect, type Fault } from '../../sandbox/faults';
import { useDify, type DifyRun } from '../engine/dify';
import type { Result } from '../engine/run';

const bench = useDify();

// Every message is tested once in ../faults/messages.test.ts. Here are other forms of the same situations.
const rows = [...difyRows, ...archiveRows, ...connectionRows];
const html = { 'Content-Type': 'text/html' };
const page = '<html><head><title>Some page</title></head><body>long text</body></html>';

beforeEach(() => {
	bench.dify.version = '1.13.3';
});

/** The message and the description are those of a row, and nothing else came out. */
function expectRow(id: string, { error, items }: Result) {
	const row = rows.find((one) => one.id === id)!;
	const [start] = row.description.split(/[{(]/);
	expect(error?.message).toBe(row.message.replaceAll('{service}', 'Dify'));
	expect(error?.description).toContain(start);
	expect(error?.description).not.toMatch(/\{[a-zA-Z]+\}/);
	expect(JSON.stringify(error)).not.toContain(bench.dify.apiKey);
	expect(items).toEqual([]);
}

const documents = [{ name: 'a.txt' }, { name: 'b.txt' }];

async function list(settings: DifyRun = {}) {
	const { id } = bench.dify.addKnowledgeBase({ name: 'List', documents });
	return await bench.run({ operation: 'list', knowledgeBaseId: id }, settings);
}

async function downloadZip(settings: DifyRun = {}) {
	const { id, documents: all } = bench.dify.addKnowledgeBase({ name: 'Zip', documents });
	return await bench.run(
		{
			operation: 'downloadZip',
			knowledgeBaseId: id,
			selection: 'ids',
			documentIds: all.map((document) => document.id),
			options: { tries: 1, fileName: 'a' },
		} as unknown as INodeParameters,
		settings,
	);
}

async function getDownloadUrl() {
	const { id, documents: all } = bench.dify.addKnowledgeBase({ name: 'URL', documents });
	const parameters = { operation: 'getDownloadUrl', knowledgeBaseId: id };
	return await bench.run({ ...parameters, documentId: all[0].id });
}

test.each(['dataset-wrong', ''])('the key %j', async (apiKey) => {
	expectRow('wrongKey', await list({ credential: { apiKey } }));
});

describe('the Base URL', () => {
	test('that leads to the web app, which answers with a redirect to its own sign-in page', async () => {
		bench.dify.faults.next('list', redirect(307, '/signin'));
		expectRow('webApp', await list());
	});

	test('that leads to some other server', async () => {
		bench.dify.faults.always('list', answerWith(404, 'no', { 'Content-Type': 'text/plain' }));
		expectRow('notTheApi', await list());
	});

	test('from which a redirect with a page of its own leads to https', async () => {
		const location = 'https://dify.example.com/v1/datasets';
		bench.dify.faults.always('list', answerWith(301, page, { ...html, Location: location }));
		const result = await list();
		expectRow('redirected', result);
		expect(result.error?.description).toContain(location);
	});
});

describe('the server', () => {
	test.each(['1.13.0', '1.9.2', '0.15.3'])('%s is too old for downloads', async (version) => {
		bench.dify.version = version;
		const zip = await downloadZip();
		expectRow('oldServer', zip);
		expect(zip.error?.description).toContain(`It runs version ${version}.`);
		expectRow('oldServer', await getDownloadUrl());
	});

	test.each([
		[400, 'invalid_param', 'Input should be a valid integer'],
		[400, 'bad_request', 'The browser (or proxy) sent a request'],
		[415, 'unsupported_media_type', 'Did not attempt to load JSON data'],
	])('that refuses a request with %i %s, in its own words', async (status, code, message) => {
		bench.dify.faults.always('list', answerWith(status, { code, message, status }));
		const result = await list();
		expectRow('requestRefused', result);
		expect(result.error?.description).toContain(`Dify answered ${status}: ${message}`);
	});

	test.each<[string, Fault]>([
		['gateway', badGateway(502)],
		['gateway', badGateway(503)],
		['tryLater', answerWith(425, '', { 'Content-Type': 'text/plain' })],
		['serverFault', answerWith(500, page, html)],
		['serverFault', answerWith(507, {})],
		['proxyRefuses', answerWith(401, page, html)],
		['unexpected', answerWith(200, { url: 'no archive' })],
		['unexpected', answerWith(204)],
	])('or what stands in front of it: %s', async (row, fault) => {
		bench.dify.faults.always('downloadZip', fault);
		expectRow(row, await downloadZip());
		expect(bench.asked('downloadZip')).toHaveLength(1);
	});

	test.each<[string, Fault]>([
		['unexpected', answerWith(200, '[1]', { 'Content-Type': 'application/json' })],
		['unexpected', answerWith(200, 'text', { 'Content-Type': 'text/plain' })],
		['unexpected', changeHeaders({ 'Content-Type': '' })],
		['unexpected', answerWith(200, { total: 5 })],
	])('whose list is none: %s', async (row, fault) => {
		bench.dify.faults.always('list', fault);
		expectRow(row, await list());
	});
});

test('a host whose name does not exist', async () => {
	const credential = { baseUrl: 'http://no-such-host.invalid/v1' };
	const { error } = await downloadZip({ credential });
	// Without a network the name cannot even be looked up.
	const told = ['hostUnknown', 'nameServiceDown'].map((id) => rows.find((row) => row.id === id));
	expect(told.map((row) => row!.message)).toContain(error?.message);
	expect(error?.description).toContain("'no-such-host.invalid'");
});

test('an archive that is none', async () => {
	for (const body of ['Hello, this is a text.', page, '']) {
		const zip = { 'Content-Type': 'application/zip' };
		bench.dify.faults.always('downloadZip', answerWith(200, body, zip));
		expectRow('notAnArchive', await downloadZip());
	}
});
