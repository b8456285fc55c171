import { bytesOf as contentOf } from '../../sandbox/content';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { open } from '../../unit/shared/archive/stored';
import { bytesOf, type Result } from '../engine/run';
import { entriesOf } from '../engine/zip';

/** Files up to this size are held until they are whole; larger ones are passed on as they come. */
export const HELD_BYTES = 1024 ** 2;

/** Places of one kind at which an archive may break off, by the bytes in front of them. */
export interface Stretch {
	kind: string;
	from: number;
	/** The first place behind them. */
	to: number;
	/** How many files are whole in front of them. */
	whole: number;
}

export const KINDS_OF_PLACES = [
	'between entries',
	'central directory',
	'end record',
	'file data',
	'file data behind the first MiB',
	'file name',
	'local file header',
];

/** All places of an archive. */
export async function stretchesOf(archive: Buffer): Promise<Stretch[]> {
	const { entries } = await open(archive);
	const inEntries = entries.flatMap(({ headerOffset, dataOffset, compressedBytes }, whole) => {
		const end = dataOffset + compressedBytes;
		const held = Math.min(dataOffset + HELD_BYTES, end);
		return [
			{ kind: 'between entries', from: headerOffset, to: headerOffset + 1, whole },
			{ kind: 'local file header', from: headerOffset + 1, to: headerOffset + 30, whole },
			{ kind: 'file name', from: headerOffset + 30, to: dataOffset, whole },
			{ kind: 'file data', from: dataOffset, to: held, whole },
			{ kind: 'file data behind the first MiB', from: held, to: end, whole },
		];
	});
	const whole = entries.length;
	const directory = archive.indexOf('PK\x01\x02', entries.at(-1)!.dataOffset);
	const end = archive.lastIndexOf('PK\x05\x06');
	const behind = [
		{ kind: 'between entries', from: directory, to: directory + 1, whole },
		{ kind: 'central directory', from: directory + 1, to: end, whole },
		{ kind: 'end record', from: end, to: archive.length, whole },
	];
	return [...inEntries, ...behind].filter(({ from, to }) => from < to);
}

/** The files that a download gave, out of its ZIP or each an item of its own. */
async function filesOf({ items }: Result): Promise<Array<{ name: unknown; bytes: Buffer }>> {
	const isZip = items[0].binary!.data.mimeType === 'application/zip';
	if (isZip) return await entriesOf(await bytesOf(items[0]));
	return await Promise.all(
		items.map(async (item) => ({ name: item.json.fileName, bytes: await bytesOf(item) })),
	);
}

/** Every document is there, in order, with every byte. */
export async function expectComplete(result: Result, { documents }: KnowledgeBase): Promise<void> {
	expect(result.error).toBeUndefined();
	const files = await filesOf(result);
	expect(files.map(({ name }) => name)).toEqual(documents.map(({ name }) => name));
	files.forEach(({ bytes }, index) => {
		expect(bytes.equals(contentOf(documents[index].content))).toBe(true);
	});
}
