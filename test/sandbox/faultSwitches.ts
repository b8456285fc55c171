import type { Fault } from './faults';

interface Rule<Spoiler> {
	endpoint: string;
	/** Calls of the endpoint that the rule has seen. */
	seen: number;
	/** The fault for call number `n` (from 1), or undefined to let it through. */
	pick: (n: number) => Spoiler | undefined;
}

/** The fault switches of a stand-in, per endpoint; the endpoint `any` stands for all of them. */
export class FaultSwitches<Endpoint extends string, Spoiler = Fault> {
	private rules: Array<Rule<Spoiler>> = [];

	/** Spoils the next `times` answers. */
	next(endpoint: Endpoint | 'any', fault: Spoiler, times = 1): void {
		this.schedule(endpoint, (n) => (n <= times ? fault : undefined));
	}

	/** Spoils the `nth` answer from now on (1 is the next one). */
	nth(endpoint: Endpoint | 'any', nth: number, fault: Spoiler): void {
		this.schedule(endpoint, (n) => (n === nth ? fault : undefined));
	}

	/** Spoils every answer. */
	always(endpoint: Endpoint | 'any', fault: Spoiler): void {
		this.schedule(endpoint, () => fault);
	}

	/** Asks `pick` for each call (numbered from 1) which fault it meets. */
	schedule(endpoint: Endpoint | 'any', pick: Rule<Spoiler>['pick']): void {
		this.rules.push({ endpoint, seen: 0, pick });
	}

	/** Takes back all faults. */
	clear(): void {
		this.rules = [];
	}

	/** The fault that this call meets; of several rules, the one set first wins. */
	take(endpoint: string): Spoiler | undefined {
		const met = this.rules
			.filter((rule) => rule.endpoint === endpoint || rule.endpoint === 'any')
			.map((rule) => rule.pick(++rule.seen));
		return met.find((fault) => fault !== undefined);
	}
}
