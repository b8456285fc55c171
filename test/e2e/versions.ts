import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import {
	DEFAULT_N8N_VERSION,
	installN8n,
	type N8nInstallation,
	nodeVersionOf,
} from '../host/install';
import { packThisProject } from '../host/package';
import { requireTools } from '../host/requirements';
import { type Defer, deferring, runScript } from '../host/script';
import { temporaryFolder } from '../host/temporaryFolder';
import { type Checks, startChecks } from './checks';
import { type Part, PARTS, partsFor, partsNamed, runParts } from './parts';
import { setStage } from './stage';
import { tableOf, updatedPage, type VersionRow } from './versionTable';

const OLDEST = '1.85.4';
/** The oldest that is supported, the last 1.x, one between, and the one that everything is run on. */
const VERSIONS = [OLDEST, '1.123.81', '2.20.12', DEFAULT_N8N_VERSION];
/** Checks wait more than they work, for polls and for n8n to start. */
const VERSIONS_AT_ONCE = 2;
const INSTALL_WITHIN_MS = 20 * 60_000;
const PAGE = resolve(__dirname, 'VERSIONS.md');

const HELP = `Runs the package on several versions of n8n, and writes test/e2e/VERSIONS.md.

npm run test:versions                         ${VERSIONS.join(', ')}; on the last one everything
npm run test:versions -- --n8n 1.110.1,2.8.4  other versions; of one before 1.85, that it goes on working
npm run test:versions -- --only regular       some of: ${Object.keys(PARTS).join(', ')}; the page stays as it is
`;

runScript(async (defer) => {
	const { values } = parseArgs({
		options: { only: { type: 'string' }, n8n: { type: 'string' }, help: { type: 'boolean' } },
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const versions = values.n8n?.split(',').map((version) => version.trim()) ?? VERSIONS;
	const partsOf = (version: string) =>
		values.only ? partsNamed(values.only) : partsOfMatrix(version);
	requireTools(versions.flatMap(partsOf).flatMap(({ tools }) => tools));
	const folder = await temporaryFolder('versions', defer);
	const tarball = await packThisProject(folder);

	const rows: VersionRow[] = [];
	// The last one first, because it takes longest.
	const waiting = await installed(versions);
	const runNext = async () => {
		for (let next = waiting.pop(); next; next = waiting.pop()) {
			const { version } = next;
			const stage = [tarball, join(folder, version)] as const;
			rows.push(await runVersion(next, partsOf(version), ...stage, defer));
		}
	};
	await Promise.all(Array.from({ length: VERSIONS_AT_ONCE }, runNext));
	rows.sort((a, b) => versions.indexOf(a.n8n) - versions.indexOf(b.n8n));
	if (!values.only) await writeFile(PAGE, updatedPage(await readFile(PAGE, 'utf8'), rows));
	const sum = (field: 'passed' | 'failed') => rows.reduce((total, row) => total + row[field], 0);
	console.log(`\n${tableOf(rows)}\n\n${sum('passed')} passed, ${sum('failed')} failed`);
	return sum('failed') > 0 ? 1 : 0;
});

function partsOfMatrix(version: string): Part[] {
	const parts = partsFor(version);
	if (version === DEFAULT_N8N_VERSION) return parts;
	const left = version === OLDEST ? ['newest'] : ['newest', 'oldest and newest'];
	return parts.filter(({ versions }) => !left.includes(versions));
}

interface InstalledVersion {
	version: string;
	/** Undefined where it could not be installed, which is a check that failed. */
	installation?: N8nInstallation;
	checks: Checks;
	printed: string[];
}

/** One after the other: they share a store. */
async function installed(versions: string[]): Promise<InstalledVersion[]> {
	const all: InstalledVersion[] = [];
	for (const version of versions) {
		const printed: string[] = [];
		const checks = startChecks((line) => printed.push(line));
		const install = () => installN8n(version);
		const installation = await checks.check('It installs', install, INSTALL_WITHIN_MS);
		all.push({ version, installation, checks, printed });
	}
	return all;
}

/** Runs the parts, and prints what they gave when all is over: other versions run beside it. */
async function runVersion(
	{ version, installation, checks, printed }: InstalledVersion,
	parts: Part[],
	tarball: string,
	folder: string,
	defer: Defer,
): Promise<VersionRow> {
	if (installation) {
		console.log(`n8n ${version} …`);
		await deferring(defer, async (deferHere) => {
			await runParts(parts, setStage(installation, tarball, folder, deferHere), checks);
		});
	}
	console.log(`\n=== n8n ${version}\n${printed.join('\n')}`);
	return {
		n8n: version,
		node: installation ? nodeVersionOf(installation) : '',
		suites: installation ? parts.map(({ title }) => title).join(', ') : '',
		passed: checks.passed(),
		failed: checks.failed(),
	};
}
