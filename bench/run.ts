import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { installN8n } from '../test/host/install';
import type { N8nOptions } from '../test/host/n8n';
import { packThisProject } from '../test/host/package';
import { withProgress } from '../test/host/progress';
import { runScript } from '../test/host/script';
import { temporaryFolder } from '../test/host/temporaryFolder';
import { Bench } from './bench';
import { type Job, jobs } from './jobs';
import { writeReport } from './report';
import {
	describeMachine,
	type JobResult,
	readResults,
	type Results,
	writeResults,
} from './results';
import { StandIn } from './standIn';
import { measureStartUp } from './startUp';
import { jobTable, startUpLine, targetLine, targetTable } from './tables';

const START_UP = 'start-up';

const HELP = `Measures this package against n8n's own nodes in a real n8n, on a stand-in Dify.

npm run bench                     everything, about 18 minutes; writes bench/results.json, the
                                  README's charts and the tables of bench/README.md
  -- --only JOB                   only this job, and writes nothing; may be repeated
  -- --latency MS                 only at this server latency, and writes nothing
  -- --runs N                     runs of each way (default 3); jobs without a target run once
  -- --profile FOLDER             writes a CPU profile of each n8n there
  -- --report                     measures nothing, writes charts and tables from bench/results.json

Jobs: ${[...jobs.map(({ id }) => id), START_UP].join(', ')}
`;

runScript(async (defer) => {
	const { values } = parseArgs({
		options: {
			only: { type: 'string', multiple: true },
			latency: { type: 'string' },
			runs: { type: 'string', default: '3' },
			profile: { type: 'string' },
			report: { type: 'boolean' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return console.log(HELP);
	if (values.report) return await writeReport(readResults());

	const runs = Number(values.runs);
	const isWanted = (id: string) => values.only?.includes(id) ?? true;
	const folder = await temporaryFolder('bench', defer);
	const installation = await installN8n();
	const tarball = await packThisProject(folder);
	const profiling = values.profile && {
		NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}`,
	};
	const options: N8nOptions = {
		installation,
		dataFolder: join(folder, 'n8n'),
		environment: profiling || {},
	};

	const standIn = await StandIn.start(defer);
	const bench = await withProgress('Setting n8n up', () => Bench.setUp(options, tarball, standIn));
	const latency = values.latency ? Number(values.latency) : undefined;
	const wanted = jobs.filter(({ id }) => isWanted(id));
	const results = await measureJobs(bench, wanted, runs, latency);
	if (!isWanted(START_UP)) return;
	const startUp = await withProgress('Start-up', () =>
		measureStartUp({ ...options, dataFolder: folder }, tarball, runs),
	);
	console.log(startUpLine(startUp));
	if (values.only || values.latency) return;

	const all: Results = {
		date: new Date().toISOString().slice(0, 10),
		machine: describeMachine(installation),
		runs,
		jobs: results,
		startUp,
	};
	console.log(`\n${jobTable(results)}\n\n${targetTable(all)}\n\n${targetLine(all)}`);
	writeResults(all);
	await writeReport(all);
});

/** @param only at this server latency alone */
async function measureJobs(
	bench: Bench,
	wanted: Job[],
	runs: number,
	only?: number,
): Promise<JobResult[]> {
	const results: JobResult[] = [];
	for (const job of wanted) {
		const prepared = await withProgress(job.title, () => bench.prepare(job));
		for (const latencyMs of job.latencies) {
			if (only !== undefined && only !== latencyMs) continue;
			const runsHere = job.onceAt?.includes(latencyMs) ? 1 : runs;
			const result = await bench.measureJob(prepared, latencyMs, runsHere);
			console.log(jobTable([result]));
			results.push(result);
		}
	}
	return results;
}
