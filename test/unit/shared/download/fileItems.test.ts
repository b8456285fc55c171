import type { IBinaryData } from 'n8n-workflow';
import { Readable } from 'node:stream';

import { entriesOf } from '../../../../nodes/shared/archive/archive';
import { defaultUnpackLimits } from '../../../../nodes/shared/archive/limits';
import { EntryWriter, heldEntry } from '../../../../nodes/shared/archive/write';
import { BinaryStore } from '../../../../nodes/shared/binaryData/store';
import { FileTaker } from '../../../../nodes/shared/download/fileItems';
import { collect, open } from '../archive/stored';
import { file, zipOf } from '../archive/writers';

const MIB = 1024 ** 2;

/** Notes how long each file is, and whether it comes in one piece. */
function notingStore() {
	const notes: Record<string, string> = {};
	const prepareBinaryData = async (given: unknown, fileName: string): Promise<IBinaryData> => {
		const isWhole = Buffer.isBuffer(given);
		const content = isWhole ? given : await collect(given as AsyncIterable<Uint8Array>);
		notes[fileName] = `${content.length} ${isWhole ? 'at once' : 'streamed'}`;
		return { mimeType: 'text/plain', data: 'kept' };
	};
	const helpers = { prepareBinaryData } as unknown as ConstructorParameters<typeof BinaryStore>[0];
	return { notes, store: new BinaryStore(helpers, Readable.from([])) };
}

describe('Files of an archive', () => {
	it('are stored at once where they are small, and as they come where not', async () => {
		const { notes, store } = notingStore();
		const taker = new FileTaker<string>(defaultUnpackLimits, () => ({ mimeType: 'text/plain' }));
		const contents = { empty: 0, small: MIB, 'one byte more': MIB + 1, 'large, stored': 2 * MIB };
		const files = Object.entries(contents).map(([name, bytes]) => ({
			...file(name, 'x'.repeat(bytes)),
			isCompressed: !name.includes('stored'),
		}));
		for await (const one of entriesOf(await open(await zipOf(files)))) {
			await taker.take(one.entry.name, one, store);
		}
		await taker.endOfPart(true);
		expect(notes).toEqual({
			empty: '0 at once',
			small: `${MIB} at once`,
			'one byte more': `${MIB + 1} streamed`,
			'large, stored': `${2 * MIB} streamed`,
		});
	});

	it('are streamed where their type is not known, so that n8n guesses it for small and large ones alike', async () => {
		const { notes, store } = notingStore();
		const taker = new FileTaker<string>(defaultUnpackLimits, () => ({}));
		for await (const one of entriesOf(await open(await zipOf([file('picture', 'GIF89a')])))) {
			await taker.take('picture', one, store);
		}
		await taker.endOfPart(true);
		expect(notes).toEqual({ picture: '6 streamed' });
	});

	it('are streamed where only what they were deflated to is held', async () => {
		const { notes, store } = notingStore();
		const taker = new FileTaker<string>(defaultUnpackLimits, () => ({ mimeType: 'text/plain' }));
		const writer = new EntryWriter();
		await writer.write(Buffer.alloc(3 * MIB, 'long text '));
		await taker.take('text', heldEntry(await writer.end('text.md')), store);
		await taker.endOfPart(true);
		expect(notes).toEqual({ 'text.md': `${3 * MIB} streamed` });
	});
});
