import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { json } from '../../sandbox/answer';
import type { Fault } from '../../sandbox/faults';
import { useDify } from '../engine/dify';
import { bytesOf } from '../engine/run';
import { textsOf } from '../engine/zip';

const bench = useDify();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heldBytes(): number {
	collectGarbage();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

const PAGES = 60;
const CHUNKS = PAGES * 100;
const LINE = '| a row of a table that is long | 1 | 2 | 3 |\n';
const contentOf = (position: number) => `${position} ${LINE.repeat(200)}`;

function chunk(position: number) {
	return { id: `chunk ${position}`, position, content: contentOf(position), enabled: true };
}

function addPage() {
	const page = { name: 'page', dataSourceType: 'notion_import', chunks: ['one'] };
	return bench.dify.addKnowledgeBase({ name: 'Long', documents: [page] });
}

async function download(operation: string) {
	const { items, error } = await bench.run({
		operation,
		knowledgeBaseId: addPage().id,
		selection: 'all',
		options: { documentsWithoutOriginal: 'addAsText' },
	});
	expect(error).toBeUndefined();
	const file = await bytesOf(items[0]);
	return operation === 'downloadFiles' ? file.toString() : (await textsOf(file))['page.md'];
}

describe.each(['downloadZip', 'downloadFiles'])('%s', (operation) => {
	test('holds no more of a long text than of a short one', async () => {
		const held: number[] = [];
		const page: Fault = (_real, { url }) => {
			const number = Number(url.searchParams.get('page'));
			if (number % (PAGES / 4) === 0) held.push(heldBytes());
			const first = (number - 1) * 100 + 1;
			const data = Array.from({ length: 100 }, (_, index) => chunk(first + index));
			return json(200, { data, total: CHUNKS, has_more: true, limit: 100, page: 1 });
		};
		bench.dify.faults.always('segments', page);
		const text = await download(operation);
		expect(text.length).toBeGreaterThan(50_000_000);
		expect(text.endsWith(contentOf(CHUNKS).trimEnd() + '\n')).toBe(true);
		const [, early, , late] = held;
		expect(late - early).toBeLessThan(text.length / 6);
	});

	test('puts chunks in order that come in another one', async () => {
		bench.dify.faults.always('segments', () => {
			const data = [chunk(2), chunk(3), chunk(1)];
			return json(200, { data, total: 3, has_more: false, limit: 100, page: 1 });
		});
		const chunks = [1, 2, 3].map((position) => contentOf(position).trimEnd());
		expect(await download(operation)).toBe(`# page\n\n${chunks.join('\n\n')}\n`);
	});

	test('has each chunk once where the list of them has to be read again', async () => {
		let asked = 0;
		bench.dify.faults.always('segments', () => {
			const data = asked++ === 0 ? [chunk(1), chunk(1)] : [chunk(1), chunk(2)];
			return json(200, { data, total: 2, has_more: false, limit: 100, page: 1 });
		});
		const chunks = [1, 2].map((position) => contentOf(position).trimEnd());
		expect(await download(operation)).toBe(`# page\n\n${chunks.join('\n\n')}\n`);
	});
});
