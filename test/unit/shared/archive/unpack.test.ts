import { defaultUnpackLimits, type UnpackLimits } from '../../../../nodes/shared/archive/limits';
import { bytesOf } from '../../../sandbox/content';
import {
	collect,
	fixture,
	inChunks,
	MemoryArchive,
	open,
	openStored,
	refusalOf,
	unpackAll,
	unpackArchive,
} from './stored';
import { file, zipOf } from './writers';

const MIB = 1024 ** 2;

async function unpackWithin(content: Buffer, limits: Partial<UnpackLimits>): Promise<string[]> {
	const names: string[] = [];
	const archive = await open(content);
	for await (const entry of unpackArchive(archive, { ...defaultUnpackLimits, ...limits })) {
		names.push(entry.name);
		await collect(entry.chunks);
	}
	return names;
}

describe('Unpacking', () => {
	it('gives the files in the order of their data, with their place in the directory', async () => {
		const archive = await open(await zipOf([file('a'), file('b')]));
		const backwards = { ...archive, entries: [...archive.entries].reverse() };
		const places: Array<[string, number]> = [];
		for await (const { name, entry } of unpackArchive(backwards)) places.push([name, entry.index]);
		expect(places).toEqual([
			['a', 0],
			['b', 1],
		]);
	});

	it('gives safe names, each a different one', async () => {
		const content = await zipOf([
			file('x/報告.txt'),
			file('y/報告.txt'),
			file('con.txt'),
			file('z/CON.txt'),
		]);
		expect((await unpackAll(await open(content))).map(([name]) => name)).toEqual([
			'報告.txt',
			'報告 (1).txt',
			'_con.txt',
			'_CON (1).txt',
		]);
	});

	it('does not follow names out of the folder', async () => {
		const content = await zipOf([file('aaaaa/secret', '')]);
		const patched = Buffer.from(
			content.toString('latin1').replaceAll('aaaaa/', '../../'),
			'latin1',
		);
		expect((await unpackAll(await open(patched))).map(([name]) => name)).toEqual(['secret']);
	});

	it('leaves out folders', async () => {
		const files = await unpackAll(await open(fixture('writers/java-jar')));
		expect(files.map(([name]) => name)).not.toContain('unnamed');
		expect(files).toHaveLength(4);
	});

	it('refuses a folder that has contents', async () => {
		const content = await zipOf([file('abc')]);
		const patched = Buffer.from(content.toString('latin1').replaceAll('abc', 'ab/'), 'latin1');
		const refusal = await refusalOf(unpackAll(await open(patched)));
		expect(refusal.message).toBe(
			"'ab/' in the archive has the name of a folder but the contents of a file (see 'uncompressed size').",
		);
	});

	it('gives a file that comes as one long chunk in pieces of a MiB at most', async () => {
		const content = await zipOf([{ ...file('a', 'x'.repeat(3 * MIB)), isCompressed: false }]);
		const archive = await openStored(new MemoryArchive(content, content.length));
		for await (const { chunks } of unpackArchive(archive)) {
			const lengths: number[] = [];
			for await (const chunk of chunks) lengths.push(chunk.length);
			expect(lengths).toEqual([MIB, MIB, MIB]);
		}
		expect.assertions(1);
	});

	it('skips what is not read of a file', async () => {
		const big = 'x'.repeat(MIB);
		const content = await zipOf([
			file('never read', big),
			{ ...file('half read', big), isCompressed: false },
			file('partly read', big),
			file('read', big),
		]);
		const archive = await openStored(new MemoryArchive(content, 1000));
		const lengths: Array<[string, number]> = [];
		for await (const { name, chunks } of unpackArchive(archive)) {
			if (name === 'read') lengths.push([name, (await collect(chunks)).length]);
			else if (name !== 'never read') await chunks.next();
		}
		expect(lengths).toEqual([['read', MIB]]);
	});

	it('lets small files be read later, in any order and together', async () => {
		const content = await zipOf([file('a', 'x'.repeat(MIB)), file('b'), file('c', '')]);
		const reads: Array<() => Promise<[string, number]>> = [];
		for await (const { name, chunks, isSmall } of unpackArchive(await open(content))) {
			expect(isSmall).toBe(true);
			reads.unshift(async () => [name, (await collect(chunks)).length]);
		}
		expect(await Promise.all(reads.map(async (read) => await read()))).toEqual([
			['c', 0],
			['b', 13],
			['a', MIB],
		]);
	});

	it('closes the source when it is stopped in the middle of a file', async () => {
		const content = await zipOf([file('a', 'x'.repeat(MIB)), file('b')]);
		let isClosed = false;
		async function* chunks(): AsyncGenerator<Buffer> {
			try {
				yield* inChunks(content, 100);
			} finally {
				isClosed = true;
			}
		}
		const archive = await openStored({ bytes: content.length, read: async () => chunks() });
		isClosed = false;
		for await (const entry of unpackArchive(archive)) {
			await entry.chunks.next();
			break;
		}
		expect(isClosed).toBe(true);
	});

	it('does not read ahead of whoever takes the file', async () => {
		const content = await zipOf([{ ...file('a'), content: bytesOf({ bytes: 4 * MIB, seed: 1 }) }]);
		let given = 0;
		async function* chunks(): AsyncGenerator<Buffer> {
			for await (const chunk of inChunks(content, 16 * 1024)) {
				given += chunk.length;
				yield chunk;
			}
		}
		const archive = await openStored({ bytes: content.length, read: async () => chunks() });
		given = 0;
		for await (const entry of unpackArchive(archive)) {
			await entry.chunks.next();
			await new Promise((resolve) => setTimeout(resolve, 50));
			expect(given).toBeLessThan(MIB / 2);
		}
		expect(content.length).toBeGreaterThan(MIB);
	});

	it('passes on why a source could not be read', async () => {
		const content = await zipOf([file('a', 'x'.repeat(1000))]);
		async function* broken(): AsyncGenerator<Buffer> {
			yield content.subarray(0, 40);
			throw new Error('the disk is gone');
		}
		const archive = await open(content);
		const source = { bytes: content.length, read: async () => broken() };
		await expect(unpackAll({ ...archive, source })).rejects.toThrow('the disk is gone');
	});

	it.each([0, 1])('refuses a source that has become shorter (method %i)', async (method) => {
		const content = await zipOf([{ ...file('a', 'x'.repeat(1000)), isCompressed: method === 1 }]);
		const archive = await open(content);
		const source = { bytes: content.length, read: async () => inChunks(content.subarray(0, 40)) };
		const refusal = await refusalOf(unpackAll({ ...archive, source }));
		expect(refusal.message).toContain('it ends after 40 bytes');
	});

	it.each([
		['small', 1_000],
		['large', 100_000],
	])('tells that the data of a %s file is damaged', async (_, length) => {
		const text = Buffer.from('repeated and repeated ')
			.toString('hex')
			.repeat(length / 40);
		const content = await zipOf([{ ...file('a', text), isCompressed: true }]);
		const archive = await open(content);
		content[archive.entries[0].dataOffset] = 0xff;
		const refusal = await refusalOf(unpackAll(archive));
		expect(refusal.message).toContain('its compressed data cannot be unpacked');
	});

	it.each([
		['7-zip-deflate64', 'Deflate64'],
		['7-zip-lzma', 'LZMA'],
	])('refuses the method of %s by its name', async (name, method) => {
		const refusal = await refusalOf(unpackAll(await open(fixture(`writers/${name}`))));
		expect(refusal.message).toBe(
			`'repeated.txt' in the archive is compressed with ${method}; only Store and Deflate can be unpacked (see 'compression method').`,
		);
	});
});

