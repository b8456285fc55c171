import type { IBinaryData } from 'n8n-workflow';
import { Readable } from 'node:stream';

import { BinaryStore } from '../../../../nodes/shared/binary/store';
import { oneZip, type PartToZip } from '../../../../nodes/shared/download/zipItem';
import type { Fault, Outcome } from '../../../../nodes/shared/messages/fault';
import { collect, open } from '../archive/stored';
import { file, readWithYauzl, zipOf } from '../archive/writers';
import { serviceOf } from '../service';

type Arriving = Outcome<PartToZip[]>;

/** Keeps what it is given in memory. */
class Kept {
	readonly files: Buffer[] = [];

	readonly store: BinaryStore;

	constructor(keep = async (chunks: AsyncIterable<Uint8Array>) => await collect(chunks)) {
		const prepareBinaryData = async (chunks: unknown): Promise<IBinaryData> => {
			this.files.push(await keep(chunks as AsyncIterable<Uint8Array>));
			return { mimeType: 'application/zip', data: 'kept' };
		};
		const helpers = { prepareBinaryData } as unknown as ConstructorParameters<
			typeof BinaryStore
		>[0];
		this.store = new BinaryStore(helpers, Readable.from([]));
	}

	async part(...names: string[]): Promise<PartToZip> {
		const files = names.map((name) => ({
			...file(name, name.repeat(100_000)),
			isCompressed: false,
		}));
		const archive = await open(await zipOf(files));
		const binary = { mimeType: 'application/zip', data: 'as it came' };
		return { part: { binary, archive, store: this.store } };
	}
}

async function* arriving(...outcomes: Arriving[]): AsyncGenerator<Arriving> {
	for (const outcome of outcomes) yield await Promise.resolve(outcome);
}

async function zip(parts: AsyncIterable<Arriving>, stop = new AbortController()) {
	return await oneZip(serviceOf({}), parts, 'all.zip', stop);
}

describe('One ZIP', () => {
	it('of one part in which nothing is to be changed is that part, as it came', async () => {
		const kept = new Kept();
		const { value } = await zip(arriving({ value: [await kept.part('a', 'b')] }));
		expect(value?.binary.data).toBe('as it came');
		expect(value?.files.map(({ name, part, entry }) => [name, part, entry])).toEqual([
			['a', 0, 0],
			['b', 0, 1],
		]);
		expect(kept.files).toEqual([]);
	});

	it('of one part has the names and times that are asked for', async () => {
		const kept = new Kept();
		const part = await kept.part('a', 'b');
		const time = new Date(Date.UTC(2026, 10, 21, 13, 30, 2));
		const named = { ...part, names: ['c', 'C'], times: [time, time] };
		const { value } = await zip(arriving({ value: [named] }));
		const files = await readWithYauzl(kept.files[0]);
		expect(files.map((one) => [one.name, one.time])).toEqual([
			['c', time],
			['C (1)', time],
		]);
		expect(value?.files.map(({ name }) => name)).toEqual(['c', 'C (1)']);
		expect(value?.bytes).toBe(kept.files[0].length);
	});

	it('of several parts holds all of their files', async () => {
		const kept = new Kept();
		const parts = [await kept.part('a'), await kept.part('b', 'a'), await kept.part('c')];
		const { value } = await zip(
			arriving({ value: parts.slice(0, 2) }, { value: [] }, { value: parts.slice(2) }),
		);
		const names = (await readWithYauzl(kept.files[0])).map(({ name }) => name);
		expect(names).toEqual(['a', 'b', 'a (1)', 'c']);
		expect(value?.bytes).toBe(kept.files[0].length);
		expect(value?.files.map(({ name, part, entry }) => [name, part, entry])).toEqual([
			['a', 0, 0],
			['b', 1, 0],
			['a (1)', 1, 1],
			['c', 2, 0],
		]);
	});

	it('of no parts is none', async () => {
		expect(await zip(arriving({ value: [] }))).toEqual({ value: undefined });
	});

	it('is none when a part cannot be had, and says why', async () => {
		const kept = new Kept();
		const fault: Fault = { row: 'row', message: 'gone', description: '', oneOfMany: false };
		const parts = [{ value: [await kept.part('a'), await kept.part('b')] }, { fault }];
		expect(await zip(arriving(...parts))).toEqual({ fault });
		expect(kept.files).toEqual([]);
	});

	it('ends the requests for later parts at once when it cannot be stored', async () => {
		const kept = new Kept(async (chunks) => {
			for await (const chunk of chunks) {
				if (chunk.length > 0) throw new Error('ENOSPC: no space left on device, write');
			}
			return Buffer.alloc(0);
		});
		const stop = new AbortController();
		const parts = [await kept.part('a'), await kept.part('b')];
		async function* hanging(): AsyncGenerator<Arriving> {
			yield { value: parts };
			await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
		}
		const { fault } = await zip(hanging(), stop);
		expect(fault?.message).toBe('There is no room left where n8n keeps binary data');
		expect(stop.signal.aborted).toBe(true);
	});
});
