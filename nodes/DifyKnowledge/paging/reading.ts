import { inOrder, type Turn } from '../../shared/concurrency';
import type { Service } from '../../shared/http/service';
import type { Outcome } from '../../shared/messages/fault';
import { fetchPage, type ListedRow, type Page, type PageRequest } from './page';

const PAGES_AT_ONCE = 6;
/** After so many in a row the list counts as ended, whatever its total says. */
const PAGES_WITHOUT_NEWS = 4;

/**
 * No list of documents comes near it, and n8n could not hold it: a server that brings new rows for
 * ever would fill its memory.
 */
const MOST_CHARACTERS = 1024 ** 3;
/** What a row costs beside its text, so that of the shortest ones there can be a million. */
const LEAST_PER_ROW = 1024;

export interface ListRequest<Row> extends PageRequest {
	/** What is wanted of a row, so that no more is held; undefined where the row is not wanted. */
	pick: (row: ListedRow) => Row | undefined;
	/** Whether `pick` leaves rows out. */
	isFiltered?: boolean;
	/** How many rows are wanted; all when left out. */
	most?: number;
	/** Unix seconds. Older rows are not wanted: the newest come first, so that reading ends there. */
	since?: number;
	/** When a page is fetched; at once when left out. */
	inTurn?: Turn;
}

/** A row that came, and what is wanted of it. */
export interface ReadRow<Row> {
	wanted?: Row;
	/** Unix seconds; 0 where Dify does not tell. */
	createdAt: number;
}

/** Reads a list once, from its first page on, until all that is wanted has come or nothing new comes. */
export async function readOnce<Row>(
	service: Service,
	request: ListRequest<Row>,
	pageSize: number,
): Promise<Outcome<Reading<Row>>> {
	const reading = new Reading(request, pageSize);
	const { inTurn = async (work) => await work() } = request;
	while (reading.goesOn) {
		const stop = new AbortController();
		const signals = service.signal ? [service.signal, stop.signal] : [stop.signal];
		const stoppable = { ...service, signal: AbortSignal.any(signals) };
		const fetchInTurn = async (page: number) =>
			await inTurn(async () => await fetchPage(stoppable, request, page, reading.pageSize));
		for await (const page of inOrder(reading.pagesToCome(), atOnce(request), stop, fetchInTurn)) {
			if (page.fault) return page;
			reading.take(page.value);
			if (reading.isOver) break;
		}
	}
	return { value: reading };
}

/** Where reading may end early, no page is under way that nobody will want. */
function atOnce<Row>({ isFiltered, most, since }: ListRequest<Row>): number {
	const mayEndEarly = (isFiltered && most !== undefined) || since !== undefined;
	return mayEndEarly ? 1 : PAGES_AT_ONCE;
}

/**
 * What has come of a list, page by page.
 *
 * Pages are counted by `total`, because has_more is true after the last page when the total is a
 * multiple of the page size. Paging is by offset, and the newest rows come first: what is added
 * while paging pushes rows on to the next page, so that they come twice and are kept once; what is
 * deleted pulls rows back, past the page already read.
 */
export class Reading<Row> {
	/** Every row that came, by its ID, in Dify's order. */
	readonly rows = new Map<string, ReadRow<Row>>();
	/** As the last page told it. */
	total?: number;
	/** Rows were deleted meanwhile. */
	shrank = false;
	/** All that is wanted came before the end of the list. */
	endedEarly = false;
	/** More came than n8n can hold, and no end is in sight. */
	isEndless = false;
	isOver = false;
	private held = 0;
	private firstTotal?: number;
	private wantedCount = 0;
	private pagesTaken = 0;
	private nextPage = 1;
	private lastPage = 1;
	private pagesWithoutNews = 0;
	/** How far into the list reading came. */
	private positions = 0;
	private isNewestFirst = true;
	private lastCreatedAt = Infinity;

	constructor(
		private readonly request: ListRequest<Row>,
		public pageSize: number,
	) {}

	get goesOn(): boolean {
		return !this.isOver && this.nextPage <= this.lastPage;
	}

	*pagesToCome(): Generator<number, void> {
		while (this.goesOn) yield this.nextPage++;
	}

	take({ rows, total, characters }: Page): void {
		if (this.pagesTaken === 0) this.takeMeasure(rows.length, total);
		this.shrank ||= (total ?? 0) < (this.total ?? 0);
		this.total = total;
		this.positions = this.pagesTaken++ * this.pageSize;
		const before = this.rows.size;
		for (const row of rows) {
			this.positions++;
			this.takeRow(row);
			if (this.endedEarly) break;
		}
		this.endedEarly ||= this.isNewestFirst && this.lastCreatedAt < (this.request.since ?? 0);
		this.pagesWithoutNews = this.rows.size > before ? 0 : this.pagesWithoutNews + 1;
		this.lastPage = Math.ceil(Math.min(total ?? Infinity, this.needed()) / this.pageSize);
		this.isOver = this.endedEarly || this.hasAll() || this.pagesWithoutNews >= this.patience();
		this.held += Math.max(characters, rows.length * LEAST_PER_ROW);
		this.isEndless = !this.isOver && this.held > MOST_CHARACTERS;
		this.isOver ||= this.isEndless;
	}

	get isComplete(): boolean {
		const { size } = this.rows;
		return !this.shrank && size >= this.expected && size <= (this.total ?? Infinity);
	}

	/** How many different rows had to come. Rows that were added came before those already read. */
	get expected(): number {
		if (this.firstTotal === undefined) return this.rows.size;
		if (!this.endedEarly) return this.firstTotal;
		const added = (this.total ?? 0) - this.firstTotal;
		return Math.min(this.firstTotal, this.positions - added);
	}

	/** A server may cap pages at less than was asked for. */
	private takeMeasure(count: number, total: number | undefined): void {
		this.firstTotal = total;
		this.total = total;
		if (count > 0 && count < Math.min(this.pageSize, total ?? 0)) this.pageSize = count;
	}

	private takeRow(row: ListedRow): void {
		if (this.rows.has(row.id)) return;
		const createdAt = typeof row.created_at === 'number' ? row.created_at : 0;
		this.isNewestFirst &&= createdAt <= this.lastCreatedAt;
		this.lastCreatedAt = createdAt;
		const wanted = this.request.pick(row);
		this.rows.set(row.id, { wanted, createdAt });
		if (wanted !== undefined) this.wantedCount++;
		this.endedEarly = this.wantedCount >= (this.request.most ?? Infinity);
	}

	/** How far into the list reading has to go: further than `most` where rows came twice. */
	private needed(): number {
		const { isFiltered, most = Infinity } = this.request;
		return isFiltered ? Infinity : most + this.positions - this.rows.size;
	}

	private hasAll(): boolean {
		return this.firstTotal !== undefined && this.rows.size >= this.firstTotal;
	}

	/** After how many pages without anything new the list counts as ended. */
	private patience(): number {
		return this.firstTotal === undefined ? 1 : PAGES_WITHOUT_NEWS;
	}
}
