/** Registers something to be undone when the script ends, in reverse order. */
export type Defer = (undo: () => Promise<void> | void) => void;

/**
 * Runs a script's main function; whatever happens (success, failure, Ctrl-C), what it deferred is
 * undone. A failure is printed as its message, and the process ends with exit code 1; otherwise it
 * ends with the exit code that the main function gives.
 */
export function runScript(main: (defer: Defer) => Promise<number | void>): void {
	const undos: Array<() => Promise<void> | void> = [];
	const finish = async (exitCode: number) => {
		for (let undo = undos.pop(); undo; undo = undos.pop()) {
			await Promise.resolve()
				.then(undo)
				.catch((error) => console.error('While stopping:', error));
		}
		process.exit(exitCode);
	};
	let interrupted = false;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			if (interrupted) process.exit(130);
			interrupted = true;
			console.log('\nStopping …');
			void finish(130);
		});
	}
	void main((undo) => undos.push(undo)).then(
		(exitCode) => (interrupted ? undefined : finish(exitCode ?? 0)),
		(error) => {
			if (interrupted) return;
			console.error(`\n${error instanceof Error ? error.message : error}`);
			return finish(1);
		},
	);
}
