import { cancelled } from '../http/repeat';
import { pause } from '../pause';
import type { Service } from '../http/service';
import { faultOf, type Fault, type Outcome } from '../messages/fault';

/** So many items, spread over the batch, are asked for alone before the service itself is the cause. */
const MOST_ALONE_IN_VAIN = 8;
/** What may be missing for a moment only is asked for once more after this time. */
const PAUSE_BEFORE_LAST_TRY_MS = 3_000;

export interface Isolated<Item, Result> {
	fetched: Array<{ items: Item[]; result: Result }>;
	skipped: Array<{ item: Item; fault: Fault }>;
}

/** Fetches items with one request; the service tells how much it repeats. */
type Fetch<Item, Result> = (service: Service, items: Item[]) => Promise<Outcome<Result>>;

/** Items that came together, or one that cannot be had. */
type Piece<Item, Result> = { items: Item[]; result: Result } | { item: Item; fault: Fault };

/**
 * Fetches a batch that the service answers all or nothing.
 *
 * @param skipsUnavailable whether to leave out the items that cannot be had
 */
export async function fetchBatch<Item, Result>(
	service: Service,
	batch: Item[],
	skipsUnavailable: boolean,
	fetch: Fetch<Item, Result>,
): Promise<Outcome<Isolated<Item, Result>>> {
	if (skipsUnavailable && batch.length > 1) {
		return await new Isolation(service, batch, fetch).run();
	}
	const outcome = await fetch(service, batch);
	if (!outcome.fault) return { value: sorted([{ items: batch, result: outcome.value }]) };
	const isSkipped = skipsUnavailable && outcome.fault.oneOfMany;
	return isSkipped ? { value: sorted([{ item: batch[0], fault: outcome.fault }]) } : outcome;
}

/**
 * Halves a batch in which one item may have spoiled the answer, until the items that cannot be had
 * stand alone; the others arrive in order.
 *
 * Costs at most about 2·log2(batch) + 1 extra requests for each item that cannot be had. A service
 * that is out of order must not look like a batch of which every item is spoiled: where nothing
 * can be had, it ends early.
 */
class Isolation<Item, Result> {
	/** Halving is a repeat in itself. */
	private readonly halving: Service;
	/** Whether the service has handed something out, or refused an item for a reason that stays. */
	private isServing = false;

	constructor(
		private readonly service: Service,
		private readonly batch: Item[],
		private readonly fetch: Fetch<Item, Result>,
	) {
		this.halving = { ...service, repeat: { ...service.repeat, isIsolating: true } };
	}

	async run(): Promise<Outcome<Isolated<Item, Result>>> {
		const pieces = await this.piecesOf(this.batch);
		if (pieces.fault) return pieces;
		const certain = await this.onceMore(pieces.value);
		return certain.fault ? certain : { value: sorted(certain.value) };
	}

	private async piecesOf(items: Item[]): Promise<Outcome<Array<Piece<Item, Result>>>> {
		const outcome = await this.fetch(this.halving, items);
		if (!outcome.fault) {
			this.isServing = true;
			return { value: [{ items, result: outcome.value }] };
		}
		if (!outcome.fault.oneOfMany) return outcome;
		if (items.length === 1) return await this.alone(items[0], outcome.fault);
		const middle = Math.ceil(items.length / 2);
		const left = await this.piecesOf(items.slice(0, middle));
		if (left.fault) return left;
		const right = await this.piecesOf(items.slice(middle));
		if (right.fault) return right;
		return { value: [...left.value, ...right.value] };
	}

	private async alone(item: Item, fault: Fault): Promise<Outcome<Array<Piece<Item, Result>>>> {
		this.isServing ||= fault.repeat === undefined;
		if (this.isServing) return { value: [{ item, fault }] };
		const others = this.spread().filter((other) => other !== item);
		for (const other of others) {
			const outcome = await this.fetch(this.halving, [other]);
			if (outcome.fault && !outcome.fault.oneOfMany) return outcome;
			this.isServing = outcome.fault?.repeat === undefined;
			if (this.isServing) return { value: [{ item, fault }] };
		}
		const last = await this.fetch(this.service, [item]);
		if (last.fault) {
			const said = `${others.length + 1} of ${this.batch.length} asked for alone`;
			const told = { symptom: 'NONE_OF_BATCH', said, url: this.service.root };
			return { fault: last.fault.oneOfMany ? faultOf(this.service, told) : last.fault };
		}
		this.isServing = true;
		return { value: [{ items: [item], result: last.value }] };
	}

	/** Items from all over the batch, the last one first: there is most likely one that can be had. */
	private spread(): Item[] {
		const { length } = this.batch;
		const count = Math.min(MOST_ALONE_IN_VAIN, length);
		const step = (length - 1) / (count - 1);
		const places = Array.from({ length: count }, (_, i) => Math.round(i * step));
		return places.reverse().map((place) => this.batch[place]);
	}

	/** Asks once more for what may have been missing for a moment only. */
	private async onceMore(
		pieces: Array<Piece<Item, Result>>,
	): Promise<Outcome<Array<Piece<Item, Result>>>> {
		const mayPass = (piece: Piece<Item, Result>) => 'fault' in piece && piece.fault.repeat;
		if (!pieces.some(mayPass)) return { value: pieces };
		const { signal } = this.service;
		if (!(await pause(PAUSE_BEFORE_LAST_TRY_MS, signal))) return { fault: cancelled(this.service) };
		const certain: Array<Piece<Item, Result>> = [];
		for (const piece of pieces) {
			if ('result' in piece || !piece.fault.repeat) {
				certain.push(piece);
				continue;
			}
			const { item } = piece;
			const outcome = await this.fetch(this.halving, [item]);
			if (!outcome.fault) certain.push({ items: [item], result: outcome.value });
			else if (outcome.fault.oneOfMany) certain.push({ item, fault: outcome.fault });
			else return outcome;
		}
		return { value: certain };
	}
}

function sorted<Item, Result>(pieces: Array<Piece<Item, Result>>): Isolated<Item, Result> {
	return {
		fetched: pieces.filter((piece) => 'result' in piece),
		skipped: pieces.filter((piece) => 'fault' in piece),
	};
}
