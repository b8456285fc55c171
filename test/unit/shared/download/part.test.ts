import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

import { fetchPart, type Wanted } from '../../../../nodes/shared/download/part';
import type { Send } from '../../../../nodes/shared/http/service';
import { archiveRows } from '../../../../nodes/shared/messages/archiveRows';
import { connectionRows } from '../../../../nodes/shared/messages/connectionRows';
import { onFakeClock } from '../../../workflows/engine/fakeClock';
import { collect } from '../archive/stored';
import { file, zipOf } from '../archive/writers';
import { serviceOf } from '../service';

const FILE_BYTES = 200_000;
const CHUNK_BYTES = 64 * 1024;
/** A file that is held until it is whole, and what streams hold of their own. */
const MOST_HELD_BYTES = FILE_BYTES + 4 * CHUNK_BYTES;

const names = Array.from({ length: 40 }, (_, index) => `d${index}.bin`);

async function archiveOf(some: string[]): Promise<Buffer> {
	const files = some.map((name) => ({
		...file(name),
		content: Buffer.alloc(FILE_BYTES, name),
		isCompressed: false,
	}));
	return await zipOf(files);
}

/** Answers with archives of what is still missing, and counts how much of each is read. */
class Answers {
	readonly read: number[] = [];

	readonly taken: string[] = [];

	/** The server cuts the first answer while nobody reads. */
	isCut = false;

	readonly send: Send = async () => {
		const archive = await archiveOf(names.filter((name) => !this.taken.includes(name)));
		const body = Readable.from(this.chunks(archive), { objectMode: true, highWaterMark: 1 });
		return { statusCode: 200, headers: { 'content-type': 'application/zip' }, body };
	};

	async fetch(waiting: Promise<unknown>) {
		const n8n = { helpers: {} } as Parameters<typeof fetchPart>[0]['n8n'];
		const service = serviceOf({
			send: this.send,
			rows: [...archiveRows, ...connectionRows],
			repeat: { tries: 3, duringMs: 600_000 },
		});
		const missing = () => (this.taken.length < names.length ? this.wanted() : undefined);
		const part = { missing, fileName: 'part.zip', isStoredFirst: false, turn: waiting };
		return await fetchPart({ n8n }, service, part);
	}

	private wanted(): Wanted {
		return {
			call: { method: 'POST', path: '/zip' },
			mostBytes: Infinity,
			mostEntries: names.length,
			refuse: () => undefined,
			refuseAll: () => undefined,
			take: async ({ entry, data }) => {
				expect((await collect(data)).equals(Buffer.alloc(FILE_BYTES, entry.name))).toBe(true);
				this.taken.push(entry.name);
			},
			endOfPart: async () => undefined,
		};
	}

	private async *chunks(archive: Buffer): AsyncGenerator<Buffer> {
		const nth = this.read.push(0) - 1;
		for (let at = 0; at < archive.length; at += CHUNK_BYTES) {
			if (this.isCut && nth === 0) {
				throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
			}
			const chunk = archive.subarray(at, at + CHUNK_BYTES);
			this.read[nth] += chunk.length;
			yield chunk;
		}
	}
}

/** Lets everything happen that can, as long as nobody's turn comes. */
async function allThatCan(answers: Answers): Promise<void> {
	for (let calm = 0, read = -1; calm < 50; calm++) {
		await turn();
		if (answers.read[0] !== read) calm = 0;
		read = answers.read[0];
	}
}

describe('A part that arrives before its turn', () => {
	it('waits on the line: no more of it is read than one small file', async () => {
		const answers = new Answers();
		let begin = () => {};
		const fetching = answers.fetch(new Promise<void>((resolve) => (begin = resolve)));
		await allThatCan(answers);
		expect(answers.read[0]).toBeGreaterThan(0);
		expect(answers.read[0]).toBeLessThanOrEqual(MOST_HELD_BYTES);
		begin();
		expect((await fetching).value).toBeGreaterThan(names.length * FILE_BYTES);
		expect(answers.taken).toEqual(names);
	});

	it('is asked for again where the server has cut it because nobody read', async () => {
		const answers = new Answers();
		let begin = () => {};
		const waiting = new Promise<void>((resolve) => (begin = resolve));
		const outcome = await onFakeClock([], async () => {
			const fetching = answers.fetch(waiting);
			await allThatCan(answers);
			answers.isCut = true;
			begin();
			return await fetching;
		});
		expect(outcome.fault).toBeUndefined();
		expect(answers.read).toHaveLength(2);
		expect(answers.taken).toEqual(names);
	});
});
