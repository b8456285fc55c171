import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { Email } from 'postal-mime';

import type { N8nClient } from '../../host/n8nClient';
import { outputOf, runWorkflow, type Workflow } from '../../host/workflow';
import { bytesOf } from '../../sandbox/content';
import type { DifyStandIn } from '../../sandbox/dify/server';
import type { KnowledgeDocument } from '../../sandbox/dify/knowledgeBase';
import { sampleDocuments } from '../../sandbox/sampleFiles';
import { sampleFlow } from '../../sandbox/gumloop/sampleFlow';
import { sampleKnowledgeBase, samplePage } from '../../sandbox/dify/sampleKnowledgeBases';
import type { Check } from '../checks';
import { addDifyCredential, addGumloopCredential } from '../core';
import { startChatModel, type Turn } from '../counterparts/chatModel';
import { startMailServer } from '../counterparts/mail';
import { startS3 } from '../counterparts/s3';
import { type Entered, exampleNames, exampleOf } from '../exampleWorkflows';
import type { Stage, Suite } from '../stage';
import { byId } from '../workflows';
import { unpackZip } from '../zip';

const BUCKET = 'backups';

/**
 * The example workflows as they are delivered. Only what a user has to enter is entered: credentials
 * under the names that the workflows use, the knowledge base or flow, and mail addresses.
 */
