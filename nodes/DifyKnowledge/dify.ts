import type {
	IExecutePaginationFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { bareKey } from '../shared/credential/bearerKey';
import { rootOf } from '../shared/credential/baseUrl';
import {
	defaultRepeatPolicy,
	noRepeats,
	pollRepeatPolicy,
	type RepeatPolicy,
} from '../shared/http/repeatPolicy';
import type { Send, Service } from '../shared/http/service';
import { sendWith, type ItemContext } from '../shared/engine/routing';
import { knownKnowledgeBase } from './knowledgeBase/field';
import { difyAdvice, difyRows, triggerAdvice, triggerRows } from './messages';

export const CREDENTIAL = 'difyKnowledgeApi';

/** Dify as an operation of the node asks it. */
export async function difyFor(
	context: ItemContext,
	repeat: RepeatPolicy = defaultRepeatPolicy,
): Promise<Service> {
	const { n8n, prepared } = context;
	const signal = n8n.getExecutionCancelSignal();
	const service = await dify(n8n, sendWith(n8n, CREDENTIAL, prepared), { repeat, signal });
	return { ...service, subject: () => knownKnowledgeBase(n8n) };
}

/** Dify as a picker in the editor asks it: nobody waits for repeats there. */
export async function difyForPicker(context: ILoadOptionsFunctions): Promise<Service> {
	return await dify(context, sendWith(context, CREDENTIAL), { repeat: noRepeats });
}

/** Dify as a trigger asks it: the next poll is a repeat in itself. */
export async function difyForTrigger(context: IPollFunctions): Promise<Service> {
	const send = sendWith(context, CREDENTIAL);
	const service = await dify(context, send, { repeat: pollRepeatPolicy });
	return { ...service, rows: triggerRows, advice: triggerAdvice };
}

async function dify(
	context: IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions,
	send: Send,
	bounds: Pick<Service, 'repeat' | 'signal'>,
): Promise<Service> {
	const credential = await context.getCredentials(CREDENTIAL);
	const apiKey = bareKey(credential.apiKey);
	const advice =
		"Enter the address of Dify's API, for example 'https://api.dify.ai/v1' or 'http://localhost:5001/v1'.";
	const root = rootOf(context, credential, '/v1', advice);
	return {
		name: 'Dify',
		root,
		ignoreSslIssues: credential.ignoreSslIssues === true,
		rows: difyRows,
		advice: difyAdvice,
		secrets: [apiKey],
		key: /^app-/.test(apiKey) ? 'app' : undefined,
		statusesForN8n: [],
		send,
		node: context.getNode(),
		logger: context.logger,
		...bounds,
	};
}
