import type { LiveClient, Reply } from './client';
import { AskedOnce } from './askedOnce';
import { objects } from './objects';

type Parameters = Record<string, unknown>;

/** A flow run as it is looked at. */
export class GumloopSubject {
	private readonly answers = new AskedOnce();

	constructor(
		private readonly client: LiveClient,
		/** Goes with every request. */
		readonly headers: Record<string, string>,
		private readonly userId: string,
		private readonly runId: string,
	) {}

	async get(path: string, query: Record<string, string>, headers = this.headers): Promise<Reply> {
		return await this.client.ask(path, { query: { user_id: this.userId, ...query }, headers });
	}

	async post(path: string, body: Parameters): Promise<Reply> {
		const whole = { user_id: this.userId, ...body };
		return await this.client.ask(path, { method: 'POST', body: whole, headers: this.headers });
	}

	async flows(): Promise<Reply> {
		return await this.answers.get('flows', () => this.get('/list_saved_items', {}));
	}

	async firstFlow(): Promise<string | undefined> {
		const [flow] = objects((await this.flows()).json.saved_items);
		return flow ? String(flow.saved_item_id) : undefined;
	}

	async run(): Promise<Reply> {
		return await this.answers.get('run', () => this.get('/get_pl_run', { run_id: this.runId }));
	}

	async download(names: string[]): Promise<Reply> {
		return await this.post('/download_files', { file_names: names, run_id: this.runId });
	}
}

/** What looks like the name of a file in the outputs of a run. */
export function fileNamesIn(outputs: unknown): string[] {
	if (typeof outputs === 'string')
		return /^[^\n:]+\.[a-z][a-z0-9]{0,9}$/i.test(outputs) ? [outputs] : [];
	if (typeof outputs !== 'object' || outputs === null) return [];
	return [...new Set(Object.values(outputs).flatMap(fileNamesIn))];
}
