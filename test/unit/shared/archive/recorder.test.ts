import { ArchiveRecorder } from '../../../../nodes/shared/archive/recorder';
import { collect, fixture, inChunks } from './stored';
import { file, zipOf } from './writers';

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

	it.each([1, 13, 64 * 1024])('follows the local headers in chunks of %i', async (chunkBytes) => {
		const content = await zipOf([file('a'), file('b'.repeat(300)), file('c', '')]);
		const recorder = await recorded(content, chunkBytes);
		const directoryStart = content.indexOf('PK\x01\x02');
		const headers = recorder.localHeaders(directoryStart);
		expect([...(headers ?? [])].map(([, header]) => header.readUInt16LE(26))).toEqual([1, 300, 1]);
		expect(recorder.localHeaders(directoryStart + 1)).toBeUndefined();
	});

	it('follows sizes in zip64 extra fields', async () => {
		const content = fixture('writers/info-zip-zip64');
		const recorder = await recorded(content);
		expect(recorder.localHeaders(content.indexOf('PK\x01\x02'))?.size).toBe(4);
	});

	it.each(['python-streamed', 'prepended'])('does not follow %s', async (name) => {
		const content = fixture(`writers/${name}`);
		const recorder = await recorded(content);
		expect(recorder.localHeaders(content.indexOf('PK\x01\x02'))).toBeUndefined();
	});

	it('holds a directory of more than a MiB whole, when it could follow the headers', async () => {
		const names = Array.from({ length: 5000 }, (_, index) => `${'n'.repeat(250)}${index}`);
		const content = await zipOf(names.map((name) => ({ ...file(name, ''), isCompressed: false })));
		const directoryStart = content.indexOf('PK\x01\x02');
		expect(content.length - directoryStart).toBeGreaterThan(MIB);
		const recorder = await recorded(content);
		expect(recorder.slice(directoryStart, content.length)).toBeDefined();
	});

	it('gives up a directory that would fill the memory', async () => {
		const endless = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.alloc(20 * MIB)]);
		const recorder = await recorded(endless, MIB);
		expect(recorder.slice(0, 4)).toBeUndefined();
	});

	it('gives up local headers that would fill the memory', async () => {
		const header = Buffer.alloc(30 + 60_000);
		header.write('PK\x03\x04', 'latin1');
		header.writeUInt16LE(60_000, 26);
		const headers = Buffer.concat(Array.from({ length: 200 }, () => header));
		const recorder = await recorded(Buffer.concat([headers, Buffer.from('PK\x05\x06')]));
		expect(recorder.localHeaders(headers.length)).toBeUndefined();
	});
});

async function* toAsync<T>(values: T[]): AsyncGenerator<T> {
	yield* values;
}
