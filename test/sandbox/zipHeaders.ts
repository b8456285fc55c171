import { open, type FileHandle } from 'node:fs/promises';

const END_RECORD_BYTES = 22;
/** Of the zip64 end record and its locator, which stand before the end record. */
const ZIP64_END_BYTES = 56 + 20;
const LOCAL = { bytes: 30, flagsAt: 6 };
const CENTRAL = { bytes: 46, flagsAt: 8 };
const NAME_IS_UTF8 = 1 << 11;
const IN_ZIP64 = 0xffffffff;

/**
 * Goes through the headers of an archive that yazl wrote and makes them what Python's zipfile
 * writes: the flag for UTF-8 only where a name is not ASCII. Names are written over those in the
 * archive, which have the same length, so that they may be ones that writers refuse.
 */
export async function nameAsPython(path: string, names: string[]): Promise<void> {
	const archive = await open(path, 'r+');
	try {
		const { start, directory } = await readDirectory(archive);
		let at = 0;
		for (const name of names) {
			const central = directory.subarray(at);
			const written = central.toString('utf8', CENTRAL.bytes, CENTRAL.bytes + nameLength(central));
			const local = localOffset(central);
			if (isAscii(name)) {
				const flags = central.readUInt16LE(CENTRAL.flagsAt) & ~NAME_IS_UTF8;
				central.writeUInt16LE(flags, CENTRAL.flagsAt);
				await archive.write(Buffer.of(flags & 0xff, flags >> 8), 0, 2, local + LOCAL.flagsAt);
			}
			if (name !== written) {
				central.write(name, CENTRAL.bytes);
				await archive.write(name, local + LOCAL.bytes);
			}
			at += lengthOf(central);
		}
		await archive.write(directory, 0, directory.length, start);
	} finally {
		await archive.close();
	}
}

async function readDirectory(archive: FileHandle) {
	const { size } = await archive.stat();
	const end = await readAt(archive, size - END_RECORD_BYTES, END_RECORD_BYTES);
	const bytes = end.readUInt32LE(12);
	const behind = end.readUInt32LE(16) === IN_ZIP64 ? ZIP64_END_BYTES : 0;
	const start = size - END_RECORD_BYTES - behind - bytes;
	return { start, directory: await readAt(archive, start, bytes) };
}

function isAscii(name: string): boolean {
	return Buffer.byteLength(name) === name.length;
}

/** yazl writes both sizes and then the offset into its zip64 field, which stands alone. */
function localOffset(header: Buffer): number {
	const offset = header.readUInt32LE(42);
	if (offset !== IN_ZIP64) return offset;
	const extra = CENTRAL.bytes + nameLength(header);
	return Number(header.readBigUInt64LE(extra + 4 + 16));
}

function nameLength(header: Buffer): number {
	return header.readUInt16LE(28);
}

function lengthOf(header: Buffer): number {
	const [extra, comment] = [30, 32].map((at) => header.readUInt16LE(at));
	return CENTRAL.bytes + nameLength(header) + extra + comment;
}

async function readAt(archive: FileHandle, position: number, length: number): Promise<Buffer> {
	const bytes = Buffer.alloc(length);
	await archive.read(bytes, 0, length, position);
	return bytes;
}
