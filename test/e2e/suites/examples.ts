import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import type { Email } from 'postal-mime';

import type { Item } from '../../host/execution';
import type { N8nClient } from '../../host/n8nClient';
import { outputOf, runWorkflow, type Workflow } from '../../host/workflow';
import type { DifyStandIn } from '../../sandbox/dify/server';
import { sampleDocuments } from '../../sandbox/sampleFiles';
import { sampleFlow } from '../../sandbox/gumloop/sampleFlow';
import { sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import type { Check } from '../checks';
import { addDifyCredential, addGumloopCredential } from '../core';
import { startMailServer } from '../counterparts/mail';
import { startS3 } from '../counterparts/s3';
import { type Entered, exampleNames, exampleOf } from '../exampleWorkflows';
import { sameFiles, uploadedOf } from '../sameFiles';
import type { Stage, Suite } from '../stage';
import { byId } from '../workflows';
import { unpackZip } from '../zip';
import { linkFromAgent, textForAgent } from './exampleAgent';

const BUCKET = 'backups';

/** What the checks of the examples work with. */
interface Context {
	stage: Stage;
	client: N8nClient;
	dify: DifyStandIn;
	check: Check;
	/** Runs an example; gives what a node of it has put out. */
	run: (file: string, entered?: Entered) => Promise<(nodeName: string) => Item[]>;
	/** What was sent to the mail server. */
	mails: Email[];
}

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
	const mailServer = await startMailServer();
	stage.defer(() => mailServer.close());
	await client.createCredential('SMTP', 'smtp', mailServer.credential);
	const context: Context = { stage, client, dify, check, run, mails: mailServer.mails };
	await backup(context);
	await newDocuments(context);
	await separateFiles(context);
	await everyKnowledgeBase(stage, client, check);
	await gumloopRun(context);
	if (await hasNodesOf(client, exampleOf('agent-hands-out-links'))) {
		await linkFromAgent(stage, client, dify, check);
		await textForAgent(stage, client, dify, check);
	}
};

async function backup({ stage, client, dify, check, run }: Context): Promise<void> {
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
}

async function newDocuments({ dify, check, run, mails }: Context): Promise<void> {
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
		const mail = mails.at(-1)!;
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
		const before = mails.length;
		await run('mail-new-documents', {
			'List Documents': { knowledgeBaseId: byId(id) },
			'Download ZIP': { knowledgeBaseId: byId(id) },
		});
		assert.equal(mails.length, before);
	});
}

async function separateFiles({ client, dify, check, run }: Context): Promise<void> {
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
}

async function gumloopRun({ stage, client, check, run, mails }: Context): Promise<void> {
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
		sameFiles(await attachedZip(mails.at(-1)!, /\.zip$/), files);
	});
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

async function emptyFolder({ folder }: Stage, name: string): Promise<string> {
	const path = join(folder, name);
	await mkdir(path, { recursive: true });
	return path;
}
