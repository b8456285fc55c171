import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Answer } from '../../../../nodes/shared/http/answer';
import { refreshingToken } from '../../../../nodes/shared/http/tokenRefresh';

const probe = { method: 'GET', url: 'http://service.test/probe' } as const;
const download = { method: 'POST', url: 'http://service.test/download' } as const;

/** An n8n up to 2.8: a 401 is an answer, unless the request says that statuses are errors. */
class OldN8n {
	readonly asked: string[] = [];
	tokenIsValid = false;
	refreshes = 0;
	/** Whether the service hands out a new token. */
	canRefresh = true;
	/** What the service answers to a valid token. */
	status = 200;

	send = async ({ url, ignoreHttpStatusErrors }: IHttpRequestOptions): Promise<Answer> => {
		this.asked.push(url.replace('http://service.test/', ''));
		await Promise.resolve();
		if (!this.tokenIsValid && ignoreHttpStatusErrors === false) {
			this.refreshes++;
			await Promise.resolve();
			if (!this.canRefresh) throw new Error('invalid_grant');
			this.tokenIsValid = true;
		}
		return answerOf(this.tokenIsValid ? this.status : 401);
	};
}

function answerOf(statusCode: number): Answer {
	const body = { destroy: jest.fn(), async *[Symbol.asyncIterator]() {} };
	return { statusCode, headers: {}, body };
}

test('a token that has expired is refreshed, and the request sent once more', async () => {
	const n8n = new OldN8n();
	const answer = await refreshingToken(n8n.send, probe, {})(download);
	expect(answer.statusCode).toBe(200);
	expect(n8n.asked).toEqual(['download', 'probe', 'download']);
});

test('where the token is valid nothing else is sent', async () => {
	const n8n = new OldN8n();
	n8n.tokenIsValid = true;
	await refreshingToken(n8n.send, probe, {})(download);
	expect(n8n.asked).toEqual(['download']);
});

test('a refusal other than 401 after the refresh is the answer, with its own body', async () => {
	const n8n = new OldN8n();
	n8n.status = 403;
	const answer = await refreshingToken(n8n.send, probe, {})(download);
	expect(answer.statusCode).toBe(403);
	expect(answer.body.destroy).not.toHaveBeenCalled();
});

test('where n8n cannot refresh, the refusal is the answer', async () => {
	const n8n = new OldN8n();
	n8n.canRefresh = false;
	expect((await refreshingToken(n8n.send, probe, {})(download)).statusCode).toBe(401);
	expect(n8n.asked).toEqual(['download', 'probe', 'download']);
});

test('requests of one run that are refused together refresh once', async () => {
	const n8n = new OldN8n();
	const run = {};
	const sends = [1, 2, 3].map(() => refreshingToken(n8n.send, probe, run)(download));
	const answers = await Promise.all(sends);
	expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
	expect(n8n.refreshes).toBe(1);
});

test('a token that expires again is refreshed again', async () => {
	const n8n = new OldN8n();
	const send = refreshingToken(n8n.send, probe, {});
	await send(download);
	n8n.tokenIsValid = false;
	expect((await send(download)).statusCode).toBe(200);
	expect(n8n.refreshes).toBe(2);
});
