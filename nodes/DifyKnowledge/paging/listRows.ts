import type { Service } from '../../shared/http/service';
import { faultOf, type Fault, type Outcome } from '../../shared/messages/fault';
import { MOST_PER_PAGE } from './page';
import { readOnce, type ListRequest, type Reading, type ReadRow } from './reading';

/**
 * With which page sizes a list is read anew while its rows do not add up to its total. Other sizes
 * put the borders of pages elsewhere, and with less than half of 100 a page that does not come is
 * another one.
 */
const OTHER_PAGE_SIZES = [83, 61, 47, 29];

export interface Listed<Row> {
	rows: Row[];
	/** Whether `most` ended the list before all of it was read. */
	isCut: boolean;
	/** How many rows the list has, whether wanted or not; undefined where Dify does not tell. */
	total?: number;
}

/**
 * Lists rows over all pages, each row once, newest first.
 *
 * The number of different rows has to be the list's total. Dify's order has no tie-break, so that
 * rows of the same second may come twice, and others not at all (1.14.0: 997 of 1,000); caches and
 * proxies may do worse. Then the list is read again with other page sizes, and what comes is joined.
 */
export async function listRows<Row>(
	service: Service,
	request: ListRequest<Row>,
): Promise<Outcome<Listed<Row>>> {
	const { path, isFiltered, most = Infinity } = request;
	const firstSize = isFiltered ? MOST_PER_PAGE : Math.min(MOST_PER_PAGE, most);
	const joined = new Joined<Row>();
	for (const size of [firstSize, ...OTHER_PAGE_SIZES.filter((other) => other < firstSize)]) {
		const outcome = await readOnce(service, request, size);
		if (outcome.fault) return outcome;
		const reading = outcome.value;
		joined.add(reading);
		if (reading.isEndless) return { fault: endless(service, path, joined) };
		if (joined.isComplete) return { value: joined.listed(most) };
	}
	return {
		fault: joined.isShrinking ? changing(service, path) : incomplete(service, path, joined),
	};
}

/** What several readings of a list brought together. */
class Joined<Row> {
	isComplete = false;
	isShrinking = false;
	total?: number;
	private rows = new Map<string, ReadRow<Row>>();
	private expected = 0;
	private readings = 0;
	private endedEarly = false;

	get size(): number {
		return this.rows.size;
	}

	add(reading: Reading<Row>): void {
		const hasDeleted = (reading.total ?? 0) < (this.total ?? 0);
		// What was deleted since an earlier reading is not to come back.
		if (reading.isComplete || hasDeleted || this.isShrinking || this.hasTooMany()) this.forget();
		this.isShrinking = reading.shrank;
		this.total = reading.total;
		this.endedEarly = reading.endedEarly;
		this.expected = Math.max(this.expected, reading.expected);
		if (this.readings++ === 0) this.rows = reading.rows;
		for (const [id, row] of reading.rows) if (!this.rows.has(id)) this.rows.set(id, row);
		this.isComplete = !this.isShrinking && this.size >= this.expected && !this.hasTooMany();
	}

	listed(most: number): Listed<Row> {
		const read = [...this.rows.values()];
		if (this.readings > 1) read.sort((a, b) => b.createdAt - a.createdAt);
		const wanted = read.map((row) => row.wanted).filter((row) => row !== undefined);
		const isCut = this.endedEarly && wanted.length >= most && this.size < (this.total ?? Infinity);
		return { rows: wanted.slice(0, most), isCut, total: this.total };
	}

	private hasTooMany(): boolean {
		return this.size > (this.total ?? Infinity);
	}

	private forget(): void {
		this.rows = new Map();
		this.expected = 0;
		this.readings = 0;
	}
}

function changing(service: Service, path: string): Fault {
	const said = 'fewer and fewer rows, each time';
	return faultOf(service, { symptom: 'CHANGING_LIST', said, url: service.root + path });
}

function endless<Row>(service: Service, path: string, { size }: Joined<Row>): Fault {
	const said = `${size} entries came`;
	return faultOf(service, { symptom: 'ENDLESS_LIST', said, url: service.root + path });
}

function incomplete<Row>(service: Service, path: string, { size, total }: Joined<Row>): Fault {
	const said = `${size} of ${total} entries came`;
	return faultOf(service, { symptom: 'INCOMPLETE_LIST', said, url: service.root + path });
}
