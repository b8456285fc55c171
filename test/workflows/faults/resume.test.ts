import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import {
	answerWith,
	badGateway,
	closeInBody,
	resetInBody,
	stallInBody,
	type Fault,
} from '../../sandbox/faults';
import { useDify } from '../engine/dify';
import { expectComplete, stretchesOf } from './archives';
import { idsOf, runFast, runOverStalls, zipOf } from './setup';
import { deliveredBy, stored, storedSince } from './storage';

const MIB = 1024 ** 2;
const bench = useDify();

/** Small files are held until they are whole, large ones are passed on as they come. */
function addDocuments(): KnowledgeBase {
	const sizes = [100, 1.5 * MIB, 2_000, 2 * MIB, 300];
	const documents = sizes.map((bytes, index) => ({
		name: `d${index}.bin`,
		content: { bytes, seed: index + 1 },
	}));
	return bench.dify.addKnowledgeBase({ name: 'Large', documents });
}

async function archiveOf({ id, documents }: KnowledgeBase): Promise<Buffer> {
	const url = `${bench.dify.apiRoot}/datasets/${id}/documents/download-zip`;
	const headers = {
		Authorization: `Bearer ${bench.dify.apiKey}`,
		'Content-Type': 'application/json',
	};
	const body = JSON.stringify({ document_ids: documents.map((document) => document.id) });
	const answer = await fetch(url, { method: 'POST', headers, body });
	return Buffer.from(await answer.arrayBuffer());
}

/** The first and the last place of every kind in each entry, and how many files are whole in front of it. */
async function placesIn(archive: Buffer): Promise<Array<{ place: number; whole: number }>> {
	const stretches = await stretchesOf(archive);
	return stretches.flatMap(({ from, to, whole }) =>
		[...new Set([from, to - 1])].map((place) => ({ place, whole })),
	);
}

describe.each(['downloadZip', 'downloadFiles'])(
	'%s, wherever an answer breaks off,',
	(operation) => {
		const run = async (knowledgeBase: KnowledgeBase) =>
			await runFast(bench, { ...zipOf(knowledgeBase), operation });

		test('is complete, asks again only for what is missing, and stores each byte once', async () => {
			const knowledgeBase = addDocuments();
			const { documents } = knowledgeBase;
			const archive = await archiveOf(knowledgeBase);
			for (const { place, whole } of await placesIn(archive)) {
				bench.dify.faults.clear();
				bench.dify.faults.nth('downloadZip', 1, closeInBody(place));
				const before = stored();
				bench.dify.requests.length = 0;
				const result = await run(knowledgeBase);
				await expectComplete(result, knowledgeBase);
				const asked = bench.asked('downloadZip').map(idsOf);
				expect(asked).toHaveLength(2);
				expect(asked[1]).toEqual(asked[0].slice(-asked[1].length));
				// Of an answer that only lacks its end, the last file is compared with a second one. Node
				// may lose the last chunk before a break.
				const missing = documents.length - whole;
				expect(asked[1].length).toBeGreaterThanOrEqual(Math.max(missing, 1));
				expect(asked[1].length).toBeLessThanOrEqual(missing + 2);
				expect(storedSince(before)).toEqual(await deliveredBy(result));
			}
		}, 120_000);

		test('has the last file once after two answers that lack only their end', async () => {
			const knowledgeBase = addDocuments();
			// What comes before a standstill arrives, unlike what comes before a break.
			const withoutEnd: Fault = async (real, call) => {
				const { headers } = await real();
				return await stallInBody(Number(headers?.['Content-Length']) - 1)(real, call);
			};
			bench.dify.faults.next('downloadZip', withoutEnd, 2);
			const result = await runOverStalls(bench, { ...zipOf(knowledgeBase), operation });
			await expectComplete(result, knowledgeBase);
			expect(bench.asked('downloadZip').map((one) => idsOf(one).length)).toEqual([5, 1, 1]);
		});

		test('is complete after any three breaks', async () => {
			const knowledgeBase = addDocuments();
			const length = (await archiveOf(knowledgeBase)).length;
			for (let seed = 1; seed <= 40; seed++) {
				bench.dify.faults.clear();
				for (const nth of [1, 2, 3]) {
					const place = ((seed * 2_654_435_761 * nth) % length) / nth;
					const faults: Fault[] = [closeInBody(place), resetInBody(place), badGateway()];
					bench.dify.faults.nth('downloadZip', nth, faults[(seed + nth) % 3]);
				}
				await expectComplete(await run(knowledgeBase), knowledgeBase);
			}
		}, 120_000);
	},
);

test('a file that changed while it was half in the ZIP is fetched anew with all others', async () => {
	const knowledgeBase = addDocuments();
	const [, changing] = knowledgeBase.documents;
	const length = (await archiveOf(knowledgeBase)).length;
	bench.dify.faults.nth('downloadZip', 1, async (real, call) => {
		const answer = await closeInBody(Math.floor(length / 4))(real, call);
		changing.content = { bytes: 1.5 * MIB, seed: 99 };
		return answer;
	});
	const before = stored();
	const result = await runFast(bench, zipOf(knowledgeBase));
	await expectComplete(result, knowledgeBase);
	const asked = bench.asked('downloadZip').slice(1).map(idsOf);
	expect(asked.map((ids) => ids.length)).toEqual([5, 4, 5]);
	// This time its part is stored before it is joined; what had been written is gone.
	expect(storedSince(before).bytes).toBeLessThan(2.1 * length);
});

test('a refused part ends the download, though a file of it is half in the ZIP, and the next part has come', async () => {
	const knowledgeBase = addDocuments();
	const refused = answerWith(400, { code: 'invalid_param', message: 'wrong', status: 400 });
	bench.dify.faults.nth('downloadZip', 1, closeInBody(MIB));
	bench.dify.faults.nth('downloadZip', 3, refused);
	const before = stored();
	const { error, items } = await runFast(bench, zipOf(knowledgeBase, { documentsPerRequest: 3 }));
	expect(error?.message).toBe('Dify does not understand the request');
	expect(items).toEqual([]);
	expect(bench.asked('downloadZip').map((one) => idsOf(one).length)).toEqual([3, 2, 2]);
	expect(storedSince(before)).toEqual({ files: 0, notes: 0, bytes: 0 });
});

test.each(['downloadZip', 'downloadFiles'])(
	'%s of 20 parts leaves in the storage what it delivers, and nothing else',
	async (operation) => {
		const documents = Array.from({ length: 200 }, (_, index) => ({
			name: `d${index}.bin`,
			content: { bytes: 20_000, seed: index },
		}));
		const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Parts', documents });
		const before = stored();
		const options = { documentsPerRequest: 10 };
		const result = await bench.run({ ...zipOf(knowledgeBase, options), operation });
		expect(result.error).toBeUndefined();
		expect(bench.asked('downloadZip')).toHaveLength(20);
		const delivered = await deliveredBy(result);
		expect(delivered.bytes).toBeGreaterThan(200 * 20_000 - 1);
		expect(storedSince(before)).toEqual(delivered);
	},
	30_000,
);
