import {
	createReadStream,
	mkdtempSync,
	rmSync,
	statSync,
	writeFileSync,
	type ReadStream,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Archive } from '../../../../nodes/shared/archive/archive';
import type { ArchiveEntry } from '../../../../nodes/shared/archive/entry';
import { keepNamesAndTimes } from '../../../../nodes/shared/archive/mergedNames';
import {
	arriveAll,
	collect,
	fixture,
	inChunks,
	open,
	openStored,
	refusalOf,
	unpackAll,
	Merging,
	type ArchiveToMerge,
} from './stored';
import { file, readWithYauzl, TIME, zipOf, type File } from './writers';

const GIB = 1024 ** 3;

type Changes = Omit<ArchiveToMerge, 'archive'>;

function merging(archives: Archive[], changes: Changes[] = []): Merging {
	return new Merging(archives.map((archive, index) => ({ archive, ...changes[index] })));
}

/** Merges, and checks that the length is the one that is told. */
async function merge(archives: Archive[], changes?: Changes[]): Promise<Buffer> {
	const merged = merging(archives, changes);
	const content = await collect(merged.chunks);
	expect(content).toHaveLength(merged.bytes);
	return content;
}

async function mergedEntries(archives: Archive[], changes?: Changes[]) {
	const merged = merging(archives, changes);
	await collect(merged.chunks);
	return merged.entries;
}

async function archiveOf(...files: File[]): Promise<Archive> {
	return await open(await zipOf(files));
}

async function namesIn(content: Buffer): Promise<string[]> {
	return (await readWithYauzl(content)).map(({ name }) => name);
}

