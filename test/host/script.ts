/** Registers something to be undone when the script ends, in reverse order. */
export type Defer = (undo: () => Promise<void> | void) => void;

/**
 * Does work and undoes what it deferred as soon as it is over, in reverse order; when the script
 * ends before that, then.
 */
export async function deferring<T>(defer: Defer, work: (defer: Defer) => Promise<T>): Promise<T> {
	const undos = new Undos();
	defer(() => undos.undo());
	return await work((undo) => undos.add(undo)).finally(() => undos.undo());
}

class Undos {
	private readonly all: Array<() => Promise<void> | void> = [];

	add(undo: () => Promise<void> | void): void {
		this.all.push(undo);
	}

	async undo(): Promise<void> {
		for (let undo = this.all.pop(); undo; undo = this.all.pop()) {
			await Promise.resolve()
				.then(undo)
				.catch((error) => console.error('While stopping:', error));
		}
	}
}

/**
 * Runs a script's main function; whatever happens (success, failure, Ctrl-C), what it deferred is
 * undone. A failure is printed as its message, and the process ends with exit code 1; otherwise it
 * ends with the exit code that the main function gives.
 */
export function runScript(main: (defer: Defer) => Promise<number | void>): void {
	const undos = new Undos();
	const finish = async (exitCode: number) => {
		await undos.undo();
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
	void main((undo) => undos.add(undo)).then(
		(exitCode) => (interrupted ? undefined : finish(exitCode ?? 0)),
		(error) => {
			if (interrupted) return;
			console.error(`\n${error instanceof Error ? error.message : error}`);
			return finish(1);
		},
	);
}
