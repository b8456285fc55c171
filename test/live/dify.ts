import { type Assumption, beyondReading, notChecked, saw } from './assumption';
import { told } from './client';
import { difyAgents } from './difyAgents';
import { difyDownloads } from './difyDownloads';
import { difyLists } from './difyLists';
import { type DifySubject, UNKNOWN_ID } from './difySubject';
import { difyMetadata } from './difyMetadata';
import { difyTexts } from './difyTexts';
import { difyTrigger } from './difyTrigger';
import { objects } from './objects';

/** What the code takes for granted about Dify. 9 of the requests count against a rate limit. */
export function difyAssumptions(subject: DifySubject): Assumption[] {
	return [
		...signIn(subject),
		...knowledgeBases(subject),
		...difyLists(subject),
		...difyTrigger(subject),
		...difyMetadata(subject),
		...difyTexts(subject),
		...difyAgents(subject),
		...difyDownloads(subject),
		beyondReading(
			'The rate limit of Dify Cloud is a 403 that says "rate limit", counts 60 seconds, refused requests too',
			'it would have to be used up',
		),
		beyondReading(
			'While the plugin service is down, lists of knowledge bases are 400 with "plugin daemon"',
			'it would have to be stopped',
		),
		beyondReading('Signed URLs live for 300 seconds', 'it would take as long'),
		beyondReading(
			'A knowledge base whose API is switched off is 403 with "api access is not enabled"',
			'the one that is named is open',
		),
		beyondReading(
			'A missing original is 500 for a ZIP; its signed URL answers 500 or closes',
			'a file would have to be taken out of the storage',
		),
	];
}

function signIn({ client, path }: DifySubject): Assumption[] {
	return [
		{
			about: "'Base URL' with /v1 is the root of the API: answers are JSON and carry X-Version",
			look: async () => {
				const reply = await client.ask(`${path}/documents`, { query: { limit: 1 } });
				const version = reply.headers.get('x-version');
				const seen = `${told(reply)}, X-Version ${version ?? 'is missing'}`;
				return saw(seen, reply.status === 200 && version !== null && isJson(reply));
			},
		},
		{
			about: 'A wrong key is 401 in JSON',
			look: async () => {
				const headers = { Authorization: 'Bearer dataset-made-up-by-a-test' };
				const reply = await client.ask(`${path}/documents`, { headers });
				return saw(told(reply), reply.status === 401 && isJson(reply));
			},
		},
		{
			about: 'A route that Dify does not have is 404 with a web page',
			look: async () => {
				const reply = await client.ask(`${path}/no-such-route`);
				return saw(told(reply), reply.status === 404 && reply.type === 'text/html');
			},
		},
	];
}

function knowledgeBases({ client, path }: DifySubject): Assumption[] {
	const list = () => client.ask('/datasets', { query: { include_all: 'true', limit: 100 } });
	return [
		{
			about:
				'Knowledge bases are listed with id, name and tags; a key that is limited to some is refused with 403',
			look: async () => {
				const reply = await list();
				if (reply.status === 403) return saw(`${told(reply)}: the key is limited`, isJson(reply));
				if (isPluginServiceDown(reply)) return notChecked('the plugin service of Dify is down');
				const rows = objects(reply.json.data);
				const areAsExpected = rows.every(
					({ id, name, tags }) => isText(id) && isText(name) && areTags(tags),
				);
				const seen = `${told(reply)}, ${rows.length} of total ${String(reply.json.total)}`;
				const isList = reply.status === 200 && typeof reply.json.total === 'number';
				return saw(seen, isList && areAsExpected);
			},
		},
		{
			about: 'A knowledge base has its name, its API switch and its kind (runtime_mode)',
			look: async () => {
				const reply = await client.ask(path);
				if (isPluginServiceDown(reply)) return notChecked('the plugin service of Dify is down');
				const { name, enable_api, runtime_mode } = reply.json;
				const seen = `${told(reply)}, runtime_mode ${String(runtime_mode)}`;
				return saw(seen, isText(name) && enable_api === true && isText(runtime_mode));
			},
		},
		{
			about: 'A knowledge base that is unknown is 404 in JSON; to a limited key it is 403',
			look: async () => {
				const reply = await client.ask(`/datasets/${UNKNOWN_ID}/documents`);
				return saw(told(reply), [403, 404].includes(reply.status) && isJson(reply));
			},
		},
	];
}

function isPluginServiceDown({ status, json }: Awaited<ReturnType<DifySubject['page']>>): boolean {
	return status === 400 && /plugin daemon/i.test(String(json.message));
}

function isJson({ type }: { type: string }): boolean {
	return type === 'application/json';
}

function isText(value: unknown): boolean {
	return typeof value === 'string' && value !== '';
}

function areTags(tags: unknown): boolean {
	return Array.isArray(tags) && objects(tags).every(({ id, name }) => isText(id) && isText(name));
}
