import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Defer } from '../test/host/script';
import type { LoggedRequest } from '../test/sandbox/httpServer';
import type { Documents, Order, PreparedDocuments } from './server';

/** The stand-in Dify that runs in a process of its own. */
export class StandIn {
	private constructor(private readonly child: ChildProcess) {}

	static async start(defer: Defer): Promise<StandIn> {
		const child = fork(join(__dirname, 'server.ts'));
		defer(async () => {
			const exit = once(child, 'exit');
			child.disconnect();
			await exit;
		});
		await once(child, 'message');
		return new StandIn(child);
	}

	/** Makes a knowledge base and builds its archives, about 30 seconds a GiB. */
	async prepare(documents: Documents): Promise<PreparedDocuments> {
		return (await this.tell({ prepare: documents })) as PreparedDocuments;
	}

	/** Forgets all requests so far; from now on each answer comes that much later. */
	async begin(latencyMs: number): Promise<void> {
		await this.tell({ beginWithLatency: latencyMs });
	}

	/** The requests since the beginning. */
	async requests(): Promise<LoggedRequest[]> {
		return (await this.tell({ end: true })) as LoggedRequest[];
	}

	private async tell(order: Order): Promise<unknown> {
		const answered = once(this.child, 'message');
		this.child.send(order);
		const [answer] = (await answered) as [unknown];
		return answer;
	}
}
