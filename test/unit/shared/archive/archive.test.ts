import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { openArchive } from '../../../../nodes/shared/archive/archive';
import { ArchiveRecorder } from '../../../../nodes/shared/archive/recorder';
import {
	arriveAll,
	collect,
	fixture,
	fixtureFolder,
	inChunks,
	MemoryArchive,
	open,
	openRecorded,
	openStored,
	refusalOf,
	unpackAll,
} from './stored';
import { archiverZipOf, file, zipOf } from './writers';

const CONTENTS = {
	'short.txt': 'Hello\n',
	'empty.txt': '',
	'repeated.txt': 'A line of text.\n'.repeat(2000),
	'資料/報告書 "最終" 📄.txt': 'こんにちは\n'.repeat(50),
};

describe('An archive', () => {
	const byManyWriters = [
		'7-zip',
		'7-zip-stored',
		'crlf-behind-end',
		'go',
		'info-zip',
		'info-zip-comments',
		'info-zip-streamed',
		'info-zip-zip64',
		'java',
		'java-jar',
		'libarchive',
		'libarchive-streamed',
		'prepended',
		'prepended-adjusted',
		'python',
		'python-streamed',
		'python-streamed-zip64',
	];

	it.each(byManyWriters)('made by %s is read', async (name) => {
		const source = new MemoryArchive(fixture(`writers/${name}`), 100);
		for (const archive of [await openStored(source), await openRecorded(source, 100)]) {
			const files = archive.entries.filter(({ isFolder }) => !isFolder);
			const listed = files.map((entry) => [entry.name, entry.bytes]);
			const expected = Object.entries(CONTENTS).map(([one, text]) => [
				one,
				Buffer.byteLength(text),
			]);
			expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(expected));
			const unpacked = (await unpackAll(archive)).map(([one, content]) => [
				one,
				content.toString(),
			]);
			const flat = Object.entries(CONTENTS).map(([one, text]) => [one.split('/').pop(), text]);
			expect(Object.fromEntries(unpacked)).toEqual(Object.fromEntries(flat));
		}
	});

	it('has names in code page 437 where nothing else is said', async () => {
		const { entries } = await open(fixture('writers/java-cp437'));
		expect(entries.map(({ name }) => name)).toEqual(['été ÄÖÜß ñ.txt']);
	});

	it('has the name of the Unicode path field', async () => {
		const { entries } = await open(fixture('writers/unicode-path'));
		expect(entries.map(({ name }) => name)).toEqual(['報告書.txt']);
	});

	it('has its plain name where the Unicode path field belongs to an older one', async () => {
		const { entries } = await open(fixture('writers/unicode-path-stale'));
		expect(entries.map(({ name }) => name)).toEqual(['report.txt']);
	});

	it('has the comments of its entries', async () => {
		const { entries } = await open(fixture('writers/info-zip-comments'));
		expect(entries.map(({ comment }) => comment)).toEqual([
			'first comment',
			'second comment',
			'third comment',
			'fourth comment',
		]);
	});

	it('may have a zip64 end record without need', async () => {
		const { entries } = await open(fixture('writers/zip64-end-record'));
		expect(entries.map(({ name }) => name)).toEqual(['report.txt', 'notes.txt']);
	});

	it('may have a zip64 end record and bytes in front that its offsets do not count', async () => {
		const content = Buffer.concat([
			Buffer.from('#!/bin/sh\n'),
			fixture('writers/zip64-end-record'),
		]);
		const names = (await unpackAll(await open(content))).map(([name]) => name);
		expect(names).toEqual(['report.txt', 'notes.txt']);
	});

	it('may have data descriptors without a signature', async () => {
		const signed = await zipOf([{ ...file('a'), isStreamed: true }]);
		const at = signed.indexOf('PK\x07\x08');
		const content = Buffer.concat([signed.subarray(0, at), signed.subarray(at + 4)]);
		const offset = content.length - 6;
		content.writeUInt32LE(content.readUInt32LE(offset) - 4, offset);
		expect(await unpackAll(await open(content))).toEqual([['a', Buffer.from('contents of a')]]);
	});

	it('may have the UTF-8 flag in one place only where it makes no difference', async () => {
		const withoutLocalFlag = async (name: string) => {
			const content = await zipOf([file(name)]);
			content.writeUInt16LE(0, 6);
			return content;
		};
		const { entries } = await open(await withoutLocalFlag('a'));
		expect(entries.map(({ name }) => name)).toEqual(['a']);
		const refusal = await refusalOf(open(await withoutLocalFlag('é')));
		expect(refusal.field).toBe('general purpose bit flag');
	});

	it('may have the longest comment there can be', async () => {
		const { entries } = await open(await zipOf([file('a')], 'x'.repeat(65_535)));
		expect(entries).toHaveLength(1);
	});

	it('may be empty', async () => {
		const { entries } = await open(await zipOf([]));
		expect(entries).toEqual([]);
	});

	it('may come from writers in JavaScript, with or without zip64 and data descriptors', async () => {
		const files = [
			{ ...file('a'), isStreamed: true },
			{ ...file('b'), isStreamed: true, isZip64: true },
			{ ...file('c'), isCompressed: false },
			{ ...file('d'), isZip64: true },
		];
		for (const content of [await zipOf(files), await archiverZipOf(files)]) {
			const unpacked = await unpackAll(await open(content));
			expect(unpacked).toEqual(files.map((one) => [one.name, one.content]));
		}
	});

	it('is read once more where only data descriptors tell the sizes', async () => {
		const source = new MemoryArchive(fixture('writers/python-streamed'));
		await openRecorded(source);
		expect(source.reads).toBe(1);
	});

	it('is read where its directory is longer than what a recorder holds', async () => {
		const names = Array.from({ length: 5000 }, (_, index) => `${'n'.repeat(250)}${index}`);
		const zip = await zipOf(names.map((name) => ({ ...file(name, ''), isCompressed: false })));
		const source = new MemoryArchive(Buffer.concat([Buffer.from('#!'), zip]));
		const { entries } = await openRecorded(source);
		expect(entries.map(({ name }) => name)).toEqual(names);
		expect(source.reads).toBe(2);
	});

	it('of which another number of bytes has arrived is refused', async () => {
		const content = fixture('writers/python');
		const recorder = new ArchiveRecorder();
		await collect(recorder.record(inChunks(content.subarray(1))));
		const refusal = await refusalOf(openArchive(new MemoryArchive(content), recorder));
		expect(refusal.message).toBe('The archive should be 590 bytes long, but 589 have arrived.');
	});

	it('is not read where it counts more entries than were asked for', async () => {
		const source = new MemoryArchive(await zipOf([file('a'), file('b')]));
		const recorder = new ArchiveRecorder();
		await collect(recorder.record(inChunks(source.content)));
		expect((await refusalOf(openArchive(source, recorder, 1))).limit).toBe('mostEntries');
		expect(source.reads).toBe(0);
		expect((await openArchive(source, recorder, 2)).entries).toHaveLength(2);
	});

	it('is not read where its directory is longer than so many entries can make it', async () => {
		const content = await zipOf([file('a')]);
		const tooLong = 46 + 3 * 65_535 + 1;
		const end = content.indexOf('PK\x05\x06');
		const padded = Buffer.concat([Buffer.alloc(tooLong, 'x'), content]);
		padded.writeUInt32LE(tooLong, tooLong + end + 12);
		const source = new MemoryArchive(padded);
		const recorder = new ArchiveRecorder();
		await collect(recorder.record(inChunks(padded)));
		const refusal = await refusalOf(openArchive(source, recorder));
		expect(refusal.field).toBe('size of the central directory');
		expect(source.reads).toBe(0);
	});

	it('whose store cannot be read is not called damaged', async () => {
		const source = { bytes: 100, read: async () => await Promise.reject(new Error('no store')) };
		await expect(openStored(source)).rejects.toThrow('no store');
	});
});

