import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { openArchive, type Archive, type StoredArchive } from '../../nodes/shared/archive/archive';
import { ArchiveError } from '../../nodes/shared/archive/archiveError';
import { ArrivingArchive, DirectoryNeededError } from '../../nodes/shared/archive/arriving';
import type { ArchiveEntry } from '../../nodes/shared/archive/entry';
import { ArchiveRecorder } from '../../nodes/shared/archive/recorder';
import { randomFrom } from '../sandbox/random';
import {
	collect,
	inChunks,
	Merging,
	openStored,
	unpackArchive,
} from '../unit/shared/archive/stored';

/** How many mutated archives ended in which way. */
export interface FuzzResult {
	mutations: number;
	/** Refused while their directory was read. */
	refusedOnOpen: number;
	/** Refused while they were unpacked. */
	refusedOnUnpack: number;
	/** Read to the end. */
	read: number;
	/** Sentences that tell how to repeat a mutation that showed a fault. */
	faults: string[];
}

/** Processor time, thousands of times what any archive here takes. */
const HANG_MS = 5000;
const LONGEST_MESSAGE = 500;

/** Values at which fields of all widths tip over. */
const EDGE_VALUES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff];
const SIGNATURES = ['\x01\x02', '\x03\x04', '\x05\x06', '\x06\x06', '\x06\x07', '\x07\x08'];
const LONGEST_HEADER = 100;

/**
 * Mutates good archives and reads them. What must hold: they are read or refused with an
 * ArchiveError in a sentence; nothing else is thrown; nothing hangs; every file that is given out
 * as whole has the bytes of a file that went in; what can be opened can be merged and opened again.
 *
 * @param seed the same seed makes the same mutations
 */
export async function fuzzArchives(mutations: number, seed: number): Promise<FuzzResult> {
	const originals = readOriginals();
	const known = await knownContents(originals);
	const result: FuzzResult = {
		mutations,
		refusedOnOpen: 0,
		refusedOnUnpack: 0,
		read: 0,
		faults: [],
	};
	for (let number = 0; number < mutations; number++) {
		const random = randomNumbers(seed + number);
		const mutated = mutate(originals, random);
		const before = process.cpuUsage();
		const outcome = await attempt(mutated, known, random).catch(describeFault);
		const { user, system } = process.cpuUsage(before);
		const tookMs = (user + system) / 1000;
		if (outcome === 'refusedOnOpen' || outcome === 'refusedOnUnpack' || outcome === 'read') {
			result[outcome]++;
		} else {
			result.faults.push(`--seed ${seed + number} --mutations 1: ${outcome.fault}`);
		}
		if (tookMs > HANG_MS) {
			result.faults.push(`--seed ${seed + number} --mutations 1: took ${tookMs} ms`);
		}
	}
	return result;
}

type Outcome = 'refusedOnOpen' | 'refusedOnUnpack' | 'read' | { fault: string };

async function attempt(
	content: Buffer,
	known: ReadonlySet<string>,
	random: (below: number) => number,
): Promise<Outcome> {
	const source = {
		bytes: content.length,
		read: async () => inChunks(content, 1 + random(content.length)),
	};
	const recorder = new ArchiveRecorder();
	await collect(recorder.record(inChunks(content, 1 + random(content.length))));
	const opened = await openArchive(source, recorder).then((archive) => ({ archive }), refusal);
	const arriving = await arrive(source).catch(refusal);
	if ('message' in opened) {
		return Array.isArray(arriving) ? { fault: 'is refused only when stored' } : 'refusedOnOpen';
	}
	if (Array.isArray(arriving) && !isDeepStrictEqual(arriving, opened.archive.entries)) {
		return { fault: 'has other entries when it arrives than when it is stored' };
	}
	const merging = await mergeAndOpen(opened.archive).then(() => undefined, refusal);
	if (merging !== undefined) return { fault: `cannot be merged: ${merging.message}` };
	const unpacking = await unpackAll(opened.archive, known).then(() => undefined, refusal);
	return unpacking === undefined ? 'read' : 'refusedOnUnpack';
}

