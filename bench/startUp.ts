import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type N8nOptions, startN8n } from '../test/host/n8n';
import { rounded, type Results } from './results';
import { spreadOf } from './statistics';

/** Seconds until n8n is ready, with and without the package, one after the other in turns. */
export async function measureStartUp(
	options: N8nOptions,
	tarball: string,
	runs: number,
): Promise<Results['startUp']> {
	const withPackage = { ...options, dataFolder: join(options.dataFolder, 'with') };
	const without = { ...options, dataFolder: join(options.dataFolder, 'without') };
	// The first start sets the database up.
	await secondsToStart({ ...withPackage, tarball });
	await secondsToStart(without);
	const seconds = { with: [] as number[], without: [] as number[] };
	for (let run = 0; run < runs; run++) {
		seconds.with.push(await secondsToStart(withPackage));
		seconds.without.push(await secondsToStart(without));
	}
	await rm(withPackage.dataFolder, { recursive: true });
	await rm(without.dataFolder, { recursive: true });
	return { with: spreadOf(seconds.with), without: spreadOf(seconds.without) };
}

async function secondsToStart(options: N8nOptions): Promise<number> {
	const started = performance.now();
	const n8n = await startN8n(options);
	const seconds = rounded((performance.now() - started) / 1000);
	await n8n.stop();
	return seconds;
}