describe('A damaged archive', () => {
	/** Fixture, field and entry; the README next to the fixtures tells what is wrong in each. */
	const refusedWhenOpened: Array<[fixture: string, field: string, entryName: string | undefined]> =
		[
			['count-differs-by-disk', 'total number of entries', undefined],
			['count-too-high', 'total number of entries', undefined],
			['count-too-low', 'total number of entries', undefined],
			['data-descriptor-differs', 'data descriptor', 'report.txt'],
			['data-descriptor-missing', 'data descriptor', 'report.txt'],
			['directory-signature-wrong', 'central file header signature', undefined],
			['directory-too-long', 'total number of entries', undefined],
			['empty-file', 'end of central directory signature', undefined],
			['encrypted-aes', 'general purpose bit flag', 'short.txt'],
			['encrypted-zipcrypto', 'general purpose bit flag', 'short.txt'],
			['entry-on-other-disk', 'disk number start', 'notes.txt'],
			['extra-field-too-long', 'extra field', 'notes.txt'],
			['front-missing', 'offset of start of central directory', undefined],
			['local-crc-differs', 'CRC-32', 'notes.txt'],
			['local-flag-differs', 'general purpose bit flag', 'notes.txt'],
			['local-method-differs', 'compression method', 'report.txt'],
			['local-name-differs', 'file name', 'notes.txt'],
			['local-signature-wrong', 'relative offset of local header', 'notes.txt'],
			['local-sizes-zero', 'compressed size', 'notes.txt'],
			['local-size-differs', 'compressed size', 'notes.txt'],
			['local-uncompressed-size-differs', 'uncompressed size', 'report.txt'],
			['masked-local-header', 'general purpose bit flag', 'notes.txt'],
			['more-than-deflate-can-hold', 'uncompressed size', 'report.txt'],
			['name-longer-than-directory', 'file name length', undefined],
			['no-name', 'file name', ''],
			['not-a-zip', 'end of central directory signature', undefined],
			['offset-at-no-header', 'compressed size', 'report.txt'],
			['offset-behind-directory', 'relative offset of local header', 'notes.txt'],
			['overlapping-entries', 'compressed size', 'outer.bin'],
			['patch-data', 'general purpose bit flag', 'notes.txt'],
			['size-reaches-behind-directory', 'relative offset of local header', 'notes.txt'],
			['split-archive', 'number of this disk', undefined],
			['stored-with-two-sizes', 'compressed size', 'notes.txt'],
			['strong-encryption', 'general purpose bit flag', 'notes.txt'],
			['text-after-end', 'end of central directory record', undefined],
			['truncated-in-data', 'end of central directory signature', undefined],
			['truncated-in-directory', 'end of central directory signature', undefined],
			['two-end-records', '.ZIP file comment', undefined],
			['two-entries-one-place', 'compressed size', 'report.txt'],
			['unlisted-entry-behind', 'local file header signature', 'report.txt'],
			['unlisted-entry-behind-descriptor', 'local file header signature', 'report.txt'],
			['unlisted-entry-in-front', 'local file header signature', undefined],
			['zero-byte-in-name', 'file name', 'notes\0txt'],
			['zip64-claims-2-to-the-32-entries', 'total number of entries', undefined],
			['zip64-claims-huge-directory', 'size of the central directory', undefined],
			['zip64-disagrees', 'offset of start of central directory', undefined],
			['zip64-field-missing', 'uncompressed size', 'notes.txt'],
			['zip64-record-missing', 'zip64 end of central directory record', undefined],
		];
	const refusedWhenUnpacked: Array<[fixture: string, field: string, entryName: string]> = [
		['crc-wrong', 'CRC-32', 'notes.txt'],
		['data-changed', 'CRC-32', 'notes.txt'],
		['deflate-cut-short', 'file data', 'report.txt'],
		['deflate-damaged', 'file data', 'report.txt'],
		['unpacks-to-less', 'uncompressed size', 'report.txt'],
		['unpacks-to-more', 'uncompressed size', 'report.txt'],
	];

	it.each(refusedWhenOpened)('with %s is refused for its %s', async (name, field, entryName) => {
		const source = new MemoryArchive(fixture(`corrupt/${name}`), 50);
		for (const attempt of [openStored, openRecorded]) {
			const refusal = await refusalOf(attempt(source));
			expect({ field: refusal.field, entryName: refusal.entryName }).toEqual({ field, entryName });
			expect(refusal.message).toMatch(/^[A-Z'].*\.$/);
			expect(refusal.message).toContain(
				field === 'end of central directory signature' ? 'end of central directory' : field,
			);
			if (entryName) expect(refusal.message).toContain(`'${entryName.replace('\0', '?')}'`);
		}
	});

	it.each(refusedWhenUnpacked)('with %s is refused for its %s', async (name, field, entryName) => {
		const archive = await open(fixture(`corrupt/${name}`));
		const refusal = await refusalOf(unpackAll(archive));
		expect({ field: refusal.field, entryName: refusal.entryName }).toEqual({ field, entryName });
	});

	it('is none where bytes stand behind the compressed data of a file', async () => {
		const archive = await open(fixture('corrupt/bytes-behind-deflate-data'));
		const [report] = await unpackAll(archive);
		expect(report).toEqual(['report.txt', Buffer.from('A line of text.\n'.repeat(20))]);
	});

	it('is in the table above for each fixture', () => {
		const names = readdirSync(join(fixtureFolder, 'corrupt')).map((one) => one.replace('.zip', ''));
		const tested = [...refusedWhenOpened, ...refusedWhenUnpacked].map(([name]) => name);
		expect(names.sort()).toEqual([...tested, 'bytes-behind-deflate-data'].sort());
	});

	describe.each([
		['without a comment', '', false],
		['with a comment', 'a comment', false],
		['with the longest comment', 'x'.repeat(65_535), false],
		['with a zip64 end record', '', true],
		['with a zip64 end record and the longest comment', ' '.repeat(65_535), true],
	])('%s', (_, comment, isZip64) => {
		const before = async (behind: Buffer) =>
			Buffer.concat([await zipOf([{ ...file('a'), isZip64 }], comment), behind]);

		it.each([
			['a line end', Buffer.from('\n')],
			['line ends, blanks and ^Z', Buffer.from('\r\n \t\r\n\x1a')],
			['10,000 zero bytes', Buffer.alloc(10_000)],
			['65,536 zero bytes', Buffer.alloc(65_536)],
			['3 MiB of zero bytes', Buffer.alloc(3 * 1024 ** 2)],
		])('is none where %s stand behind it', async (_name, padding) => {
			const content = await before(padding);
			const source = new MemoryArchive(content);
			for (const archive of [await openStored(source), await openRecorded(source, 60_000)]) {
				expect(await unpackAll(archive)).toEqual([['a', Buffer.from('contents of a')]]);
				expect(archive.foreignBytes).toBeGreaterThan(0);
			}
			expect(await arriveAll(inChunks(content))).toHaveLength(1);
		});

		it.each([
			['a few bytes', Buffer.from('<html>\n')],
			['150,000 bytes', Buffer.alloc(150_000, '<html>')],
			['3 MiB', Buffer.alloc(3 * 1024 ** 2, '<html>')],
			['zero bytes and text', Buffer.concat([Buffer.alloc(400_000), Buffer.from('<html>')])],
		])('says that %s stand behind it', async (_name, behind) => {
			const content = await before(behind);
			const source = new MemoryArchive(content);
			const ways = [
				async () => await openStored(source),
				async () => await openRecorded(source),
				async () => await arriveAll(inChunks(content)),
			];
			for (const read of ways) {
				const refusal = await refusalOf(read());
				expect(refusal.message).toBe(
					`The archive's 'end of central directory record' is followed by ${behind.length} bytes that do not belong to it.`,
				);
			}
		});
	});

	it('that is cut behind an archive that one of its files holds is told as cut', async () => {
		const inner = await zipOf([file('a')]);
		const outer = await zipOf([{ name: 'b.zip', content: inner, isCompressed: false }, file('c')]);
		const innerEnd = outer.indexOf('PK\x05\x06') + 22;
		for (const more of [1, 20, 60]) {
			const refusal = await refusalOf(open(outer.subarray(0, innerEnd + more)));
			expect(refusal.field).toBe('end of central directory signature');
		}
	});

	it('is refused at any length that it may be cut to', async () => {
		const content = fixture('writers/python-streamed');
		for (let length = 0; length < content.length; length++) {
			const refusal = await refusalOf(open(content.subarray(0, length)));
			expect(refusal.message).toContain('end of central directory');
		}
	});

	it('that ends early only when it is read again is refused', async () => {
		const content = fixture('writers/python-streamed');
		const recorder = new ArchiveRecorder();
		await collect(recorder.record(inChunks(content)));
		const shrunk = {
			bytes: content.length,
			read: async () => inChunks(content.subarray(0, 100)),
		};
		const refusal = await refusalOf(openArchive(shrunk, recorder));
		expect(refusal.message).toContain('it ends after 100 bytes');
	});
});
