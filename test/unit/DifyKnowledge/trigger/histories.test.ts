import fc from 'fast-check';

import {
	ChangingKnowledgeBase,
	eventsOf,
	WatchingWorkflow,
	type ChangingDocument,
} from './changingKnowledgeBase';

const UNFINISHED = ['queuing', 'indexing', 'paused', 'error'];
const NOW = 1_767_225_600;
const HOUR = 3600;

type Event = 'added' | 'ready' | 'removed' | 'replaced';

/** Something that happens; `pick` chooses a document, `n` how many, `hours` what Dify's clock does. */
type Step =
	| { do: 'add'; n: number; status: string; hours: number }
	| { do: 'remove'; pick: number; n: number }
	| { do: 'replace'; pick: number; status: string }
	| { do: 'status'; pick: number; status: string }
	| { do: 'poll' }
	| { do: 'failedPoll'; after: number }
	| { do: 'restart' };

const status = fc.constantFrom('available', 'available', 'disabled', ...UNFINISHED);
const pick = fc.nat();
const step = (hours: fc.Arbitrary<number>): fc.Arbitrary<Step> =>
	fc.oneof(
		{
			weight: 4,
			arbitrary: fc.record({
				do: fc.constant('add' as const),
				n: fc.oneof(fc.constantFrom(1, 2, 20), fc.constantFrom(99, 100, 101, 230)),
				status,
				hours,
			}),
		},
		{
			weight: 2,
			arbitrary: fc.record({
				do: fc.constant('remove' as const),
				pick,
				n: fc.constantFrom(1, 1, 2, 120),
			}),
		},
		{ weight: 2, arbitrary: fc.record({ do: fc.constant('replace' as const), pick, status }) },
		{ weight: 3, arbitrary: fc.record({ do: fc.constant('status' as const), pick, status }) },
		{ weight: 5, arbitrary: fc.constant<Step>({ do: 'poll' }) },
		{
			weight: 1,
			arbitrary: fc.record({ do: fc.constant('failedPoll' as const), after: fc.nat(3) }),
		},
		{ weight: 1, arbitrary: fc.constant<Step>({ do: 'restart' }) },
	);
const anyEvents = fc.subarray<Event>(['added', 'ready', 'removed', 'replaced'], { minLength: 1 });

/** What has to be told, worked out from all that there is. */
class Expectation {
	private known = new Map<string, { fileId: string; owesReady: boolean }>();

	constructor(private readonly events: Event[]) {}

	first(documents: ChangingDocument[]): void {
		for (const { id, fileId, status: now } of documents) {
			this.known.set(id, { fileId, owesReady: UNFINISHED.includes(now) });
		}
	}

	next(documents: ChangingDocument[]): string[] {
		const told: Array<[Event, string]> = [];
		const present = new Set(documents.map(({ id }) => id));
		for (const id of this.known.keys()) {
			if (present.has(id)) continue;
			told.push(['removed', id]);
			this.known.delete(id);
		}
		for (const { id, fileId, status: now } of documents) {
			const past = this.known.get(id);
			if (!past) told.push(['added', id]);
			const isReplaced = this.events.includes('replaced') && past && past.fileId !== fileId;
			if (isReplaced) told.push(['replaced', id]);
			let owesReady = past?.owesReady ?? true;
			if (isReplaced) owesReady = true;
			if (owesReady && !UNFINISHED.includes(now)) {
				told.push(['ready', id]);
				owesReady = false;
			}
			this.known.set(id, { fileId, owesReady });
		}
		return told.filter(([event]) => this.events.includes(event)).map((one) => one.join(' '));
	}

	copy(): Expectation {
		const copy = new Expectation(this.events);
		copy.known = new Map([...this.known].map(([id, one]) => [id, { ...one }]));
		return copy;
	}
}

/** A history as it goes on, and what is to be told of it. */
class History {
	readonly knowledgeBase: ChangingKnowledgeBase;
	readonly workflow: WatchingWorkflow;
	private expectation: Expectation;
	private saved: Expectation;
	private clock = NOW;
	private changes = new Set<string>();

	constructor(
		private readonly events: Event[],
		private readonly isTurnedFarBack: boolean,
		name: string,
	) {
		this.knowledgeBase = new ChangingKnowledgeBase(name);
		this.workflow = new WatchingWorkflow(this.knowledgeBase, { events });
		this.expectation = new Expectation(events);
		this.saved = this.expectation;
	}

	async begin(existing: number): Promise<void> {
		for (let i = 0; i < existing; i++) this.add(i % 7 === 0 ? 'error' : 'available', 0.2);
		expect(await this.workflow.activate()).toEqual([]);
		this.expectation.first(this.knowledgeBase.documents);
		this.saved = this.expectation.copy();
	}

