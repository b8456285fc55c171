const CHECK_WITHIN_MS = 180_000;

/**
 * Runs one check, a sentence about behaviour, and prints it with its time, and below it what the body
 * noted.
 *
 * @returns what the body returned, or undefined when the check did not pass
 */
export type Check = <T>(
	sentence: string,
	body: (note: Print) => Promise<T>,
	timeoutMs?: number,
) => Promise<T | undefined>;

export type Print = (line: string) => void;

export interface Checks {
	check: Check;
	print: Print;
	/** The line that closes the run, e.g. `12 passed, 0 failed`. */
	summary(): string;
	passed(): number;
	failed(): number;
}

/** Counts and prints checks; one that does not pass does not keep the next from running. */
export function startChecks(print: Print = console.log): Checks {
	let passed = 0;
	let failed = 0;
	return {
		check: async (sentence, body, timeoutMs = CHECK_WITHIN_MS) => {
			const started = Date.now();
			const notes: string[] = [];
			try {
				const result = await within(
					timeoutMs,
					body((line) => notes.push(line)),
				);
				passed++;
				print(`✓ ${sentence} (${seconds(started)} s)`);
				for (const note of notes) print(indented(note));
				return result;
			} catch (error) {
				failed++;
				print(`✗ ${sentence} (${seconds(started)} s)`);
				print(indented(error instanceof Error ? (error.stack ?? error.message) : String(error)));
				return undefined;
			}
		},
		print,
		summary: () => `${passed} passed, ${failed} failed`,
		passed: () => passed,
		failed: () => failed,
	};
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const tooLong = new Promise<never>((_, reject) => {
		const message = `The check was not over after ${timeoutMs / 1000} s`;
		timer = setTimeout(() => reject(new Error(message)), timeoutMs);
	});
	return await Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

function seconds(started: number): string {
	return ((Date.now() - started) / 1000).toFixed(1);
}

function indented(text: string): string {
	return text.replace(/^/gm, '    ');
}
