import type { IBinaryData } from 'n8n-workflow';

import type { Archive } from '../archive/archive';
import { MergedArchive, type ArchiveToMerge } from '../archive/merge';
import type { Service } from '../http/service';
import type { Fault, Outcome } from '../messages/fault';
import { archiveFault, type Part } from './part';

/** A part, and the names and times that its entries are to have. */
export interface PartToZip extends Pick<ArchiveToMerge, 'names' | 'times'> {
	part: Pick<Part, 'archive' | 'store'> & Partial<Pick<Part, 'binary'>>;
}

export interface ZippedFile {
	name: string;
	bytes: number;
	/** Index of the part and of the entry in it that the file came from. */
	part: number;
	entry: number;
}

export interface Zip {
	binary: IBinaryData;
	bytes: number;
	files: ZippedFile[];
}

type MakeLast = (files: ZippedFile[]) => Promise<PartToZip>;

/**
 * Makes one ZIP of parts while they arrive, without compressing anything again: a single part has the
 * same names and times as if there were several, and stays as it is where it has them already.
 *
 * @param stop ends the fetching of parts, as soon as no more of them are wanted
 * @param last makes one more part out of what the ZIP holds by then
 * @returns undefined where there are no parts
 */
export async function oneZip(
	service: Service,
	arriving: AsyncIterable<Outcome<PartToZip[]>>,
	fileName: string,
	stop: AbortController,
	last?: MakeLast,
): Promise<Outcome<Zip | undefined>> {
	let missing: Fault | undefined;
	async function* parts(): AsyncGenerator<PartToZip, void> {
		for await (const outcome of arriving) {
			missing = outcome.fault;
			if (outcome.fault) throw new Error(outcome.fault.message);
			yield* outcome.value;
		}
	}
	const outcome = await zipOf(parts(), fileName, last).then(
		(zip) => ({ value: zip }),
		(error: unknown) => ({ fault: missing ?? archiveFault(service, error, service.root) }),
	);
	stop.abort();
	return outcome;
}

async function zipOf(
	parts: AsyncGenerator<PartToZip, void>,
	fileName: string,
	last?: MakeLast,
): Promise<Zip | undefined> {
	const first = (await parts.next()).value;
	if (!first) return undefined;
	const second = (await parts.next()).value;
	const begun = (second ? [first, second] : [first]).map(toMerge);
	const { archive, binary: whole, store } = first.part;
	if (!second && !last && whole && MergedArchive.leavesAsItIs(begun[0])) {
		return asItIs(whole, archive);
	}
	const merged = new MergedArchive(archivesOf());
	const binary = await store.keep(merged.chunks, fileName, 'application/zip');
	return { binary, bytes: merged.bytes, files: filesIn(merged) };

	async function* archivesOf(): AsyncGenerator<ArchiveToMerge, void> {
		yield* begun;
		for await (const part of parts) yield toMerge(part);
		if (last) yield toMerge(await last(filesIn(merged)));
	}
}

function filesIn({ entries }: MergedArchive): ZippedFile[] {
	return entries.map(({ archive, ...file }) => ({ ...file, part: archive }));
}

function toMerge({ part, ...changes }: PartToZip): ArchiveToMerge {
	return { archive: part.archive, ...changes };
}

function asItIs(binary: IBinaryData, archive: Archive): Zip {
	const files = archive.entries.map(({ name, bytes }, entry) => ({ name, bytes, part: 0, entry }));
	return { binary, bytes: archive.source.bytes, files };
}
