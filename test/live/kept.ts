/** Answers that several assumptions look at: what is asked for twice is asked once. */
export class Kept {
	private readonly answers = new Map<string, Promise<unknown>>();

	async once<T>(what: string, ask: () => Promise<T>): Promise<T> {
		const known = this.answers.get(what) ?? ask();
		this.answers.set(what, known);
		return (await known) as T;
	}
}
