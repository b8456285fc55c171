import { centralHeader, endRecords, type EntryToWrite } from './headers';

export interface OwnedEntry extends EntryToWrite {
	owner: unknown;
}

/** The directory of an archive that is joined from others, batch after batch of these. */
export class MergedDirectory {
	private count = 0;

	/** Entries of which the directory of their archive has still to come. */
	private pending: OwnedEntry[] = [];

	/** The others of a batch. */
	private batch: OwnedEntry[] = [];

	/** Of the batches before. */
	private readonly headers: Buffer[] = [];

	add(entry: OwnedEntry): void {
		this.pending.push(entry);
	}

	/** What the directory of their archive told of the entries counts. */
	endOfPart(): void {
		this.batch.push(...this.pending.sort((a, b) => a.source.index - b.source.index));
		this.pending = [];
	}

	/** @param owners in the order in which their entries are wanted; those of others keep theirs */
	endOfBatch(owners: unknown[]): void {
		const inOrder = inOrderOf(owners, this.batch);
		this.headers.push(Buffer.concat(inOrder.map(centralHeader)));
		this.count += inOrder.length;
		this.batch = [];
	}

	/** What stands behind the last entry. */
	*records(start: number): Generator<Buffer> {
		yield* this.headers;
		const bytes = this.headers.reduce((sum, { length }) => sum + length, 0);
		yield endRecords(this.count, start, bytes);
	}
}

/** Sorted by their owners, as far as these are known. */
export function inOrderOf<One extends { owner: unknown }>(owners: unknown[], some: One[]): One[] {
	const places = new Map(owners.map((owner, place) => [owner, place]));
	const placeOf = ({ owner }: One) => places.get(owner) ?? 0;
	return [...some].sort((a, b) => placeOf(a) - placeOf(b));
}
