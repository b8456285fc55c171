import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ArrivingArchive, DirectoryNeededError } from '../../../../nodes/shared/archive/arriving';
import { arriveAll, collect, fixture, fixtureFolder, inChunks, open, refusalOf } from './stored';
import { file, zipOf } from './writers';

const MIB = 1024 ** 2;

/** Writers that leave sizes, or what a name means, to the directory. */
const NEED_THE_DIRECTORY = [
	'7-zip-deflate64',
	'7-zip-lzma',
	'crlf-behind-end',
	'go',
	'info-zip',
	'info-zip-comments',
	'info-zip-streamed',
	'info-zip-zip64',
	'java',
	'java-cp437',
	'java-jar',
	'libarchive',
	'libarchive-streamed',
	'prepended',
	'prepended-adjusted',
	'python-streamed',
	'python-streamed-zip64',
	'unicode-path',
	'unicode-path-stale',
];
const writers = readdirSync(join(fixtureFolder, 'writers'))
	.map((name) => name.replace('.zip', ''))
	.sort();

function arriving(content: Buffer, chunkBytes = 100): ArrivingArchive {
	return new ArrivingArchive(inChunks(content, chunkBytes));
}

describe('An archive that arrives', () => {
	it.each(writers.filter((name) => !NEED_THE_DIRECTORY.includes(name)))(
		'has the entries that it has when it is stored: %s',
		async (name) => {
			const content = fixture(`writers/${name}`);
			const { entries } = await open(content);
			for (const chunkBytes of [1, 7, 65_536]) {
				const arrived = await arriveAll(inChunks(content, chunkBytes));
				expect(arrived.map(({ entry }) => entry)).toEqual(entries);
				for (const { entry, data } of arrived) {
					const end = entry.dataOffset + entry.compressedBytes;
					expect(data.equals(content.subarray(entry.dataOffset, end))).toBe(true);
				}
			}
		},
	);

	it.each(NEED_THE_DIRECTORY)('needs its directory: %s', async (name) => {
		const content = fixture(`writers/${name}`);
		await expect(arriveAll(inChunks(content))).rejects.toThrow(DirectoryNeededError);
	});

	it('can still be had whole where its first entry needs the directory', async () => {
		const content = fixture('writers/python-streamed');
		const archive = arriving(content);
		expect(await archive.canBeTaken()).toBe(false);
		expect((await collect(archive.fromStart())).equals(content)).toBe(true);
	});

	it('gives the first entry after it was asked whether it can be taken', async () => {
		const archive = arriving(await zipOf([file('a'), file('b')]));
		expect(await archive.canBeTaken()).toBe(true);
		expect((await archive.next())?.entry.name).toBe('a');
		expect((await archive.next())?.entry.name).toBe('b');
		expect(await archive.next()).toBeUndefined();
	});

	it('skips what is left unread of an entry', async () => {
		const big = { ...file('big', 'x'.repeat(3 * MIB)), isCompressed: false };
		const archive = arriving(await zipOf([big, file('b')]), 1000);
		const one = await archive.next();
		await one?.data.next();
		expect((await archive.next())?.entry.name).toBe('b');
	});

	it('holds small entries until they are whole, and no large ones', async () => {
		const small = { ...file('small', 'x'.repeat(MIB)), isCompressed: false };
		const large = { ...file('large', 'x'.repeat(MIB + 1)), isCompressed: false };
		const archive = arriving(await zipOf([small, large]), 1000);
		expect((await archive.next())?.isHeld).toBe(true);
		expect((await archive.next())?.isHeld).toBe(false);
	});

	it('learns attributes from its directory', async () => {
		const archive = arriving(fixture('writers/python'));
		const one = await archive.next();
		expect(one?.entry.externalAttributes).toBe(0);
		while (await archive.next());
		await archive.end();
		expect(one?.entry.externalAttributes).toBeGreaterThan(0);
	});

	it.each([0, 10, 29, 30, 40, 100])('is cut short %i bytes before its end', async (missing) => {
		const content = await zipOf([file('a'), file('b')]);
		const cut = content.subarray(0, content.length - 1 - missing);
		const { field = 'end of central directory signature' } = await refusalOf(
			arriveAll(inChunks(cut)),
		);
		expect(field).toBe('end of central directory signature');
	});

	it.each([
		['crc', 14],
		['compressed size', 18],
		['uncompressed size', 22],
	])('is refused where the directory tells another %s', async (_field, at) => {
		const content = await zipOf([file('a', 'x'.repeat(100))]);
		content[content.indexOf('PK\x01\x02') + at + 2] ^= 1;
		await refusalOf(arriveAll(inChunks(content)));
	});

	it('is refused where its directory leaves out a file that has passed', async () => {
		const refusal = await refusalOf(
			arriveAll(inChunks(fixture('corrupt/unlisted-entry-in-front'))),
		);
		expect(refusal.field).toBe('total number of entries');
	});

	it('is refused where its directory would fill the memory', async () => {
		const endless = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.alloc(65 * MIB, 'x')]);
		const refusal = await refusalOf(arriveAll(inChunks(endless, MIB)));
		expect(refusal.field).toBe('size of the central directory');
	});

	it('is whole with more padding behind it than may be held', async () => {
		const zip = await zipOf([file('a')]);
		async function* padded(): AsyncGenerator<Buffer> {
			yield zip;
			for (let mebibyte = 0; mebibyte < 100; mebibyte++) yield Buffer.alloc(MIB);
		}
		expect(await arriveAll(padded())).toHaveLength(1);
	});
});
