import { crc32 as checksum, inflateRawSync } from 'node:zlib';

import { EntryWriter, writtenEntry } from '../../../../nodes/shared/archive/write';
import { bytesOf } from '../../../sandbox/content';
import { archiveOfOwn } from './ownEntries';
import { collect } from './stored';
import { readWithYauzl } from './writers';

async function written(name: string, content: Buffer) {
	const { entry, data } = await writtenEntry(name, content);
	return { entry, data: Buffer.concat(data) };
}

test('an entry is deflated, with its checksum and both lengths', async () => {
	const content = Buffer.from('text of a document\n'.repeat(1000));
	const { entry, data } = await written('メモ.md', content);
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
	['random bytes', bytesOf({ bytes: 5000, seed: 1 })],
])('is stored where deflating makes it no smaller: %s', async (_name, content) => {
	const { entry, data } = await written('a', content);
	expect(entry).toMatchObject({
		method: 0,
		bytes: content.length,
		compressedBytes: content.length,
	});
	expect(data.equals(content)).toBe(true);
});

test('an entry may come piece by piece, and is the same', async () => {
	const content = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`).join(''));
	const writer = new EntryWriter();
	for (let at = 0; at < content.length; at += 1000) {
		await writer.write(content.subarray(at, at + 1000));
	}
	const { entry, data } = await writer.end('a');
	expect(entry).toMatchObject({ method: 8, bytes: content.length, crc32: checksum(content) });
	expect(inflateRawSync(Buffer.concat(data)).equals(content)).toBe(true);
});

test('an archive of our own entries is read by a library, with names, times and contents', async () => {
	const time = new Date('2026-03-01T12:00:00Z');
	const files = await readWithYauzl(
		await collect(
			archiveOfOwn([
				{ name: 'メモ.md', content: Buffer.from('text '.repeat(100)), time },
				{ name: 'メモ.md', content: Buffer.from('a') },
				{ name: 'empty.md', content: Buffer.alloc(0) },
			]),
		),
	);
	expect(files.map(({ name, content }) => [name, content.toString()])).toEqual([
		['メモ.md', 'text '.repeat(100)],
		['メモ (1).md', 'a'],
		['empty.md', ''],
	]);
	expect(files[0].time).toEqual(time);
});
