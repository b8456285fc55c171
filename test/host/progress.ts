const REPORT_EVERY_MS = 20_000;

/** Says what is being done, that it still goes on, and how long it took. */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
	const started = Date.now();
	const seconds = () => Math.round((Date.now() - started) / 1000);
	console.log(`${what} …`);
	const reporter = setInterval(() => console.log(`  … ${seconds()} s`), REPORT_EVERY_MS);
	try {
		const result = await work();
		console.log(`  done in ${seconds()} s`);
		return result;
	} finally {
		clearInterval(reporter);
	}
}
