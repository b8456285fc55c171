import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { FaultSwitches } from './faultSwitches';
import { pause } from './pause';

/** What happens to one request and its answer on the way through the proxy. */
export interface ConnectionFault {
	/** Waits before the first byte of the answer is passed on. */
	delayMs?: number;
	/** Passes on this many bytes of the answer, pauses, and so on. */
	drip?: { bytes: number; everyMs: number };
	/** Where the answer is broken off; `request` is before the server has seen anything. */
	breakAt?: 'request' | { part: 'head' | 'body'; afterBytes: number };
	/**
	 * How: `reset` (RST, the default), `close` (FIN) or `stall`, which passes nothing on any more and
	 * keeps the connection half-open.
	 */
	how?: 'reset' | 'close' | 'stall';
}

/** The usual places to break a connection. */
export const connectionFaults = {
	resetBeforeRequest: (): ConnectionFault => ({ breakAt: 'request' }),
	resetBeforeHead: (): ConnectionFault => ({ breakAt: { part: 'head', afterBytes: 0 } }),
	resetInHead: (afterBytes = 20): ConnectionFault => ({ breakAt: { part: 'head', afterBytes } }),
	resetAfterHead: (): ConnectionFault => ({ breakAt: { part: 'body', afterBytes: 0 } }),
	resetInBody: (afterBytes: number): ConnectionFault => ({ breakAt: { part: 'body', afterBytes } }),
	closeInBody: (afterBytes: number): ConnectionFault => ({
		breakAt: { part: 'body', afterBytes },
		how: 'close',
	}),
	/** Accepts the request, passes it on and never answers. */
	halfOpen: (): ConnectionFault => ({ breakAt: { part: 'head', afterBytes: 0 }, how: 'stall' }),
	halfOpenInBody: (afterBytes: number): ConnectionFault => ({
		breakAt: { part: 'body', afterBytes },
		how: 'stall',
	}),
	delay: (delayMs: number): ConnectionFault => ({ delayMs }),
	drip: (bytes: number, everyMs: number): ConnectionFault => ({ drip: { bytes, everyMs } }),
};

export interface TcpProxy {
	/** e.g. `http://127.0.0.1:40124`: put it in the place of the stand-in's origin. */
	origin: string;
	/**
	 * One call is one HTTP request and its answer, whether or not the client keeps its connections;
	 * the only endpoint is `any`.
	 */
	faults: FaultSwitches<'any', ConnectionFault>;
	/** Connections accepted so far. */
	connections: () => number;
	close: () => Promise<void>;
}

/** Starts a TCP proxy on 127.0.0.1 in front of `target`, e.g. `http://127.0.0.1:40123`. */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
	const { hostname, port, protocol } = new URL(target);
	const faults = new FaultSwitches<'any', ConnectionFault>();
	const open = new Set<Socket>();
	let accepted = 0;

	const server = createServer((client) => {
		accepted++;
		const upstream = connect(Number(port), hostname);
		for (const socket of [client, upstream]) {
			open.add(socket);
			socket.once('close', () => open.delete(socket));
			// A broken connection is what the proxy is for; `close` follows and ends the other side.
			socket.on('error', () => undefined);
		}
		new Exchange(client, upstream, faults);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

	return {
		origin: `${protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`,
		faults,
		connections: () => accepted,
		close: async () =>
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				for (const socket of open) socket.destroy();
			}),
	};
}

/** The two sides of one connection, and how far its present answer has come. */
class Exchange {
	private fault: ConnectionFault = {};
	/** Bytes of the present answer that were passed on. */
	private passed = 0;
	/** Where its body begins, once the head is complete. */
	private bodyAt: number | undefined;
	private head = '';
	private answering = true;
	private stalled = false;
	private passing = Promise.resolve();

	constructor(
		private readonly client: Socket,
		private readonly upstream: Socket,
		private readonly faults: FaultSwitches<'any', ConnectionFault>,
	) {
		client.on('data', (bytes) => this.request(bytes));
		client.once('close', () => upstream.destroy());
		// One chunk at a time: the next one is read when this one has been passed on.
		upstream.on('data', (bytes) => {
			upstream.pause();
			this.passing = this.answer(bytes).then(() => void upstream.resume());
		});
		upstream.once('close', () => void this.passing.then(() => this.end()));
	}

	private end() {
		if (!this.stalled) this.client.end();
	}

	private request(bytes: Buffer) {
		if (this.answering) this.begin();
		if (this.fault.breakAt === 'request') this.breakOff();
		else this.upstream.write(bytes);
	}

	private begin() {
		this.answering = false;
		this.passed = 0;
		this.bodyAt = undefined;
		this.head = '';
		this.fault = this.faults.take('any') ?? {};
	}

	private async answer(bytes: Buffer) {
		if (this.stalled) return;
		if (!this.answering && this.fault.delayMs) await pause(this.fault.delayMs);
		this.answering = true;
		this.findBody(bytes);
		const allowed = this.allowance(bytes.length);
		await this.pass(bytes.subarray(0, allowed));
		if (allowed === bytes.length && !this.isAtBreak()) return;
		// A reset that arrives together with bytes is read as an orderly end by libuv.
		if (this.passed > 0) await pause(20);
		this.breakOff();
	}

	private findBody(bytes: Buffer) {
		if (this.bodyAt !== undefined) return;
		this.head += bytes.toString('latin1');
		const end = this.head.indexOf('\r\n\r\n');
		if (end >= 0) this.bodyAt = end + 4;
	}

	/** How many of the next `count` bytes may still pass. */
	private allowance(count: number): number {
		return Math.max(0, Math.min(count, this.breakPosition() - this.passed));
	}

	private isAtBreak(): boolean {
		return this.passed >= this.breakPosition();
	}

	private breakPosition(): number {
		const { breakAt } = this.fault;
		if (breakAt === undefined || breakAt === 'request') return Infinity;
		if (breakAt.part === 'head') return breakAt.afterBytes;
		return this.bodyAt === undefined ? Infinity : this.bodyAt + breakAt.afterBytes;
	}

	private async pass(bytes: Buffer) {
		const { drip } = this.fault;
		const size = drip?.bytes ?? (bytes.length || 1);
		for (let at = 0; at < bytes.length && !this.client.destroyed; at += size) {
			await this.write(bytes.subarray(at, at + size));
			if (drip) await pause(drip.everyMs);
		}
		this.passed += bytes.length;
	}

	private async write(bytes: Buffer) {
		await new Promise<void>((resolve) => {
			this.client.write(bytes, () => resolve());
		});
	}

	private breakOff() {
		const { how = 'reset' } = this.fault;
		this.stalled = true;
		if (how === 'stall') return;
		this.upstream.destroy();
		if (how === 'close') this.client.end();
		else this.client.resetAndDestroy();
	}
}
