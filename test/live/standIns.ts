import type { Defer } from '../host/script';
import { startDify } from '../sandbox/dify/server';
import { startGumloop } from '../sandbox/gumloop/server';
import { sampleFlow } from '../sandbox/gumloop/sampleFlow';
import { sampleKnowledgeBase } from '../sandbox/dify/sampleKnowledgeBases';
import type { DifyAccess, GumloopAccess } from './services';

/** More documents than fit on a page, and one of every kind. */
export async function standInDify(defer: Defer) {
	const dify = await startDify({ version: '1.18.0' });
	defer(() => dify.close());
	const { documents = [], ...seed } = sampleKnowledgeBase();
	const more = Array.from({ length: 100 }, (_, i) => ({ name: `more ${i}.txt` }));
	const gone = { name: 'gone.txt', uploadFileGone: true };
	const unfinished = { name: 'broken.pdf', displayStatus: 'error' };
	const knowledgeBase = dify.addKnowledgeBase({
		...seed,
		documents: [...documents, gone, unfinished, ...more],
	});
	const access: DifyAccess = {
		baseUrl: dify.apiRoot,
		apiKey: dify.apiKey,
		knowledgeBaseId: knowledgeBase.id,
		agentKnowledgeBaseId: dify.addAgentKnowledgeBase('For agents').id,
	};
	return { dify, access };
}

/** A run that is done and has stored its files, of a flow that may be started. */
export async function standInGumloop(defer: Defer) {
	const gumloop = await startGumloop();
	defer(() => gumloop.close());
	const flow = gumloop.addFlow(sampleFlow());
	const script = typeof flow.script === 'function' ? flow.script({}) : flow.script;
	gumloop.addRun({}, flow.savedItemId);
	const { runId } = gumloop.addRun({ ...script, states: ['DONE'] }, flow.savedItemId);
	const access: GumloopAccess = {
		baseUrl: gumloop.apiRoot,
		apiKey: gumloop.apiKey,
		userId: gumloop.userId,
		runId,
		flowToStart: flow.savedItemId,
	};
	return { gumloop, access };
}