describe('A merged archive', () => {
	it('has all files of all parts in their order', async () => {
		const parts = [
			await archiveOf(file('c'), file('a')),
			await archiveOf(),
			await archiveOf({ ...file('報告書.txt'), isCompressed: false }, file('empty', '')),
		];
		const files = await readWithYauzl(await merge(parts));
		expect(files.map(({ name, content }) => [name, content.toString()])).toEqual([
			['c', 'contents of c'],
			['a', 'contents of a'],
			['報告書.txt', 'contents of 報告書.txt'],
			['empty', ''],
		]);
	});

	it('says where each of its files comes from', async () => {
		const parts = [
			await archiveOf(file('a', '1'), file('b', '22')),
			await archiveOf(file('a', '333')),
		];
		expect(await mergedEntries(parts)).toEqual([
			{ name: 'a', bytes: 1, archive: 0, entry: 0 },
			{ name: 'b', bytes: 2, archive: 0, entry: 1 },
			{ name: 'a (1)', bytes: 3, archive: 1, entry: 0 },
		]);
	});

	it('is written while its parts arrive', async () => {
		const asked: string[] = [];
		async function* parts(): AsyncGenerator<ArchiveToMerge> {
			for (const name of ['a', 'b']) {
				asked.push(name);
				yield { archive: await archiveOf({ ...file(name), isCompressed: false }) };
			}
		}
		const merged = new Merging(parts());
		let written = '';
		while (!written.includes('contents of a')) {
			written += String((await merged.chunks.next()).value);
		}
		expect(asked).toEqual(['a']);
		await collect(merged.chunks);
		expect(merged.entries.map(({ name }) => name)).toEqual(['a', 'b']);
	});

	it('passes on why a part did not arrive', async () => {
		async function* parts(): AsyncGenerator<ArchiveToMerge> {
			yield { archive: await archiveOf(file('a')) };
			throw new Error('the line is dead');
		}
		await expect(collect(new Merging(parts()).chunks)).rejects.toThrow('the line is dead');
	});

	it('is empty when all parts are', async () => {
		expect(await namesIn(await merge([await archiveOf()]))).toEqual([]);
	});

	it('numbers names that collide across parts, and those of Windows and macOS too', async () => {
		const parts = [
			await archiveOf(file('報告書.pdf', '1'), file('A.txt', '2')),
			await archiveOf(file('報告書.pdf', '3'), file('a.TXT', '4')),
			await archiveOf(file('報告書 (1).pdf', '5'), file('報告書.pdf', '6')),
		];
		const files = await readWithYauzl(await merge(parts));
		expect(files.map(({ name, content }) => `${name}: ${content}`)).toEqual([
			'報告書.pdf: 1',
			'A.txt: 2',
			'報告書 (1).pdf: 3',
			'a (1).TXT: 4',
			'報告書 (1) (1).pdf: 5',
			'報告書 (2).pdf: 6',
		]);
	});

	it('lists a folder of several parts once', async () => {
		const part = await open(fixture('writers/java-jar'));
		const names = (await mergedEntries([part, part])).map(({ name }) => name);
		expect(names.filter((name) => name.endsWith('/'))).toEqual(['資料/']);
		expect(names).toContain('資料/報告書 "最終" 📄 (1).txt');
	});

	it('lists a folder once for systems that do not tell A from a', async () => {
		const archives = [await archiveOf(file('Docs/', ''), file('docs/', ''))];
		const entries = await mergedEntries(archives);
		expect(entries.map(({ name }) => name)).toEqual(['Docs/']);
	});

	it('has folders that were written with a backslash, and files in them', async () => {
		const part = await archiveOf(file('d\\', ''), file('d\\e\\', ''), file('d\\e\\a.txt'));
		expect(part.entries.map(({ isFolder }) => isFolder)).toEqual([true, true, false]);
		expect(await namesIn(await merge([part]))).toEqual(['d/', 'd/e/', 'd/e/a.txt']);
		expect((await unpackAll(part)).map(([name]) => name)).toEqual(['a.txt']);
	});

	it('takes a file for a file whose name ends in a backslash', async () => {
		const part = await archiveOf(file('d\\', 'x'));
		expect(await namesIn(await merge([part]))).toEqual(['d']);
	});

	it('has no name that leads out of the folder', async () => {
		const part = await archiveOf(...['../../1', '..\\..\\2', '/3'].map((name) => file(name)));
		expect(await namesIn(await merge([part]))).toEqual(['1', '2', '3']);
	});

	it.each<[changed: boolean, what: string, names: string[], changes: Changes]>([
		[false, 'names that are safe and different', ['a', 'x/', 'x/b'], {}],
		[false, 'the names that are asked for', ['a', 'b'], { names: ['a', 'b'] }],
		[true, 'a name that another one shall be', ['a', 'b'], { names: ['a', 'c'] }],
		[true, 'two names that are one for Windows', ['a', 'A'], {}],
		[true, 'two names that are one for macOS', ['é', 'e\u0301'], {}],
		[true, 'a folder that is listed twice', ['x/', 'x/'], {}],
		[true, 'a name that is not safe', ['a:b'], {}],
		[true, 'a time that is asked for', ['a'], { times: [TIME] }],
		[false, 'no time that is asked for', ['a'], { times: [undefined] }],
	])('is another one than its only part: %s for %s', async (changed, _, names, changes) => {
		const archive = await archiveOf(...names.map((name) => file(name, '')));
		const entries = archive.entries.map((entry, index) => ({
			entry,
			name: changes.names?.[index],
			time: changes.times?.[index],
		}));
		expect(keepNamesAndTimes(entries)).toBe(!changed);
	});

	it('gives entries the names that are asked for', async () => {
		const parts = [await archiveOf(file('a'), file('b')), await archiveOf(file('c'))];
		const names = await namesIn(await merge(parts, [{ names: ['a', 'é.txt'] }, { names: ['a'] }]));
		expect(names).toEqual(['a', 'é.txt', 'a (1)']);
	});

	it.each(['crlf-behind-end', 'libarchive-streamed', 'prepended'])(
		'is another one than %s, around which stands what not every reader passes over',
		async (name) => {
			const archive = await open(fixture(`writers/${name}`));
			expect(archive.foreignBytes).toBeGreaterThan(0);
			expect((await namesIn(await merge([archive]))).sort()).toEqual(
				archive.entries.map((entry) => entry.name).sort(),
			);
		},
	);

	it('keeps the times of its entries', async () => {
		const time = new Date(Date.UTC(2021, 1, 3, 4, 5, 7));
		const [kept] = await readWithYauzl(await merge([await archiveOf({ ...file('a'), time })]));
		expect(kept.time).toEqual(time);
	});

	it.each(['7-zip', 'info-zip-comments', 'java-jar', 'libarchive', 'python'])(
		'keeps the times that %s wrote',
		async (name) => {
			const timesIn = async (content: Buffer) =>
				(await readWithYauzl(content)).map(({ time }) => time);
			const original = fixture(`writers/${name}`);
			expect(await timesIn(await merge([await open(original)]))).toEqual(await timesIn(original));
		},
	);

	it("keeps the exact times of 7-Zip's directory", async () => {
		const original = await open(fixture('writers/7-zip'));
		const merged = await open(await merge([original]));
		const extras = merged.entries.map(({ extra }) => extra.toString('hex'));
		expect(extras).toEqual(original.entries.map(({ extra }) => extra.toString('hex')));
		expect(extras.every((extra) => extra.startsWith('0a00'))).toBe(true);
	});

	it('gives entries the times that are asked for', async () => {
		const time = new Date(Date.UTC(2026, 10, 21, 13, 30, 1));
		const parts = [await archiveOf(file('a')), await archiveOf(file('b'))];
		const files = await readWithYauzl(await merge(parts, [{}, { times: [time] }]));
		expect(files.map((one) => one.time)).toEqual([TIME, time]);
	});

	it('gives times outside the range of an exact time field as DOS times', async () => {
		const times = [new Date(Date.UTC(2090, 0, 2, 3, 4, 6)), new Date(-1)];
		const content = await merge([await archiveOf(file('a'), file('b'))], [{ times }]);
		const { entries } = await open(content);
		expect(entries.map(({ dosDate }) => (dosDate >> 9) + 1980)).toEqual([2090, 1980]);
		expect(entries.every(({ extra }) => extra.length === 0)).toBe(true);
	});

	it('keeps attributes and comments', async () => {
		const original = await open(fixture('writers/info-zip-comments'));
		const merged = await open(await merge([original]));
		const kept = ({ comment, externalAttributes, versionMadeBy }: ArchiveEntry) => ({
			comment,
			externalAttributes,
			versionMadeBy,
		});
		expect(merged.entries.map(kept)).toEqual(original.entries.map(kept));
	});

	it('says that a comment is in UTF-8 when only the comment needs it', async () => {
		const archive = await archiveOf(file('a'));
		const entries = archive.entries.map((entry) => ({ ...entry, comment: '最終' }));
		const merged = await open(await merge([{ ...archive, entries }]));
		expect(merged.entries.map(({ comment, flags }) => [comment, flags])).toEqual([['最終', 0x800]]);
	});

	it.each(['go', 'java', 'libarchive', 'python-streamed', 'python-streamed-zip64'])(
		'has its sizes in the local headers where %s left them to data descriptors',
		async (name) => {
			const content = await merge([await open(fixture(`writers/${name}`))]);
			const arrived = await arriveAll(inChunks(content, 100));
			expect(arrived.every(({ entry }) => (entry.flags & 8) === 0)).toBe(true);
			expect(content.indexOf('PK\x07\x08')).toBe(-1);
		},
	);

	it('takes names in code page 437 over as UTF-8', async () => {
		const content = await merge([await open(fixture('writers/java-cp437'))]);
		expect(await namesIn(content)).toEqual(['été ÄÖÜß ñ.txt']);
	});

	it('copies methods that could not be unpacked', async () => {
		const part = await open(fixture('writers/7-zip-lzma'));
		const { entries } = await open(await merge([part]));
		expect(entries.map(({ method, flags }) => [method, flags & 2])).toEqual([[14, 2]]);
	});

	it('is the same of parts whose directory has another order than their data', async () => {
		const content = await zipOf([file('a'), file('b')]);
		const start = content.indexOf('PK\x01\x02');
		const middle = content.indexOf('PK\x01\x02', start + 1);
		const end = content.indexOf('PK\x05\x06');
		const swapped = Buffer.concat([
			content.subarray(0, start),
			content.subarray(middle, end),
			content.subarray(start, middle),
			content.subarray(end),
		]);
		const files = await readWithYauzl(await merge([await open(swapped)]));
		expect(files.map((one) => `${one.name}: ${one.content}`)).toEqual([
			'b: contents of b',
			'a: contents of a',
		]);
	});

	it('needs no zip64 for 65,534 entries and has it from 65,535 on', async () => {
		const hundred = await archiveOf(
			...Array.from({ length: 100 }, (_, index) => ({
				...file(`${index}`, ''),
				isCompressed: false,
			})),
		);
		const rest = { ...hundred, entries: hundred.entries.slice(0, 34) };
		const parts = [...Array.from({ length: 655 }, () => hundred), rest];
		const small = await merge(parts);
		expect(small.indexOf('PK\x06\x06')).toBe(-1);
		expect((await open(small)).entries).toHaveLength(65_534);
		const large = await merge([...parts, { ...hundred, entries: hundred.entries.slice(0, 1) }]);
		expect(large.indexOf('PK\x06\x06')).toBeGreaterThan(0);
		expect((await open(large)).entries).toHaveLength(65_535);
	}, 60_000);

	it('has zip64 where an entry or its place is beyond 4 GiB', async () => {
		const parts = [
			zeros('big', 2 ** 32 - 1),
			zeros('small', 10),
			zeros('also big', 5 * GIB),
			zeros('small', 10),
		];
		const measured = merging(parts);
		let chunkCount = 0;
		for await (const chunk of measured.chunks) chunkCount += Math.min(chunk.length, 1);
		expect(chunkCount).toBeGreaterThan(9 * 1024);
		const { bytes } = measured;
		expect(bytes).toBeGreaterThan(9 * GIB);
		const merged = await openStored({ bytes, read: async () => merging(parts).chunks });
		expect(merged.entries.map((entry) => [entry.name, entry.bytes])).toEqual([
			['big', 2 ** 32 - 1],
			['small', 10],
			['also big', 5 * GIB],
			['small (1)', 10],
		]);
		expect(merged.entries.map(({ versionNeeded }) => versionNeeded)).toEqual([45, 45, 45, 45]);
	}, 60_000);

	it('has zip64 where only the unpacked size needs it', async () => {
		const part = zeros('a', 5 * 1024 ** 2);
		const entries = part.entries.map((entry) => ({ ...entry, method: 8, bytes: 2 ** 32 - 1 }));
		const content = await merge([{ ...part, entries }]);
		const localExtraLength = content.readUInt16LE(28);
		expect(localExtraLength).toBe(20);
		expect((await open(content)).entries.map(({ bytes }) => bytes)).toEqual([2 ** 32 - 1]);
	});

	it('closes each source when it is no longer wanted', async () => {
		let opened = 0;
		let closed = 0;
		const content = await zipOf([file('a')]);
		async function* chunks(): AsyncGenerator<Buffer> {
			opened++;
			try {
				yield* inChunks(content, 10);
			} finally {
				closed++;
			}
		}
		const source = { bytes: content.length, read: async () => chunks() };
		const archive = await openStored(source);
		const merged = merging([archive, archive]).chunks;
		await merged.next();
		await merged.next();
		await merged.return();
		expect(opened).toBeGreaterThan(1);
		expect(closed).toBe(opened);
	});

	it('leaves no file open, wherever it is stopped', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'merged-'));
		const path = join(folder, 'part.zip');
		writeFileSync(path, await zipOf([file('a'), file('b')]));
		const opened: ReadStream[] = [];
		const read = async () => {
			opened.push(createReadStream(path));
			return opened[opened.length - 1];
		};
		const archive = await openStored({ bytes: statSync(path).size, read });
		const whole = merging([archive, archive]).chunks;
		let chunkCount = 0;
		while (!(await whole.next()).done) chunkCount++;
		expect(chunkCount).toBeGreaterThan(8);
		for (let stoppedAfter = 0; stoppedAfter <= chunkCount; stoppedAfter++) {
			const { chunks } = merging([archive, archive]);
			for (let taken = 0; taken < stoppedAfter; taken++) await chunks.next();
			await chunks.return();
		}
		expect(opened.length).toBeGreaterThan(chunkCount);
		expect(opened.filter(({ destroyed }) => !destroyed)).toEqual([]);
		rmSync(folder, { recursive: true });
	});

	it('refuses a source that has become shorter', async () => {
		const content = await zipOf([file('a', 'x'.repeat(1000))]);
		const archive = await open(content);
		const shrunk = {
			...archive,
			source: { bytes: content.length, read: async () => inChunks(content.subarray(0, 40)) },
		};
		const refusal = await refusalOf(merge([shrunk]));
		expect(refusal.message).toContain('it ends after 40 bytes');
	});

	it('refuses a name that no header can hold', async () => {
		const archive = await archiveOf(file('a'));
		const names = ['x/'.repeat(40_000)];
		const refusal = await refusalOf(merge([archive], [{ names }]));
		expect(refusal.message).toContain('name that is too long');
	});

	it('can be unpacked and merged again', async () => {
		const part = await archiveOf(file('a', '1'));
		const twice = await open(await merge([part, part]));
		const again = await open(await merge([twice, part]));
		expect(await unpackAll(again)).toEqual([
			['a', Buffer.from('1')],
			['a (1)', Buffer.from('1')],
			['a (2)', Buffer.from('1')],
		]);
	});
});

/** An archive of one stored file of zeros, made while it is read. */
function zeros(name: string, bytes: number): Archive {
	const dataOffset = 30 + name.length;
	const entry: ArchiveEntry = {
		index: 0,
		name,
		isFolder: false,
		bytes,
		compressedBytes: bytes,
		crc32: 0,
		comment: '',
		method: 0,
		flags: 0,
		versionMadeBy: 20,
		versionNeeded: 20,
		dosTime: 0,
		dosDate: 33,
		internalAttributes: 0,
		externalAttributes: 0,
		rawName: Buffer.from(name),
		extra: Buffer.alloc(0),
		headerOffset: 0,
		dataOffset,
	};
	const block = Buffer.alloc(16 * 1024 ** 2);
	async function* chunks(): AsyncGenerator<Buffer> {
		for (let left = dataOffset + bytes; left > 0; left -= block.length) {
			yield block.subarray(0, left);
		}
	}
	const source = { bytes: dataOffset + bytes, read: async () => chunks() };
	return { entries: [entry], source, foreignBytes: 0 };
}
