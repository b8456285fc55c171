import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Environment } from './environment';
import { type N8nOptions, type RunningN8n, startN8n, startWorker } from './n8n';
import { type RunningService, startPostgresql, startRedis } from './services';

export interface QueueMode {
	main: RunningN8n;
	workers: RunningN8n[];
	stop(): Promise<void>;
}

/**
 * Starts n8n as larger installations run it: a main process that serves the editor and webhooks,
 * workers that execute, Redis between them, and everything (files too) in PostgreSQL.
 */
export async function startQueueMode(
	options: N8nOptions,
	workerCount: number,
	concurrency = 5,
): Promise<QueueMode> {
	const started: Array<RunningService | RunningN8n> = [];
	const stop = async () => {
		for (const each of started.reverse()) await each.stop();
	};
	const keep = <T extends RunningService | RunningN8n>(each: T) => {
		started.push(each);
		return each;
	};
	const start = async (): Promise<QueueMode> => {
		const postgresql = keep(await startPostgresql());
		const redis = keep(await startRedis());
		const environment = { ...queueEnvironment(postgresql, redis), ...options.environment };
		const folder = (name: string) => ({
			...options,
			environment,
			dataFolder: join(options.dataFolder, name),
		});
		await mkdir(options.dataFolder, { recursive: true });
		// The main process sets the database up, so the workers have to wait for it.
		const main = keep(await startN8n(folder('main')));
		const names = Array.from({ length: workerCount }, (_, index) => `worker-${index + 1}`);
		const workers = names.map(async (name) => keep(await startWorker(folder(name), concurrency)));
		return { main, workers: await allOrThrow(workers), stop };
	};
	return await start().catch(async (error) => {
		await stop();
		throw error;
	});
}

/** Waits for all of them even when one fails, so that nothing starts after the clean-up. */
async function allOrThrow<T>(promises: Array<Promise<T>>): Promise<T[]> {
	await Promise.allSettled(promises);
	return await Promise.all(promises);
}

function queueEnvironment(postgresql: RunningService, redis: RunningService): Environment {
	return {
		EXECUTIONS_MODE: 'queue',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgresql.port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: 'postgres',
		DB_POSTGRESDB_PASSWORD: '',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
	};
}
