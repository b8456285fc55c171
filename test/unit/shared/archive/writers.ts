import { Readable } from 'node:stream';

import archiver from 'archiver';
import yauzl from 'yauzl';
import yazl from 'yazl';

import { endRecords } from '../../../../nodes/shared/archive/headers';
import { isRefusedByWriters, placeholderFor, putRealNames } from '../../../sandbox/zipNames';
import { collect } from './stored';

/** A file to be put into an archive by another writer, or found there by another reader. */
export interface File {
	name: string;
	content: Buffer;
	isCompressed?: boolean;
	/** Leaves the sizes to a data descriptor. */
	isStreamed?: boolean;
	isZip64?: boolean;
	time?: Date;
}

export const TIME = new Date(Date.UTC(2024, 4, 6, 7, 8, 10));

export function file(name: string, content = `contents of ${name}`): File {
	return { name, content: Buffer.from(content) };
}

/** An archive made by yazl, with any names. */
export async function zipOf(files: File[], comment = ''): Promise<Buffer> {
	const zip = new yazl.ZipFile();
	const placeholders = new Map<string, string>();
	const nameOf = ({ name }: File, index: number) => {
		if (!isRefusedByWriters(name) && !name.endsWith('/')) return name;
		const placeholder = placeholderFor(name, index);
		placeholders.set(placeholder, name);
		return placeholder;
	};
	for (const [index, one] of files.entries()) {
		const { content, isCompressed = true, isStreamed, isZip64, time } = one;
		const name = nameOf(one, index);
		const options = { compress: isCompressed, forceZip64Format: isZip64, mtime: time ?? TIME };
		if (isStreamed) zip.addReadStream(Readable.from([content]), name, options);
		else zip.addBuffer(content, name, options);
	}
	zip.end({ comment, forceZip64Format: files.some(({ isZip64 }) => isZip64) });
	const archive = await collect(zip.outputStream as Readable);
	putRealNames(archive, placeholders);
	return archive;
}

/** An archive made by archiver, which writes data descriptors. */
export async function archiverZipOf(files: File[]): Promise<Buffer> {
	const zip = archiver('zip');
	for (const { name, content, time } of files) zip.append(content, { name, date: time ?? TIME });
	void zip.finalize();
	return await collect(zip);
}

/** An archive of so many empty files, which is more than other writers make in reasonable time. */
export function manyEmptyFiles(count: number): Buffer {
	const digits = String(count).length;
	const local = Buffer.alloc(30 + digits);
	const central = Buffer.alloc(46 + digits);
	local.write('PK\x03\x04', 'latin1');
	central.write('PK\x01\x02', 'latin1');
	local.writeUInt16LE(digits, 26);
	central.writeUInt16LE(digits, 28);
	const files = Buffer.alloc(count * local.length);
	const directory = Buffer.alloc(count * central.length);
	for (let index = 0; index < count; index++) {
		const name = String(index).padStart(digits, '0');
		const offset = index * local.length;
		local.write(name, 30);
		central.write(name, 46);
		central.writeUInt32LE(offset, 42);
		local.copy(files, offset);
		central.copy(directory, index * central.length);
	}
	return Buffer.concat([files, directory, endRecords(count, files.length, directory.length)]);
}

/** What yauzl finds in an archive: it checks sizes, CRC-32 and its own idea of the format. */
export async function readWithYauzl(archive: Buffer): Promise<File[]> {
	const zip = await yauzl.fromBufferPromise(archive, { lazyEntries: true, strictFileNames: false });
	const files: File[] = [];
	for await (const entry of zip.eachEntry()) {
		const content = await collect(await zip.openReadStreamPromise(entry));
		files.push({ name: entry.fileName, content, time: entry.getLastModDate() });
	}
	return files;
}
