import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { type N8nOptions, type RunningN8n, startN8n } from '../../host/n8n';
import { N8nClient } from '../../host/n8nClient';
import { waitFor } from '../../host/waiting';
import { runWorkflow } from '../../host/workflow';
import { bytesOf } from '../../sandbox/content';
import type { DocumentSeed, KnowledgeDocument } from '../../sandbox/dify/knowledgeBase';
import { addDocument, removeDocument, replaceFile } from '../../sandbox/dify/changes';
import { json } from '../../sandbox/answer';
import type { Check } from '../checks';
import { addDifyCredential, addGumloopCredential } from '../core';
import { startMailServer } from '../counterparts/mail';
import { startS3 } from '../counterparts/s3';
import { exampleOf } from '../exampleWorkflows';
import type { Stage, Suite } from '../stage';
import { byId, DIFY_NODE, GUMLOOP_NODE, named } from '../workflows';

const BUCKET = 'documents';
/** n8n polls once a minute at most. */
const POLLED_WITHIN_MS = 90_000;
const EVERY_MINUTE = { item: [{ mode: 'everyMinute' }] };

/**
 * The example workflows with triggers, as they are delivered, on an n8n that polls by its clock and
 * is ended without warning. Only what a user has to enter is entered, and how often n8n polls.
 */
export const triggers: Suite = async (stage, check) => {
	const n8n = await Restarted.start(stage);
	const dify = await stage.dify();
	const gumloop = await stage.gumloop();
	const s3Folder = join(stage.folder, 's3-of-triggers');
	await mkdir(s3Folder, { recursive: true });
	const s3 = await startS3(BUCKET, s3Folder);
	const mailServer = await startMailServer();
	stage.defer(() => s3.close());
	stage.defer(() => mailServer.close());
	await n8n.client.setUpOwner();
	await addDifyCredential(n8n.client, dify, 'Dify');
	await addGumloopCredential(n8n.client, gumloop, 'Gumloop');
	await n8n.client.createCredential('S3', 's3', s3.credential);
	await n8n.client.createCredential('SMTP', 'smtp', mailServer.credential);

	const documents: DocumentSeed[] = [
		{ name: 'rules.txt' },
		{ name: 'old.txt' },
		{ name: 'form.pdf' },
	];
	const handbook = dify.addKnowledgeBase({ name: 'Handbook', documents });
	const [rules, old] = handbook.documents;
	const flow = gumloop.addFlow({ name: 'Reports' });
	const keyOf = ({ id, name }: KnowledgeDocument) => `Handbook/${id}/${name}`;
	const mailed = () => mailServer.mails.map(({ subject }) => subject);
	const addPdf = (name: string, department: string) =>
		addDocument(handbook, {
			name,
			content: `${name} of ${department}`,
			metadata: [{ id: handbook.id, name: 'department', type: 'string', value: department }],
		});
	const runFlow = (name: string) =>
		gumloop.addRun(
			{ outputs: { files: [name] }, files: [{ name, content: name }] },
			flow.savedItemId,
		);

	await tryOut(n8n.client, handbook.id, flow.savedItemId, runFlow, check);

	const knowledgeBaseId = byId(handbook.id);
	const mirror = await n8n.activate('mirror-to-s3', {
		'When Documents Change': { knowledgeBaseId, pollTimes: EVERY_MINUTE },
	});
	await n8n.activate('mail-pdfs-of-department', {
		'When a PDF Is Added': { knowledgeBaseId, pollTimes: EVERY_MINUTE },
		'Send a Mail': { fromEmail: 'n8n@example.com', toEmail: 'hr@example.org' },
	});
	await n8n.activate('gumloop-files-to-s3', {
		'When the Flow Is Done': { savedItemId: byId(flow.savedItemId), pollTimes: EVERY_MINUTE },
	});

	await check('Example: with Include Existing, the mirror begins with what is there', async () => {
		const expected = handbook.documents.map(keyOf).sort();
		await waitFor('the files in S3', 30_000, async () =>
			(await s3.keys()).length >= expected.length ? true : undefined,
		);
		assert.deepEqual((await s3.keys()).sort(), expected);
		assert.ok((await s3.read(keyOf(rules))).equals(bytesOf(rules.content)));
		assert.deepEqual(mailed(), []);
	});

	await check('A poll in an outage ends with our sentence, and is seen in n8n', async () => {
		dify.faults.always('list', () => Promise.resolve(json(502, { message: 'down' })));
		addPdf('leave.pdf', 'HR');
		addPdf('budget.pdf', 'Finance');
		runFlow('march.csv');
		const failed = await waitFor('a poll that fails', POLLED_WITHIN_MS, async () => {
			const executions = await n8n.client.listExecutions(mirror);
			return executions.find(({ status }) => status === 'error');
		});
		const { error } = (await n8n.client.getExecution(failed.id)).data.resultData;
		assert.equal(error?.message, 'Dify is not available right now');
		assert.match(error?.description ?? '', /Nothing is lost: the next poll tells/);
	});
	await check('Examples: the next polls bring all of it, each once', async () => {
		dify.faults.clear();
		await waitFor('the mail and the files', POLLED_WITHIN_MS, async () => {
			const keys = await s3.keys();
			// All of it: the next check ends n8n, and with it an upload that is under way.
			const isMirrored = handbook.documents.every((one) => keys.includes(keyOf(one)));
			return mailed().length > 0 && isMirrored && keys.some(isOfFlow) ? true : undefined;
		});
		assert.deepEqual(mailed(), ['leave.pdf']);
		const [attachment] = mailServer.mails[0].attachments;
		assert.equal(attachment.filename, 'leave.pdf');
		assert.equal(Buffer.from(attachment.content as ArrayBuffer).toString(), 'leave.pdf of HR');
		assert.deepEqual((await s3.keys()).filter(isOfFlow).length, 1);
	});
	await check('Examples: what changes while n8n is down arrives after its start', async () => {
		await n8n.end();
		const gone = keyOf(rules);
		replaceFile(handbook, rules, { name: 'rules 2.txt', content: 'new rules' });
		removeDocument(handbook, old);
		const policy = addPdf('policy.pdf', 'HR');
		runFlow('april.csv');
		await n8n.startAgain();
		const expected = handbook.documents.map(keyOf).sort();
		await waitFor('the changes', POLLED_WITHIN_MS, async () => {
			const keys = await s3.keys();
			const isMirrored = !keys.includes(gone) && keys.includes(keyOf(policy));
			return isMirrored && keys.filter(isOfFlow).length === 2 && mailed().length > 1
				? true
				: undefined;
		});
		const mirrored = (await s3.keys()).filter((key) => !isOfFlow(key));
		assert.deepEqual(mirrored.sort(), expected);
		assert.equal((await s3.read(keyOf(rules))).toString(), 'new rules');
		assert.deepEqual(mailed(), ['leave.pdf', 'policy.pdf']);
	});
};

