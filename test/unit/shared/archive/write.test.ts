import { randomBytes } from 'node:crypto';
import { crc32 as checksum, inflateRawSync } from 'node:zlib';

import { MergedArchive } from '../../../../nodes/shared/archive/merge';
import { archiveOf, writtenEntry } from '../../../../nodes/shared/archive/write';
import { collect, MemoryArchive, open, unpackAll } from './stored';

test('an entry is deflated, with its checksum and both lengths', async () => {
	const content = Buffer.from('text of a document\n'.repeat(1000));
	const { entry, data } = await writtenEntry('メモ.md', content);
	expect(entry).toMatchObject({
		name: 'メモ.md',
		method: 8,
		bytes: content.length,
		compressedBytes: data.length,
		crc32: checksum(content),
	});
	expect(data.length).toBeLessThan(content.length / 50);
	expect(inflateRawSync(data).equals(content)).toBe(true);
});

test.each([
	['nothing', Buffer.alloc(0)],
	['one byte', Buffer.from('a')],
	['random bytes', randomBytes(5000)],
])('is stored where deflating makes it no smaller: %s', async (_name, content) => {
	const { entry, data } = await writtenEntry('a', content);
	expect(entry).toMatchObject({
		method: 0,
		bytes: content.length,
		compressedBytes: content.length,
	});
	expect(data.equals(content)).toBe(true);
});

test('entries of our own stand in an archive beside those of others', async () => {
	const other = new MemoryArchive(await zipOf('other.md', 'of another archive'));
	const time = new Date('2026-03-01T12:00:00Z');
	const merged = new MergedArchive([
		{ archive: await open(other.content) },
		{ archive: archiveOf(await writtenEntry('own.md', Buffer.from('own text'))), times: [time] },
		{ archive: archiveOf(await writtenEntry('other.md', Buffer.from('own, too'))) },
	]);
	const joined = await open(await collect(merged.chunks));
	expect((await unpackAll(joined)).map(([name, content]) => [name, content.toString()])).toEqual([
		['other.md', 'of another archive'],
		['own.md', 'own text'],
		['other (1).md', 'own, too'],
	]);
});

async function zipOf(name: string, text: string): Promise<Buffer> {
	const own = archiveOf(await writtenEntry(name, Buffer.from(text)));
	return await collect(new MergedArchive([{ archive: own }]).chunks);
}
