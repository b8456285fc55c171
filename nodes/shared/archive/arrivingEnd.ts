import { ArchiveError } from './archiveError';
import type { ByteReader } from './byteReader';
import { END_SEARCH_BYTES, readEndRecord, type EndRecord } from './endRecord';
import { MAX_DIRECTORY_BYTES } from './limits';
import { findOwnEnd, noEndRecord } from './ownEnd';
import { TrailingPadding } from './padding';

const MOST_HELD_BYTES = MAX_DIRECTORY_BYTES + END_SEARCH_BYTES;

/** Behind the last entry of an archive that arrives: its directory, as far as that may reach. */
export class ArrivingEnd {
	private readonly held: Buffer[];

	private heldEnd: number;

	private readonly padding = new TrailingPadding();

	/** @param begun what of it has been read already */
	constructor(
		private readonly reader: ByteReader,
		begun: Buffer[],
		private readonly start: number,
	) {
		this.held = [...begun];
		this.heldEnd = reader.position;
	}

	/**
	 * Reads on to the end of the archive, and what stands behind it.
	 *
	 * @returns its end record, and all bytes in front of that
	 * @throws ArchiveError where it has none
	 */
	async read(mostEntries: number): Promise<{ end: EndRecord; bytes: Buffer }> {
		for await (const piece of this.reader.toEnd()) this.see(piece);
		const bytes = Buffer.concat(this.held);
		const isAll = this.padding.isAll(this.reader.position - this.heldEnd);
		const end = isAll ? readEndRecord(this.tailOf(bytes), mostEntries) : undefined;
		if (end) return { end, bytes };
		throw await this.refusal(bytes);
	}

	private see(piece: Buffer): void {
		const isHeldSoFar = this.heldEnd + piece.length === this.reader.position;
		const most = this.padding.see(piece);
		if (!isHeldSoFar) return;
		const kept = piece.subarray(0, Math.min(most, this.start + MOST_HELD_BYTES - this.heldEnd));
		this.held.push(kept);
		this.heldEnd += kept.length;
	}

	private tailOf(bytes: Buffer) {
		const tail = bytes.subarray(-END_SEARCH_BYTES);
		return { bytes: tail, start: this.heldEnd - tail.length };
	}

	private async refusal(bytes: Buffer): Promise<ArchiveError> {
		const ownEnd = await findOwnEnd([bytes], this.start);
		if (ownEnd === undefined && bytes.length >= MOST_HELD_BYTES) {
			return new ArchiveError(
				`The archive's directory is longer than the ${MAX_DIRECTORY_BYTES} bytes that are supported.`,
				{ field: 'size of the central directory' },
			);
		}
		return noEndRecord(ownEnd, this.reader.position);
	}
}
