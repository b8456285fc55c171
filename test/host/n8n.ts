import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { cleanEnvironment, type Environment, withProgramsFrom } from './environment';
import { DEFAULT_N8N_VERSION, type N8nInstallation } from './install';
import { installPackages } from './package';
import { freePorts } from './ports';
import { logTail, type RunningProcess, startProcess } from './processes';
import { waitFor } from './waiting';

const READY_WITHIN_MS = 120_000;

export interface N8nOptions {
	installation: N8nInstallation;
	/** n8n's user folder: database, binary data, community packages and the log end up in it. */
	dataFolder: string;
	/** A community package to install first, as users do. */
	tarball?: string;
	port?: number;
	/** Where files are kept: on disk (n8n's default), in memory (`default`) or in the database. */
	binaryMode?: 'filesystem' | 'default' | 'database';
	environment?: Environment;
}

export interface RunningN8n extends RunningProcess {
	/** e.g. `http://127.0.0.1:40123`; of a worker it only serves health checks. */
	origin: string;
}

/** Starts a quiet, offline n8n on loopback and waits until it is ready (6 to 10 seconds). */
export async function startN8n(options: N8nOptions): Promise<RunningN8n> {
	return await startServer('start', [], options, (port) => ({ N8N_PORT: String(port) }));
}

/** Starts a worker for queue mode; it needs a data folder of its own. */
export async function startWorker(options: N8nOptions, concurrency = 5): Promise<RunningN8n> {
	return await startServer('worker', [`--concurrency=${concurrency}`], options, (port) => ({
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
	}));
}

async function startServer(
	command: 'start' | 'worker',
	args: string[],
	options: N8nOptions,
	portSettings: (port: number) => Environment,
): Promise<RunningN8n> {
	const { dataFolder, installation } = options;
	await mkdir(dataFolder, { recursive: true });
	if (options.tarball) await installPackages(dataFolder, [options.tarball]);
	const [freePort, brokerPort] = await freePorts(2);
	const port = options.port ?? freePort;
	const server = startProcess(
		`n8n ${command}`,
		installation.node,
		[installation.script, command, ...args],
		{
			folder: dataFolder,
			environment: { ...n8nEnvironment(options, brokerPort), ...portSettings(port) },
			logFile: join(dataFolder, `${command}.log`),
		},
	);
	const origin = `http://127.0.0.1:${port}`;
	await waitUntilReady(server, `${origin}/healthz/readiness`);
	if (command === 'start') await waitUntilReady(server, `${origin}/rest/settings`);
	return { ...server, origin };
}

/**
 * `/healthz` already answers while the database is still being set up; readiness does not. n8n 1 is
 * ready before its REST interface is.
 */
async function waitUntilReady(server: RunningProcess, address: string): Promise<void> {
	const isReady = async () => {
		if (server.hasEnded()) throw new Error(await server.ended);
		const response = await fetch(address).catch(() => undefined);
		return response?.ok ? true : undefined;
	};
	await waitFor(`${server.name} to be ready`, READY_WITHIN_MS, isReady).catch(
		async (error: Error) => {
			await server.kill();
			throw new Error(`${error.message}\n${logTail(server.logFile)}`);
		},
	);
}

function n8nEnvironment(options: N8nOptions, brokerPort: number): Environment {
	const { binaryMode, dataFolder, environment, installation } = options;
	return withProgramsFrom(
		installation.programs,
		cleanEnvironment({
			...QUIET_AND_OFFLINE,
			...disabledModules(installation.version),
			N8N_USER_FOLDER: dataFolder,
			N8N_RUNNERS_BROKER_PORT: String(brokerPort),
			...(binaryMode ? { N8N_DEFAULT_BINARY_DATA_MODE: binaryMode } : {}),
			...environment,
		}),
	);
}

/** n8n ends when it is given the name of a module that its version does not have. */
function disabledModules(version: string): Environment {
	return version === DEFAULT_N8N_VERSION ? { N8N_DISABLED_MODULES: DISABLED_MODULES } : {};
}

/** Modules that call home, need a licence or only cost start-up time. */
const DISABLED_MODULES = [
	'mcp-registry,mcp,instance-ai,agents,chat-hub,insights,quick-connect,workflow-builder',
	'external-secrets,source-control,sso-oidc,sso-saml,log-streaming,ldap,dynamic-credentials,otel',
	'token-exchange,oauth-jwe,n8n-packages,workflow-reviews,provisioning,breaking-changes',
	'instance-version-history',
].join(',');

const QUIET_AND_OFFLINE: Environment = {
	N8N_HOST: '127.0.0.1',
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	// The server, its workers and its command line have to share the key.
	N8N_ENCRYPTION_KEY: 'only-for-test-data-on-this-machine',
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_COMMUNITY_PACKAGES_ENABLED: 'true',
};
