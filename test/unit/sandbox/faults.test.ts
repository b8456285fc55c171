import { get } from 'node:http';
import { text } from 'node:stream/consumers';

import { startDify, type DifyStandIn } from '../../sandbox/dify/server';
import { difyFaults } from '../../sandbox/dify/faults';
import {
	badGateway,
	closeInBody,
	contentLengthTooLong,
	contentLengthTooShort,
	endlessBody,
	gzipBomb,
	hugeHeader,
	rawHeader,
	redirect,
	resetBeforeHead,
	resetInBody,
	slowDrip,
	stallInBody,
	tooManyRequests,
} from '../../sandbox/faults';

let dify: DifyStandIn;

beforeEach(async () => {
	dify = await startDify();
});
afterEach(async () => await dify.close());

const WELCOME = '{"welcome":"Dify OpenAPI","api_version":"v1","server_version":"1.14.0"}';

async function ask(init: RequestInit = {}) {
	return await fetch(`${dify.apiRoot}/`, init);
}

/** The body, or the code of what broke off. */
async function bodyOrCode() {
	return await new Promise<string>((resolve) => {
		const request = get(`${dify.apiRoot}/`, { agent: false }, (response) => {
			text(response).then(resolve, (error: NodeJS.ErrnoException) => resolve(`${error.code}`));
		});
		request.once('error', (error: NodeJS.ErrnoException) => resolve(`${error.code}`));
	});
}

describe('fault switches', () => {
	it('spoil the next, the nth or every answer, and nothing after being cleared', async () => {
		const statuses = async (count: number) => {
			const seen = [];
			for (let i = 0; i < count; i++) seen.push((await ask()).status);
			return seen;
		};
		dify.faults.next('welcome', badGateway(), 2);
		dify.faults.nth('any', 4, tooManyRequests(3));
		dify.faults.next('list', badGateway(504));
		expect(await statuses(5)).toEqual([502, 502, 200, 429, 200]);
		dify.faults.always('any', difyFaults.unknown());
		expect(await statuses(2)).toEqual([500, 500]);
		dify.faults.clear();
		expect(await statuses(1)).toEqual([200]);
	});
});

describe('faults', () => {
	it.each([
		['reset before the head', resetBeforeHead(), 'ECONNRESET'],
		['reset in the body', resetInBody(5), 'ECONNRESET'],
		['closed in the body', closeInBody(5), 'ECONNRESET'],
		['announced too long', contentLengthTooLong(1), 'ECONNRESET'],
		['announced too short', contentLengthTooShort(1), 'HPE_CLOSED_CONNECTION'],
		['dripping', slowDrip(10, 1), WELCOME],
		['control character in a header', rawHeader('X-Bad', 'a\u0001b'), 'HPE_INVALID_HEADER_TOKEN'],
		['huge header', hugeHeader(), 'HPE_HEADER_OVERFLOW'],
	])('are seen by a client: %s', async (_name, fault, seen) => {
		dify.faults.next('welcome', fault);
		expect(await bodyOrCode()).toBe(seen);
		expect(await bodyOrCode()).toBe(WELCOME);
	});

	it('end with the client: an endless body and a silent one', async () => {
		for (const fault of [endlessBody('application/json'), stallInBody(5)]) {
			dify.faults.next('welcome', fault);
			const controller = new AbortController();
			const body = (await ask({ signal: controller.signal })).text();
			controller.abort();
			await expect(body).rejects.toThrow('aborted');
		}
	});

	it('unpack to what they promise: a gzip bomb', async () => {
		dify.faults.next('welcome', gzipBomb('application/json', 32));
		const body = await (await ask()).arrayBuffer();
		expect(body.byteLength).toBe(32 * 1024 * 1024);
	});

	it('redirect to another host', async () => {
		dify.faults.next(
			'welcome',
			redirect(307, ({ url }) => dify.filesServer.origin + url.pathname),
		);
		expect(await (await ask()).text()).toBe(WELCOME);
		expect(dify.filesServer.requests).toMatchObject([{ path: '/v1/', endpoint: 'welcome' }]);
	});

	it('page without an end', async () => {
		const { id } = dify.addKnowledgeBase({ name: 'a' });
		dify.faults.always('list', difyFaults.endlessPaging());
		const url = `${dify.apiRoot}/datasets/${id}/documents?limit=100&page=7`;
		const headers = { Authorization: `Bearer ${dify.apiKey}` };
		const page = (await (await fetch(url, { headers })).json()) as { data: object[] };
		expect(page).toMatchObject({ has_more: true, total: 800 });
		expect(page.data).toHaveLength(100);
	});
});
