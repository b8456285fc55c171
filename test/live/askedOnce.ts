/** Answers that several assumptions look at. */
export class AskedOnce {
	private readonly answers = new Map<string, Promise<unknown>>();

	async get<T>(what: string, ask: () => Promise<T>): Promise<T> {
		const known = this.answers.get(what) ?? ask();
		this.answers.set(what, known);
		return (await known) as T;
	}
}
