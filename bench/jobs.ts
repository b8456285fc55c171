import type { Documents } from './server';

export interface Way {
	/** Who does it, as the table says it. */
	label: string;
	/** File in `workflows/`. */
	workflow: string;
	/** What has come out when it is done: items of this node over all its runs, and files in them. */
	gives: { node: string; items: number; files?: number };
}

export interface Job {
	id: string;
	title: string;
	documents: Documents;
	package: Way;
	/** What the package is compared with. */
	other?: Way;
	/** How many requests `curl` has under way; 4 when left out, as many as the package has of most. */
	curlAtOnce?: number;
	/** Measured at these server latencies in milliseconds. */
	latencies: number[];
	/** At these, one run is enough: no target hangs on the time. */
	onceAt?: number[];
}

const MIB = 1024 ** 2;
const BOTH = [0, 50];
const THIS = 'this package';
const OWN = "n8n's own nodes";

const MANY: Documents = { count: 10_000, bytes: 2_000, perZip: 100 };
const THOUSAND_PAGES: Documents = { count: 1_000, bytes: 10_000, areWithoutOriginal: true };
const THOUSAND: Documents = { count: 1_000, bytes: 100_000, perZip: 100 };
const ONE_GIB: Documents = { count: 64, bytes: 16 * MIB, perZip: 64 };
const TWO_GB_IN_ONE: Documents = { count: 100, bytes: 20e6, perZip: 100 };
const TWO_GB_IN_TWENTY: Documents = { count: 200, bytes: 10e6, perZip: 10 };

const zip = (items = 1) => ({ node: 'Download ZIP', items, files: items });
const files = (node: string, count: number) => ({ node, items: count, files: count });

export const jobs: Job[] = [
	{
		id: 'list',
		title: 'List 10,000 documents',
		documents: MANY,
		package: { label: THIS, workflow: 'list', gives: { node: 'List', items: 10_000 } },
		other: { label: OWN, workflow: 'list-built-in', gives: { node: 'Split Out', items: 10_000 } },
		curlAtOnce: 6,
		latencies: BOTH,
		onceAt: [0],
	},
	{
		id: 'zip-1-gib',
		title: 'One ZIP of 1 GiB',
		documents: ONE_GIB,
		package: { label: THIS, workflow: 'zip-of-ids', gives: zip() },
		other: { label: OWN, workflow: 'zip-of-ids-built-in', gives: zip() },
		latencies: BOTH,
		onceAt: [50],
	},
	{
		id: 'zip',
		title: "1,000 documents as one ZIP (n8n's own nodes: ten)",
		documents: THOUSAND,
		package: { label: THIS, workflow: 'zip', gives: zip() },
		other: { label: OWN, workflow: 'zip-built-in', gives: zip(10) },
		latencies: BOTH,
		onceAt: BOTH,
	},
	{
		id: 'files',
		title: '1,000 documents as separate files',
		documents: THOUSAND,
		package: { label: THIS, workflow: 'files', gives: files('Download Files', 1_000) },
		other: {
			label: `${OWN}, a download URL each`,
			workflow: 'files-built-in',
			gives: files('Download File', 1_000),
		},
		latencies: BOTH,
		onceAt: [0],
	},
	{
		id: 'files-from-zips',
		title: '1,000 documents as separate files',
		documents: THOUSAND,
		package: { label: THIS, workflow: 'files', gives: files('Download Files', 1_000) },
		other: {
			label: `${OWN}, ZIPs and Compression`,
			workflow: 'files-built-in-from-zips',
			gives: files('Split Out Files', 1_000),
		},
		latencies: [50],
		onceAt: [50],
	},
	{
		id: 'input-items',
		title: "10,000 input items into one ZIP (n8n's own nodes: a hundred)",
		documents: MANY,
		package: { label: THIS, workflow: 'zip-of-input-items', gives: zip() },
		other: { label: OWN, workflow: 'zip-built-in', gives: zip(100) },
		latencies: BOTH,
		onceAt: BOTH,
	},
	{
		id: 'input-items-cost',
		title: '10,000 input items into one ZIP, and the same documents as one item',
		documents: MANY,
		package: { label: '10,000 items', workflow: 'zip-of-input-items', gives: zip() },
		other: { label: 'one item', workflow: 'zip-of-aggregated-items', gives: zip() },
		latencies: [0],
	},
	{
		id: 'merge',
		title: '10 parts merged into one ZIP, and left as ten',
		documents: THOUSAND,
		// A split download fetches one part after the other, so the merged one has to do so, too.
		package: { label: 'merged', workflow: 'zip-one-part-at-a-time', gives: zip() },
		other: { label: 'left as ten', workflow: 'zip-in-parts', gives: zip(10) },
		latencies: BOTH,
	},
	{
		id: 'texts',
		title: 'The text of 1,000 documents without original in one ZIP',
		documents: THOUSAND_PAGES,
		package: { label: THIS, workflow: 'zip-of-texts', gives: zip() },
		curlAtOnce: 8,
		latencies: [50],
	},
	{
		id: '2-gb-one-part',
		title: '2 GB as one part',
		documents: TWO_GB_IN_ONE,
		package: { label: THIS, workflow: 'zip-of-ids', gives: zip() },
		latencies: [0],
	},
	{
		id: '2-gb-20-parts',
		title: '2 GB as 20 parts, merged',
		documents: TWO_GB_IN_TWENTY,
		package: { label: THIS, workflow: 'zip-of-parts-of-10', gives: zip() },
		latencies: [0],
	},
	{
		id: '2-gb-200-files',
		title: '2 GB as 200 separate files',
		documents: TWO_GB_IN_TWENTY,
		package: { label: THIS, workflow: 'files-of-parts-of-10', gives: files('Download Files', 200) },
		latencies: [0],
	},
];