function isOfFlow(key: string): boolean {
	return key.startsWith('Reports/');
}

async function tryOut(
	client: N8nClient,
	knowledgeBaseId: string,
	savedItemId: string,
	runFlow: (name: string) => { runId: string },
	check: Check,
): Promise<void> {
	const trigger = (type: string, parameters: object, credential: [string, string]) => ({
		name: 'Tried out',
		nodes: [
			{
				name: 'Trigger',
				type: `${type}Trigger`,
				typeVersion: 1,
				position: [0, 0],
				parameters: { pollTimes: EVERY_MINUTE, ...parameters },
				credentials: named(...credential),
			},
		],
		connections: {},
	});
	await check('Execute step of the Dify trigger gives the newest document', async () => {
		const parameters = { knowledgeBaseId: byId(knowledgeBaseId), events: ['added'] };
		const workflow = trigger(DIFY_NODE, parameters, ['difyKnowledgeApi', 'Dify']);
		const { items, error } = await runWorkflow(client, workflow);
		assert.equal(error, undefined);
		assert.deepEqual(
			items.map(({ json: { event, name, folder } }) => ({ event, name, folder })),
			[{ event: 'added', name: 'form.pdf', folder: 'Handbook' }],
		);
	});
	await check("Execute step of the Gumloop trigger without a run says n8n's sentence", async () => {
		const parameters = { savedItemId: byId(savedItemId), states: ['DONE'] };
		const workflow = trigger(GUMLOOP_NODE, parameters, ['gumloopApi', 'Gumloop']);
		const { error } = await runWorkflow(client, workflow);
		assert.equal(error?.message, 'No data with the current filter could be found');
		const run = runFlow('february.csv');
		const { items } = await runWorkflow(client, workflow);
		assert.deepEqual(
			items.map(({ json: { run_id } }) => run_id),
			[run.runId],
		);
	});
}

/** An n8n that can be ended and started again with what it has stored. */
class Restarted {
	private constructor(
		private readonly options: N8nOptions,
		private n8n: RunningN8n,
		public client: N8nClient,
	) {}

	static async start(stage: Stage): Promise<Restarted> {
		const { installation, tarball, folder } = stage;
		const dataFolder = join(folder, 'triggers');
		const options: N8nOptions = { installation, tarball, dataFolder, binaryMode: 'filesystem' };
		const n8n = await startN8n(options);
		const restarted = new Restarted(options, n8n, new N8nClient(n8n.origin));
		stage.defer(() => restarted.n8n.stop());
		return restarted;
	}

	/** Activates an example workflow, and gives its ID. */
	async activate(file: string, entered: Parameters<typeof exampleOf>[1]): Promise<string> {
		const workflow = await this.client.createWorkflow(exampleOf(file, entered));
		await this.client.activateWorkflow(workflow);
		return workflow.id;
	}

	/** Without warning, so that n8n cannot save anything. */
	async end(): Promise<void> {
		await this.n8n.kill();
	}

	async startAgain(): Promise<void> {
		const { installation, dataFolder, binaryMode } = this.options;
		this.n8n = await startN8n({ installation, dataFolder, binaryMode });
		this.client = new N8nClient(this.n8n.origin);
		await this.client.signIn();
	}
}
