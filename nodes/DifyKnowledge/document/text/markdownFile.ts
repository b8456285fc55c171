import { EntryWriter, type WrittenEntry } from '../../../shared/archive/write';
import { started } from '../../../shared/concurrency';
import type { Chunk } from './chunks';
import { pieceOf } from './compose';
import type { SplittingRule } from './splittingRules';

/** Smaller pieces are gathered before they are deflated. */
const BLOCK_CHARACTERS = 64 * 1024;

/**
 * A document as a Markdown file: its name as the title, then its text. It is written chunk by chunk,
 * and held deflated.
 */
export class MarkdownFile {
	/** How many chunks are in it. */
	count = 0;

	/** Whether each chunk came behind the one before it in the text: others are not in the file. */
	isInOrder = true;

	private readonly entry = new EntryWriter();

	private previous: Chunk | undefined;

	private waiting: string;

	/** White space at the end, which is in the file only where more comes. */
	private space = ['\n\n'];

	private written = Promise.resolve();

	constructor(
		name: string,
		private readonly rule?: SplittingRule,
	) {
		this.waiting = `# ${name.replace(/\s+/g, ' ').trim()}`;
	}

	add(chunk: Chunk): void {
		this.isInOrder &&= this.previous === undefined || chunk.position > this.previous.position;
		if (!this.isInOrder) return;
		const piece = pieceOf(chunk, this.previous, this.rule);
		this.previous = chunk;
		this.count++;
		if (piece.trim() === '') return void this.space.push(piece);
		this.waiting += this.space.splice(0).join('') + piece;
		if (this.waiting.length >= BLOCK_CHARACTERS) this.writeWaiting();
	}

	/** Waits until what has come is deflated, so that no more comes than can be. */
	async room(): Promise<void> {
		await this.written;
	}

	async end(fileName: string): Promise<WrittenEntry> {
		this.waiting += '\n';
		this.writeWaiting();
		await this.written;
		return await this.entry.end(fileName);
	}

	/** It does not become whole. */
	async drop(): Promise<void> {
		await this.entry.drop();
	}

	private writeWaiting(): void {
		const content = Buffer.from(this.waiting);
		this.waiting = '';
		this.written = started(this.written.then(async () => await this.entry.write(content)));
	}
}
