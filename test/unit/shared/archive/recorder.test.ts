import { ArchiveRecorder } from '../../../../nodes/shared/archive/recorder';
import { collect, inChunks } from './stored';

const MIB = 1024 ** 2;
const HELD_BYTES = MIB / 8;

async function recorded(content: Buffer, chunkBytes?: number): Promise<ArchiveRecorder> {
	const recorder = new ArchiveRecorder();
	await collect(recorder.record(inChunks(content, chunkBytes)));
	return recorder;
}

describe('The recorder of an archive', () => {
	it('passes every chunk on as it is, without copying it', async () => {
		const chunks = [Buffer.from('PK'), Buffer.from('abc'), Buffer.alloc(0), Buffer.from('d')];
		const recorder = new ArchiveRecorder();
		const passed: Buffer[] = [];
		for await (const chunk of recorder.record(toAsync(chunks))) passed.push(chunk);
		expect(passed.every((chunk, index) => chunk === chunks[index])).toBe(true);
		expect(recorder.bytes).toBe(6);
	});

	it('stops the source when whoever reads stops', async () => {
		let isStopped = false;
		async function* source(): AsyncGenerator<Buffer> {
			try {
				for (;;) yield Buffer.alloc(10);
			} finally {
				isStopped = true;
			}
		}
		for await (const chunk of new ArchiveRecorder().record(source())) {
			expect(chunk).toHaveLength(10);
			break;
		}
		expect(isStopped).toBe(true);
	});

	it.each([1, 7, 4095, 65_536])(
		'holds the last 128 KiB in chunks of %i bytes',
		async (chunkBytes) => {
			const content = Buffer.alloc(MIB, 'no archive at all ');
			const recorder = await recorded(content, chunkBytes);
			const start = content.length - HELD_BYTES;
			expect(recorder.slice(start, content.length)?.equals(content.subarray(start))).toBe(true);
		},
	);

	it('holds little more than that', async () => {
		const recorder = await recorded(Buffer.alloc(10 * MIB), 64 * 1024);
		expect(recorder.slice(10 * MIB - 2 * HELD_BYTES, 10 * MIB)).toBeUndefined();
	});

	it('gives nothing that has not been seen', async () => {
		const recorder = await recorded(Buffer.alloc(100));
		expect(recorder.slice(50, 101)).toBeUndefined();
	});
});

async function* toAsync<T>(values: T[]): AsyncGenerator<T> {
	yield* values;
}