export const examples: Suite = async (stage, check) => {
	const { client } = await stage.regular();
	const dify = await stage.dify();
	await addDifyCredential(client, dify, 'Dify');
	const run = async (file: string, entered: Entered = {}) => {
		const { execution, error } = await runWorkflow(client, exampleOf(file, entered));
		if (error) throw new Error([error.message, error.description].join('\n'));
		assert.equal(execution.status, 'success');
		return (nodeName: string) => outputOf(execution, nodeName);
	};

	await check(
		'Every example workflow is one that n8n imports, with notes that explain it',
		async () => {
			const names = exampleNames();
			assert.equal(names.length, 9);
			for (const name of names) {
				const workflow = exampleOf(name);
				await client.createWorkflow(workflow);
				assert.ok(workflow.nodes.some(({ type }) => type === 'n8n-nodes-base.stickyNote'));
			}
		},
	);
	await check('Example: the backup of a knowledge base arrives on an S3 drive', async () => {
		const s3 = await startS3(BUCKET, await emptyFolder(stage, 's3'));
		stage.defer(() => s3.close());
		await client.createCredential('S3', 's3', s3.credential);
		const knowledgeBase = dify.addKnowledgeBase(sampleKnowledgeBase());
		const output = await run('backup-to-s3', {
			'Download ZIP': { knowledgeBaseId: byId(knowledgeBase.id) },
			'Upload to the Drive': { bucketName: BUCKET },
		});
		assert.equal(output('Upload to the Drive').length, 1);
		const day = new Date().toLocaleDateString('sv', { timeZone: 'America/New_York' });
		const files = await unpackZip(await s3.read(`dify/${day}/Sample documents.zip`));
		assert.match(String(files.get('Team handbook.md')), /^# Team handbook\n\n# Welcome/);
		assert.match(
			String(files.get('documents.csv')),
			/^\uFEFFfile,document_id,.*請求書 2026-03\.pdf,/s,
		);
		files.delete('Team handbook.md');
		files.delete('documents.csv');
		sameFiles(files, uploadedOf(knowledgeBase.documents));
	});

	const mailServer = await startMailServer();
	stage.defer(() => mailServer.close());
	await client.createCredential('SMTP', 'smtp', mailServer.credential);

	await check('Example: a mail brings the documents that are new since yesterday', async () => {
		const createdAt = Math.floor(Date.now() / 1000);
		const { id, documents } = dify.addKnowledgeBase({
			name: 'Reports',
			documents: [
				{ name: 'old report.txt', createdAt: createdAt - 3 * 24 * 3600 },
				{ name: '新しい報告.txt', createdAt: createdAt - 3600 },
				{ name: 'new report.txt', createdAt: createdAt - 60 },
				{ name: 'new page', dataSourceType: 'notion_import', createdAt },
			],
		});
		await run('mail-new-documents', {
			'List Documents': { knowledgeBaseId: byId(id) },
			'Download ZIP': { knowledgeBaseId: byId(id) },
			'Send a Mail': { fromEmail: 'n8n@example.com', toEmail: 'someone@example.org' },
		});
		const mail = mailServer.mails.at(-1)!;
		assert.deepEqual(
			mail.to?.map(({ address }) => address),
			['someone@example.org'],
		);
		assert.equal(mail.subject, '2 new documents');
		assert.match(mail.text ?? '', /新しい報告\.txt/);
		sameFiles(await attachedZip(mail, /^new-documents-.*\.zip$/), documents.slice(1, 3));
	});
	await check('Example: without new documents there is no mail', async () => {
		const { id } = dify.addKnowledgeBase({
			name: 'Archive',
			documents: [{ name: 'old report.txt', createdAt: 1_700_000_000 }],
		});
		const before = mailServer.mails.length;
		await run('mail-new-documents', {
			'List Documents': { knowledgeBaseId: byId(id) },
			'Download ZIP': { knowledgeBaseId: byId(id) },
		});
		assert.equal(mailServer.mails.length, before);
	});
	await check('Example: separate files are read and compressed by n8n’s own nodes', async () => {
		const { id, documents } = dify.addKnowledgeBase(sampleKnowledgeBase());
		const output = await run('separate-files', { 'Download Files': { knowledgeBaseId: byId(id) } });
		const rows = output('Read Rows');
		assert.ok(rows.length > 0 && Object.keys(rows[0].json).length > 1, 'no rows were read');
		const files = new Map<string, Buffer>();
		for (const { json, binary } of output('Compress Each File')) {
			files.set(String(json.name), gunzipSync(await client.download(binary!.data)));
		}
		sameFiles(files, uploadedOf(documents));
	});

	await everyKnowledgeBase(stage, client, check);

	await check('Example: a Gumloop flow is run, and a mail brings its files', async () => {
		const gumloop = await stage.gumloop();
		const flow = gumloop.addFlow(sampleFlow());
		await addGumloopCredential(client, gumloop, 'Gumloop');
		await run('gumloop-run-and-mail', {
			'Run the Flow': {
				savedItemId: byId(flow.savedItemId),
				specifyInputs: 'json',
				inputsJson: '{ "month": "2026-03" }',
			},
		});
		assert.deepEqual(
			gumloop.starts.map(({ inputs }) => inputs),
			[{ month: '2026-03' }],
		);
		const files = sampleDocuments().map(({ name, content = '' }) => ({ name, content }));
		sameFiles(await attachedZip(mailServer.mails.at(-1)!, /\.zip$/), files);
	});
	if (await hasNodesOf(client, exampleOf('agent-hands-out-links'))) {
		await agent(stage, client, dify, check);
		await textForAgent(stage, client, dify, check);
	}
};

async function agent(
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
async function textForAgent(
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

/** Whether this n8n has the nodes of a workflow, in the versions that the workflow wants. */
async function hasNodesOf(client: N8nClient, { nodes }: Workflow): Promise<boolean> {
	const offered = await client.nodeTypes();
	return nodes.every(({ type, typeVersion }) =>
		offered.some(({ name, version }) => name === type && [version].flat().includes(typeVersion)),
	);
}

async function everyKnowledgeBase(stage: Stage, client: N8nClient, check: Check): Promise<void> {
	await check('Example: every knowledge base arrives as a ZIP with its name', async () => {
		const dify: DifyStandIn = await stage.dify();
		const name = 'Dify of every knowledge base';
		const id = await addDifyCredential(client, dify, name);
		dify.addKnowledgeBase(sampleKnowledgeBase());
		dify.addKnowledgeBase({ name: 'Rules & forms', documents: [{ name: 'rules.txt' }] });
		dify.addKnowledgeBase({ name: 'Only pages', documents: [] });
		dify.addKnowledgeBase({ name: 'Off', enableApi: false, documents: [{ name: 'off.txt' }] });
		const workflow = exampleOf('every-knowledge-base');
		for (const node of workflow.nodes) {
			if (node.credentials) node.credentials = { difyKnowledgeApi: { id, name } };
		}
		const { items, error } = await runWorkflow(client, workflow);
		assert.equal(error, undefined);
		assert.deepEqual(items.map(({ json }) => json.fileName).sort(), [
			'Rules & forms.zip',
			'Sample documents.zip',
		]);
		for (const { json, binary } of items) {
			const { documents } = dify.knowledgeBases.find((one) => one.id === json.knowledgeBaseId)!;
			const zip = await client.download(binary!.data);
			sameFiles(await unpackZip(zip), uploadedOf(documents));
		}
	});
}

/** The ZIP that is a mail's only attachment, opened. */
async function attachedZip({ attachments }: Email, name: RegExp): Promise<Map<string, Buffer>> {
	assert.equal(attachments.length, 1);
	const [{ filename, content, mimeType }] = attachments;
	assert.match(filename ?? '', name);
	assert.equal(mimeType, 'application/zip');
	assert.ok(content instanceof ArrayBuffer);
	return await unpackZip(Buffer.from(content));
}

type NamedContent = Pick<KnowledgeDocument, 'name' | 'content'>;

function uploadedOf(documents: KnowledgeDocument[]): KnowledgeDocument[] {
	return documents.filter((one) => one.dataSourceType === 'upload_file');
}

function sameFiles(files: Map<string, Buffer>, expected: NamedContent[]): void {
	assert.deepEqual(new Set(files.keys()), new Set(expected.map(({ name }) => name)));
	for (const { name, content } of expected) {
		assert.ok(files.get(name)?.equals(bytesOf(content)), `'${name}' differs`);
	}
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

async function emptyFolder({ folder }: Stage, name: string): Promise<string> {
	const path = join(folder, name);
	await mkdir(path, { recursive: true });
	return path;
}
