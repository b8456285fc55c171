import { delimiter } from 'node:path';

export type Environment = Record<string, string>;

/** npm settings that say how to reach a registry: the only ones worth passing on. */
const REGISTRY_SETTING =
	/^npm_config_(registry|proxy|https_proxy|noproxy|cafile|ca|strict_ssl|cache|userconfig|globalconfig)$/i;

/** Settings of the caller's own n8n, database or Node that must not leak into the one we start. */
const FOREIGN_SETTING =
	/^(N8N_|DB_|QUEUE_|EXECUTIONS_|OFFLOAD_|WEBHOOK_URL|NODES_|CREDENTIALS_|GENERIC_|NODE_OPTIONS|NODE_ENV|npm_)/i;

/**
 * The caller's environment without what would change an installation or an n8n behind our back.
 *
 * `npm run` hands its whole configuration down as `npm_config_*` (the checkout's `ignore-scripts`
 * among it); servers on loopback must not be asked for through a proxy.
 */
export function cleanEnvironment(
	additions: Environment = {},
	inherited: NodeJS.ProcessEnv = process.env,
): Environment {
	const environment: Environment = {};
	for (const [name, value] of Object.entries(inherited)) {
		if (value === undefined) continue;
		if (REGISTRY_SETTING.test(name) || !FOREIGN_SETTING.test(name)) environment[name] = value;
	}
	const direct = [environment.NO_PROXY ?? environment.no_proxy, '127.0.0.1', 'localhost'];
	environment.NO_PROXY = direct.filter(Boolean).join(',');
	delete environment.no_proxy;
	return { ...environment, ...additions };
}

/** The same with a folder of programs that are found before all others. */
export function withProgramsFrom(folder: string, environment: Environment): Environment {
	return { ...environment, PATH: [folder, environment.PATH].filter(Boolean).join(delimiter) };
}
