import { type N8nOptions, startN8n } from '../test/host/n8n';
import { N8nClient } from '../test/host/n8nClient';
import type { CredentialIds } from '../test/host/workflow';
import { curlSeconds } from './curl';
import { type Installed, installWorkflow, setUpN8n } from './installed';
import type { Job, Way } from './jobs';
import { measure, type Measured } from './measure';
import { type JobResult, rounded, wayResult } from './results';
import type { Documents, PreparedDocuments } from './server';
import type { StandIn } from './standIn';
import { spreadOf } from './statistics';

const CURL_AT_ONCE = 4;
const FEW: Documents = { count: 3, bytes: 2_000, perZip: 3 };

interface PreparedWay {
	way: Way;
	workflow: Installed;
	warmUp: Installed;
}

interface PreparedJob {
	job: Job;
	documents: PreparedDocuments;
	few: PreparedDocuments;
	package: PreparedWay;
	other?: PreparedWay;
}

/** An n8n with the package and a stand-in Dify, ready to measure jobs. */
export class Bench {
	private readonly knowledgeBases = new Map<Documents, PreparedDocuments>();

	private constructor(
		private readonly options: N8nOptions,
		private readonly standIn: StandIn,
		private readonly few: PreparedDocuments,
		private readonly credentials: CredentialIds,
	) {}

	static async setUp(options: N8nOptions, tarball: string, standIn: StandIn): Promise<Bench> {
		const few = await standIn.prepare(FEW);
		const { n8n, credentials } = await setUpN8n({ ...options, tarball }, few);
		await n8n.stop();
		return new Bench(options, standIn, few, credentials);
	}

	/** Builds the archives of a job and stores its workflows. */
	async prepare(job: Job): Promise<PreparedJob> {
		const documents =
			this.knowledgeBases.get(job.documents) ?? (await this.standIn.prepare(job.documents));
		this.knowledgeBases.set(job.documents, documents);
		const { areWithoutOriginal } = job.documents;
		const few = areWithoutOriginal
			? await this.standIn.prepare({ count: 3, bytes: 2_000, areWithoutOriginal })
			: this.few;
		const n8n = await startN8n(this.options);
		try {
			const client = new N8nClient(n8n.origin);
			await client.signIn();
			const prepareWay = async (way: Way) => ({
				way,
				workflow: await installWorkflow(client, this.credentials, way.workflow, documents),
				warmUp: await installWorkflow(client, this.credentials, way.workflow, few),
			});
			const other = job.other && (await prepareWay(job.other));
			return { job, documents, few, package: await prepareWay(job.package), other };
		} finally {
			await n8n.stop();
		}
	}

	/** Measures both ways in turns. */
	async measureJob(prepared: PreparedJob, latencyMs: number, runs: number): Promise<JobResult> {
		const { job, documents, few } = prepared;
		const measureWay = async (way: PreparedWay) =>
			await measure(this.options, this.standIn, {
				...way,
				documents,
				fewDocuments: few,
				documentBytes: job.documents.count * job.documents.bytes,
				latencyMs,
			});
		const ours: Measured[] = [];
		const others: Measured[] = [];
		const curl: number[] = [];
		for (let run = 0; run < runs; run++) {
			ours.push(await measureWay(prepared.package));
			if (prepared.other) others.push(await measureWay(prepared.other));
			curl.push(rounded(await this.curl(job, documents, ours[run])));
		}
		const { other } = job;
		return {
			id: job.id,
			title: job.title,
			latencyMs,
			package: wayResult(job.package.label, ours),
			other: other && wayResult(other.label, others),
			curlSeconds: spreadOf(curl),
		};
	}

	private async curl(
		{ curlAtOnce = CURL_AT_ONCE }: Job,
		{ baseUrl }: PreparedDocuments,
		{ requests }: Measured,
	): Promise<number> {
		const { origin } = new URL(baseUrl);
		return await curlSeconds(origin, requests, this.options.dataFolder, curlAtOnce);
	}
}
