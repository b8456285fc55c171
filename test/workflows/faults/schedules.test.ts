import { useDify } from '../engine/dify';
import {
	breaks,
	endsOf,
	expectMessage,
	lineFaults,
	otherFaults,
	Schedule,
	type End,
	type Endpoint,
	type Trouble,
} from './schedule';
import { addTexts, textsOfDocuments, useProxy, zipOf, zippedTexts } from './setup';

const bench = useDify();
const proxied = useProxy(bench);

/** Longer than a ZIP of three of the texts: a break comes in a header, in a file or in the directory. */
const BODY_BYTES = 600;

function troubleWithTexts(schedule: Schedule, endpoints: Endpoint[]): Trouble {
	const place = () => schedule.below(BODY_BYTES);
	return {
		endpoints,
		density: 0.5,
		ofAnswer: () => [...breaks.map((breakAt) => breakAt(place())), ...otherFaults],
		ofLine: () => lineFaults(place(), 200),
	};
}

async function originalsUnder(seed: number): Promise<End> {
	const schedule = new Schedule(bench, proxied, seed);
	const knowledgeBase = addTexts(bench.dify, schedule.oneOf([1, 2, 3, 4, 5, 6, 7, 8]));
	const requestsAtOnce = schedule.oneOf([1, 2, 4]);
	const selection = schedule.oneOf(['all', 'ids']);
	const parameters = zipOf(knowledgeBase, { documentsPerRequest: 3, requestsAtOnce });
	const result = await schedule.run(
		{ ...parameters, selection },
		troubleWithTexts(schedule, ['list', 'downloadZip']),
	);
	if (result.error) return expectMessage(result);
	expect(result.items).toHaveLength(1);
	expect(result.items[0].json.skipped).toEqual([]);
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
	return 'complete';
}

/** Every second document lacks an original, and has more chunks than a page holds. */
async function textsUnder(seed: number): Promise<End> {
	const schedule = new Schedule(bench, proxied, seed);
	const count = schedule.oneOf([2, 4, 6]);
	const chunks = Array.from({ length: 150 }, (_, i) => `chunk ${i}`);
	const page = { dataSourceType: 'notion_import', chunks };
	const pages = Array.from({ length: count }, (_, i) => (i % 2 ? [[i, page]] : [])).flat();
	const knowledgeBase = addTexts(bench.dify, count, Object.fromEntries(pages) as never);
	const parameters = zipOf(knowledgeBase, { documentsWithoutOriginal: 'addAsText' });
	const selection = schedule.oneOf(['all', 'ids']);
	const result = await schedule.run(
		{ ...parameters, selection },
		troubleWithTexts(schedule, ['downloadZip', 'document', 'segments']),
	);
	if (result.error) return expectMessage(result);
	const skipped = result.items[0].json.skipped as Array<{ documentId: string; reason: string }>;
	for (const { reason } of skipped)
		expect(reason).toMatch(/^(no text: .*|not in this knowledge base)$/);
	const leftOut = skipped.map(({ documentId }) => documentId);
	const delivered = knowledgeBase.documents.flatMap(({ id, name }, i) => {
		if (leftOut.includes(id)) return [];
		if (i % 2 === 0) return [[name, `text of d${i}`]];
		return [[`${name}.md`, `# ${name}\n\n${chunks.join('\n\n')}\n`]];
	});
	expect(await zippedTexts(result)).toEqual(Object.fromEntries(delivered));
	expect(delivered).toHaveLength(count - skipped.length);
	return skipped.length > 0 ? 'message' : 'complete';
}

test.each([
	['the archive of originals', originalsUnder, 500],
	['the archive with texts, or the reason why one is left out,', textsUnder, 200],
])(
	'after each of many random schedules of faults %s is complete and correct, or there is a message',
	async (_name, runUnder, runs) => await endsOf(runUnder, runs),
	600_000,
);
