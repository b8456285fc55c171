/** Something that the code takes for granted about a service, and how to see whether it is so. */
export interface Assumption {
	/** A sentence. */
	about: string;
	/** Looks at the service, only reading. What it throws is told as what was seen. */
	look: () => Promise<Seen> | Seen;
}

export type Verdict = 'yes' | 'no' | 'not checked';

export interface Seen {
	/** What was seen, without names or contents of anybody's documents. */
	seen: string;
	holds: Verdict;
}

export interface Finding extends Seen {
	about: string;
}

/** What was seen, and whether it is what the code expects. */
export function saw(seen: string, isAsExpected: boolean): Seen {
	return { seen, holds: isAsExpected ? 'yes' : 'no' };
}

/** Nothing could be seen, and why. */
export function notChecked(why: string): Seen {
	return { seen: why, holds: 'not checked' };
}

/** An assumption that reading cannot check. */
export function beyondReading(about: string, why: string): Assumption {
	return { about, look: () => notChecked(why) };
}

/** Looks at one assumption after the other, so that a service has one request at a time. */
export async function lookAtAll(assumptions: Assumption[]): Promise<Finding[]> {
	const findings: Finding[] = [];
	for (const { about, look } of assumptions) findings.push({ about, ...(await lookAt(look)) });
	return findings;
}

async function lookAt(look: Assumption['look']): Promise<Seen> {
	try {
		return await look();
	} catch (error) {
		return saw(`it could not be seen: ${reasonOf(error)}`, false);
	}
}

/** fetch tells "fetch failed", and why in its cause. */
function reasonOf(error: unknown): string {
	const { message, cause } = error as { message?: string; cause?: { message?: string } };
	return cause?.message ?? message ?? String(error);
}
