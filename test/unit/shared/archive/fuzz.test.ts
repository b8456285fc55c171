import { fuzzArchives } from '../../../fuzz/mutations';

describe('The reader of archives', () => {
	it('reads mutated archives or refuses them in a sentence, and never gives wrong bytes', async () => {
		const result = await fuzzArchives(2000, 1);
		expect(result.faults).toEqual([]);
		expect(result.refusedOnOpen).toBeGreaterThan(500);
		expect(result.refusedOnUnpack).toBeGreaterThan(50);
		expect(result.read).toBeGreaterThan(100);
	}, 60_000);
});
