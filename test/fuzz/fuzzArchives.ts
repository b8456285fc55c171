import { parseArgs } from 'node:util';

import { fuzzArchives } from './mutations';

/** npx tsx test/fuzz/fuzzArchives.ts --mutations 100000 [--seed 1] */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			mutations: { type: 'string', default: '100000' },
			seed: { type: 'string', default: '1' },
		},
	});
	const start = Date.now();
	const result = await fuzzArchives(Number(values.mutations), Number(values.seed));
	for (const fault of result.faults.slice(0, 20)) console.log(fault);
	const seconds = Math.round((Date.now() - start) / 1000);
	console.log(
		`${result.mutations} mutated archives in ${seconds} s: ${result.refusedOnOpen} refused when opened, ` +
			`${result.refusedOnUnpack} when unpacked, ${result.read} read whole; ${result.faults.length} crashes, hangs or wrong bytes.`,
	);
	process.exitCode = result.faults.length === 0 ? 0 : 1;
}

void main();
