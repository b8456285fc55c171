import assert from 'node:assert/strict';

import type { N8nClient } from '../../host/n8nClient';
import { outputOf, type Workflow } from '../../host/workflow';
import { bytesOf } from '../../sandbox/content';
import { sampleKnowledgeBase, samplePage } from '../../sandbox/dify/sampleKnowledgeBases';
import type { DifyStandIn } from '../../sandbox/dify/server';
import type { Check } from '../checks';
import { startChatModel, type Turn } from '../counterparts/chatModel';
import { exampleOf } from '../exampleWorkflows';
import type { Stage } from '../stage';
import { byId } from '../workflows';

/** The example with an agent, as it is delivered. */
export async function linkFromAgent(
	stage: Stage,
	client: N8nClient,
	dify: DifyStandIn,
	check: Check,
): Promise<void> {
	await check('Example: an agent finds a document and hands out a link that opens', async () => {
		const { id, documents } = dify.addKnowledgeBase(sampleKnowledgeBase());
		const model = await startChatModel(findDocument);
		stage.defer(() => model.close());
		await client.createCredential('OpenAI', 'openAiApi', model.credential);
		const workflow = exampleOf('agent-hands-out-links', {
			'List Documents': { knowledgeBaseId: byId(id) },
			'Get Download URL': { knowledgeBaseId: byId(id) },
		});
		const answer = await chat(client, workflow, 'Where is the document "budget"?');
		assert.deepEqual([...model.tools].sort(), ['Get_Download_URL', 'List_Documents']);
		const link = /https?:\S+/.exec(answer)?.[0];
		assert.ok(link, `The agent answered: ${answer}`);
		const file = Buffer.from(await (await fetch(link)).arrayBuffer());
		const budget = documents.find(({ name }) => name.includes('budget'))!;
		assert.ok(file.equals(bytesOf(budget.content)), `The agent answered: ${answer}`);
	});
}

/** The same agent with Get Text in place of the link. */
export async function textForAgent(
	stage: Stage,
	client: N8nClient,
	dify: DifyStandIn,
	check: Check,
): Promise<void> {
	await check('An agent gets as much of a text as fits, and is told that it is cut', async () => {
		const { id } = dify.addKnowledgeBase({ name: 'For an agent', documents: [samplePage()] });
		const model = await startChatModel(readDocument);
		stage.defer(() => model.close());
		await client.createCredential('OpenAI', 'openAiApi', model.credential);
		const options = { maximumCharacters: 100 };
		const workflow = exampleOf('agent-hands-out-links', {
			'List Documents': { knowledgeBaseId: byId(id), filters: {} },
			'Get Download URL': { operation: 'getText', knowledgeBaseId: byId(id), options },
		});
		const answer = await chat(client, workflow, 'What does "handbook" say?');
		const [{ name, text, truncated }] = toolItems(answer);
		assert.equal(name, 'Team handbook');
		assert.equal(
			text,
			'# Welcome\n\nThis handbook tells how we work.\n\nQuestions go to the office, room 12.',
		);
		assert.equal(truncated, true);
	});
}

/** Looks for the quoted word, reads the document, and answers with what it read. */
function readDocument(toolAnswers: string[], question: string): Turn {
	const [listed, read] = toolAnswers;
	return read ? { answer: read } : findDocument(listed ? [listed] : [], question);
}

/** What a tool answered, which some versions of n8n wrap once more. */
function toolItems(answer: string): Array<Record<string, unknown>> {
	const parsed = JSON.parse(answer) as unknown;
	const inner = Array.isArray(parsed) ? parsed : [parsed];
	return inner.flatMap((one: Record<string, unknown>) =>
		'response' in one ? (one.response as Array<Record<string, unknown>>) : [one],
	);
}

/** What a model does with the two tools: look for the quoted word, get the link, hand it out. */
function findDocument(toolAnswers: string[], question: string): Turn {
	const [listed, linked] = toolAnswers;
	if (linked) return { answer: `Here it is: ${/https?:[^"\\\s]+/.exec(linked)?.[0] ?? linked}` };
	if (listed) {
		const documentId = /"id\\?":\s*\\?"([0-9a-f-]{36})/.exec(listed)?.[1];
		return { tool: 'Get_Download_URL', parameters: { documentId } };
	}
	const keyword = /"([^"]+)"/.exec(question)?.[1];
	return { tool: 'List_Documents', parameters: { keyword } };
}

/** Writes into the editor's chat and gives the agent's answer. */
async function chat(client: N8nClient, workflow: Workflow, chatInput: string): Promise<string> {
	const trigger = workflow.nodes.find(({ type }) => type.endsWith('.chatTrigger'))!;
	const { id } = await client.createWorkflow(workflow);
	const json = { sessionId: 'one', action: 'sendMessage', chatInput };
	const executionId = await client.startWorkflow(id, trigger.name, [{ json }]);
	const execution = await client.waitForExecution(executionId, 60_000);
	const { error } = execution.data.resultData;
	if (error) throw new Error([error.message, error.description].join('\n'));
	return String(outputOf(execution, 'AI Agent')[0].json.output);
}