describe('The limits of unpacking', () => {
	it('stop an entry that is larger than allowed, before anything is unpacked', async () => {
		const content = await zipOf([file('a', '1'), file('b', '12345')]);
		const refusal = await refusalOf(unpackWithin(content, { maxEntryBytes: 4 }));
		expect(refusal.limit).toBe('maxEntryBytes');
		expect(refusal.message).toBe(
			"'b' in the archive unpacks to 5 bytes, more than the limit of 4 bytes per file.",
		);
		expect(await unpackWithin(content, { maxEntryBytes: 5 })).toEqual(['a', 'b']);
	});

	it('stop entries that are together larger than allowed', async () => {
		const content = await zipOf([file('a', '123'), file('b', '12345')]);
		const refusal = await refusalOf(unpackWithin(content, { maxTotalBytes: 7 }));
		expect(refusal.limit).toBe('maxTotalBytes');
		expect(refusal.message).toBe(
			"'b' in the archive brings the unpacked files to 8 bytes, more than the limit of 7 bytes in total.",
		);
		expect(await unpackWithin(content, { maxTotalBytes: 8 })).toEqual(['a', 'b']);
	});

	it('stop an entry that compresses better than documents do', async () => {
		const bomb = await zipOf([{ ...file('bomb'), content: Buffer.alloc(20 * MIB) }]);
		const refusal = await refusalOf(unpackWithin(bomb, {}));
		expect(refusal.limit).toBe('maxRatio');
		expect(refusal.message).toBe(
			"'bomb' in the archive unpacks to more than 1000 times its compressed size, which is the limit.",
		);
		expect(await unpackWithin(bomb, { maxRatio: 2000 })).toEqual(['bomb']);
	});

	it('let small files compress as well as they like', async () => {
		const blanks = await zipOf([{ ...file('blanks'), content: Buffer.alloc(16 * MIB) }]);
		expect(await unpackWithin(blanks, { maxRatio: 10 })).toEqual(['blanks']);
	});
});
