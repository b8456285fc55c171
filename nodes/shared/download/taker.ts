import type { EntryWithData } from '../archive/entry';
import type { BinaryStore } from '../binaryData/store';
import type { StoredPart } from './part';

/**
 * Takes files out of archives as they arrive, into one ZIP or each into a file of its own.
 *
 * `Owner` is whose file an entry is, as the service asks for it.
 */
export interface Taker<Owner> {
	/** Whether batches are to be taken one after the other, in their order. */
	readonly isInOrder: boolean;
	/** Takes an entry. */
	take(owner: Owner, one: EntryWithData, store: BinaryStore): Promise<void>;
	/**
	 * Takes a stored archive that holds all that is wanted, if it can stay as it is.
	 *
	 * @param owners of its entries
	 */
	takeWhole?(part: StoredPart, owners: Owner[]): boolean;
	/**
	 * The archive that the last entries came from has ended.
	 *
	 * @param isWhole otherwise it broke off, and the last entry may come once more, even where it was whole
	 */
	endOfPart(isWhole: boolean): Promise<void>;
	/**
	 * All of a batch has come, if it can be had.
	 *
	 * @param owners of its files, in the order in which these are wanted; files of others keep theirs
	 */
	endOfBatch(owners: Owner[]): Promise<void>;
}
