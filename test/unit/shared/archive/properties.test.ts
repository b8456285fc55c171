import fc from 'fast-check';

import { safeFileName, safePath, UniqueNames } from '../../../../nodes/shared/archive/names';
import { collect, MemoryArchive, Merging, open, openRecorded, unpackAll } from './stored';
import { readWithYauzl, zipOf, type File } from './writers';

const letters = fc.constantFrom(
	'a',
	'A',
	'b',
	'報',
	'告',
	'é',
	'"',
	"'",
	'📄',
	' ',
	'(1)',
	'.',
	'ß',
);
const segment = fc
	.array(letters, { minLength: 1, maxLength: 6 })
	.map((parts) => parts.join(''))
	.filter((name) => !/^\.+$/.test(name));
const name = fc
	.array(segment, { minLength: 1, maxLength: 3 })
	.map((segments) => segments.join('/'));

const anyFile: fc.Arbitrary<File> = fc.record({
	name,
	content: fc.oneof(
		fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
		fc.nat(100_000).map((length) => Buffer.alloc(length, 'repeated ')),
	),
	isCompressed: fc.boolean(),
	isStreamed: fc.boolean(),
	isZip64: fc.boolean(),
	time: fc
		.integer({ min: 315_619_200, max: 2_147_400_000 })
		.map((seconds) => new Date(seconds * 1000)),
});

const anyFiles = fc.array(anyFile, { maxLength: 6 });
const chunkBytes = fc.constantFrom(7, 100, 65_536);

/** Strings are compared much faster than Buffers. */
function text(content: Buffer): string {
	return content.toString('latin1');
}

describe('Any archives', () => {
	it('hold after merging, read by another reader, what they held before', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(anyFiles, { maxLength: 4 }), chunkBytes, async (parts, size) => {
				const archives = await Promise.all(
					parts.map(
						async (files) => await openRecorded(new MemoryArchive(await zipOf(files)), size),
					),
				);
				const merged = new Merging(archives.map((archive) => ({ archive })));
				const content = await collect(merged.chunks);
				expect(content).toHaveLength(merged.bytes);
				const all = parts.flat();
				const unique = new UniqueNames();
				const names = parts.flatMap((files) =>
					unique.give(files.map((file) => safePath(file.name, false))),
				);
				const expected = all.map((file, index) => ({
					name: names[index],
					content: text(file.content),
					time: file.time,
				}));
				const found = await readWithYauzl(content);
				expect(found.map((file) => ({ ...file, content: text(file.content) }))).toEqual(expected);
			}),
			{ numRuns: 100 },
		);
	}, 60_000);

	it('unpack to what was put in', async () => {
		await fc.assert(
			fc.asyncProperty(anyFiles, chunkBytes, async (files, size) => {
				const source = new MemoryArchive(await zipOf(files), size);
				const names = new UniqueNames().give(files.map((file) => safeFileName(file.name)));
				const unpacked = await unpackAll(await openRecorded(source, size));
				expect(unpacked.map(([one, content]) => [one, text(content)])).toEqual(
					files.map((file, index) => [names[index], text(file.content)]),
				);
			}),
			{ numRuns: 100 },
		);
	}, 60_000);

	it('have the same directory, in whatever chunks a recorder has seen them', async () => {
		await fc.assert(
			fc.asyncProperty(anyFiles, chunkBytes, async (files, size) => {
				const content = await zipOf(files);
				const recorded = await openRecorded(new MemoryArchive(content), size);
				expect(recorded.entries).toEqual((await open(content)).entries);
			}),
			{ numRuns: 100 },
		);
	}, 60_000);
});