	async take(one: Step): Promise<void> {
		const { documents } = this.knowledgeBase;
		const unfinished = documents.filter((other) => UNFINISHED.includes(other.status));
		const candidates = one.do === 'status' && unfinished.length > 0 ? unfinished : documents;
		const document = 'pick' in one ? candidates[one.pick % candidates.length] : undefined;
		if (one.do === 'add') {
			const newest = Math.max(0, ...documents.map(({ createdAt }) => createdAt));
			if (this.clock + one.hours * HOUR < newest) await this.keepApart('turnedBack');
			this.addMany(one);
		}
		if (one.do === 'remove') {
			await this.keepApart('removed');
			for (const gone of documents.slice(one.pick % (documents.length || 1)).slice(0, one.n)) {
				if (!this.isLast(gone)) this.knowledgeBase.remove(gone);
			}
		}
		if (one.do === 'replace' && document) {
			Object.assign(document, { fileId: this.knowledgeBase.newId(), status: one.status });
		}
		if (one.do === 'status' && document) document.status = one.status;
		if (one.do === 'poll') await this.poll(() => this.workflow.poll());
		if (one.do === 'failedPoll') await this.failedPoll(one.after);
		if (one.do === 'restart') {
			this.expectation = this.saved.copy();
			await this.poll(() => this.workflow.restart());
			this.saved = this.expectation.copy();
		}
	}

	async poll(run: () => ReturnType<WatchingWorkflow['poll']>): Promise<void> {
		const expected = this.expectation.next(this.knowledgeBase.documents);
		const told = eventsOf(await run());
		expect(told.sort()).toEqual(expected.sort());
		if (told.length > 0) this.saved = this.expectation.copy();
	}

	private async failedPoll(after: number): Promise<void> {
		let requests = 0;
		this.knowledgeBase.meanwhile = () => {
			this.knowledgeBase.failures = requests++ >= after ? 1 : 0;
		};
		const ended = await this.workflow.poll().then(
			(items) => items,
			(error: Error) => error,
		);
		this.knowledgeBase.meanwhile = undefined;
		this.knowledgeBase.failures = 0;
		if (ended instanceof Error) expect(ended.message).toBe('Dify does not accept the API key');
		else await this.poll(async () => await Promise.resolve(ended));
	}

	private addMany({ n, status: now, hours }: Extract<Step, { do: 'add' }>): void {
		for (let i = 0; i < n; i++) this.add(now, i > 0 ? 0 : hours);
	}

	/**
	 * One document that went and one that came far down in the list leave total and first page as they
	 * were: no single request tells that. A poll in between does, and so does reading the whole list.
	 */
	private async keepApart(change: 'removed' | 'turnedBack'): Promise<void> {
		this.changes.add(change);
		if (this.changes.size < 2 || this.events.includes('replaced')) return;
		await this.take({ do: 'restart' });
		this.changes = new Set([change]);
	}

	private add(now: string, hours: number): void {
		this.clock += Math.round(hours * HOUR);
		this.knowledgeBase.add({ createdAt: this.clock, status: now });
	}

	/** Dify gives the position of the last document to the next one when the last one goes. */
	private isLast({ position }: ChangingDocument): boolean {
		const { documents } = this.knowledgeBase;
		return this.isTurnedFarBack && documents.every((other) => other.position <= position);
	}
}

async function anyHistory(hours: fc.Arbitrary<number>, isTurnedFarBack = false): Promise<void> {
	await fc.assert(
		fc.asyncProperty(
			anyEvents,
			fc.constantFrom(0, 3, 99, 100, 250),
			fc.array(step(hours), { maxLength: 25 }),
			fc.string(),
			async (events, existing, steps, name) => {
				const history = new History(events, isTurnedFarBack, name);
				await history.begin(existing);
				for (const one of steps) await history.take(one);
				await history.take({ do: 'poll' });
				await history.take({ do: 'poll' });
			},
		),
		{ numRuns: Number(process.env.RUNS ?? 100) },
	);
}

describe('In any history of adding, replacing, removing, failing polls and restarts, every event is told once', () => {
	test('when time goes on, also not at all for many documents', async () => {
		await anyHistory(fc.constantFrom(0, 0.01, 1, 40));
	});

	test('when the clock of Dify is set back by hours now and then', async () => {
		await anyHistory(fc.constantFrom(0, 0.01, 2, -0.01, -1, -5));
	});

	test('when the clock of Dify is off by days and years', async () => {
		await anyHistory(fc.constantFrom(0, 1, 30, -30, -100, 10_000, -10_000), true);
	});
});
