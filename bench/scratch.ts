import { writeFile } from 'node:fs/promises';
import { freemem } from 'node:os';

const MIB = 1024 ** 2;
/** For n8n's own memory, besides the documents. */
const SPARE_BYTES = 256 * MIB;
/** Documents are stored once, and wait in the file system's memory before. */
const TIMES_DOCUMENTS = 1.5;

/**
 * Writes a file that is to be deleted just before a measurement, so that its pages are free then.
 *
 * A virtual machine gets pages it has not used lately from its host only when they are touched,
 * which can take ten times as long as writing to them. Whichever way writes more files would pay
 * for that, and more or less of it in every run.
 *
 * @param documentBytes size of all documents of the job
 */
export async function writeScratchFile(path: string, documentBytes: number): Promise<void> {
	const wanted = SPARE_BYTES + TIMES_DOCUMENTS * documentBytes;
	await writeFile(path, zeros(Math.min(wanted, freemem() / 2)));
}

function* zeros(bytes: number): Generator<Buffer> {
	const block = Buffer.alloc(MIB);
	for (let at = 0; at < bytes; at += block.length) yield block;
}