/** The entries of an archive that is read as it arrives; undefined where that needs its directory. */
async function arrive(source: StoredArchive): Promise<ArchiveEntry[] | undefined> {
	const archive = new ArrivingArchive(await source.read());
	const entries: ArchiveEntry[] = [];
	const read = async () => {
		for (let one = await archive.next(); one; one = await archive.next()) entries.push(one.entry);
		await archive.end();
		return entries;
	};
	return await read().catch((error: unknown) => {
		if (error instanceof DirectoryNeededError) return undefined;
		throw error;
	});
}

/** An ArchiveError with a proper message ends an attempt; everything else is a fault. */
function refusal(error: unknown): { message: string } {
	if (!(error instanceof ArchiveError)) throw error;
	const { message } = error;
	if (!/^[A-Z'].+\.$/u.test(message) || message.length > LONGEST_MESSAGE) {
		throw new Error(`has an odd message: ${message}`);
	}
	return { message };
}

function describeFault(error: unknown): Outcome {
	return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

async function mergeAndOpen(archive: Archive): Promise<void> {
	const merged = new Merging([{ archive }, { archive }]);
	const content = await collect(merged.chunks);
	if (content.length !== merged.bytes) throw new Error('merged to another length than it tells');
	const source = { bytes: content.length, read: async () => inChunks(content, content.length) };
	const { entries } = await openStored(source);
	if (entries.length !== merged.entries.length) throw new Error('lost an entry while merging');
}

async function unpackAll(archive: Archive, known: ReadonlySet<string>): Promise<void> {
	for await (const { name, chunks } of unpackArchive(archive)) {
		const content = await collect(chunks);
		if (!known.has(content.toString('latin1'))) throw new Error(`gave wrong bytes for ${name}`);
	}
}

function readOriginals(): Buffer[] {
	const folder = join(__dirname, '../fixtures/archives/writers');
	return readdirSync(folder)
		.sort()
		.filter((name) => !/stored|lzma|deflate64/.test(name))
		.map((name) => readFileSync(join(folder, name)));
}

async function knownContents(originals: Buffer[]): Promise<Set<string>> {
	const known = new Set<string>();
	for (const content of originals) {
		const source = { bytes: content.length, read: async () => inChunks(content, content.length) };
		for await (const { chunks } of unpackArchive(await openStored(source))) {
			known.add((await collect(chunks)).toString('latin1'));
		}
	}
	return known;
}

/** Random whole numbers below a bound, the same for the same seed. */
function randomNumbers(seed: number): (below: number) => number {
	const random = randomFrom(Math.imul(seed + 1, 0x9e3779b9));
	return (below) => Math.floor(random() * below);
}

function mutate(originals: Buffer[], random: (below: number) => number): Buffer {
	const pick = () => originals[random(originals.length)];
	let content: Buffer = Buffer.from(pick());
	const times = random(3) === 0 ? 1 + random(4) : 1;
	for (let done = 0; done < times; done++) {
		content = mutateOnce(content, pick(), random);
	}
	return content;
}

function mutateOnce(content: Buffer, other: Buffer, random: (below: number) => number): Buffer {
	if (content.length < 8) return other;
	const at = random(content.length - 4);
	const end = at + random(Math.min(content.length - at, 200));
	const kind = random(16);
	if (kind < 4) content[at] ^= 1 << random(8);
	else if (kind < 6) content[at] = random(256);
	else if (kind < 10) return withEdgeValue(content, random);
	else if (kind === 10) return content.subarray(0, at);
	else if (kind < 13) return Buffer.concat([content.subarray(0, at), content.subarray(end)]);
	else if (kind === 13) return Buffer.concat([content.subarray(0, end), content.subarray(at)]);
	else if (kind === 14) {
		return Buffer.concat([content.subarray(0, at), other.subarray(random(other.length))]);
	} else content.copy(content, random(content.length), at, end);
	return content;
}

/** Puts a value at which a field tips over into one of the headers. */
function withEdgeValue(content: Buffer, random: (below: number) => number): Buffer {
	const signature = `PK${SIGNATURES[random(SIGNATURES.length)]}`;
	const header = content.indexOf(signature, random(content.length), 'latin1');
	const at = Math.max(header, 0) + random(LONGEST_HEADER);
	const value = EDGE_VALUES[random(EDGE_VALUES.length)];
	if (at + 4 > content.length) return content;
	if (random(2) === 0) content.writeUInt16LE(value & 0xffff, at);
	else content.writeUInt32LE(value, at);
	return content;
}
