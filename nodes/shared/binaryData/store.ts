import type { IBinaryData, IExecuteSingleFunctions } from 'n8n-workflow';

import { joined, type ByteStream } from '../archive/byteReader';
import type { Body } from '../http/answer';
import { joinSmallChunks } from './joinSmallChunks';

/** What n8n gives operations and triggers alike to keep files with. */
export type BinaryHelpers = Pick<
	IExecuteSingleFunctions['helpers'],
	'prepareBinaryData' | 'getBinaryStream' | 'binaryToBuffer'
>;
type Readable = Exclude<Parameters<BinaryHelpers['prepareBinaryData']>[0], Buffer>;
/** Those that can also be written to leave the options out, and hand chunks over one by one, too. */
interface StreamClass {
	from(
		chunks: AsyncIterable<Uint8Array>,
		options: { objectMode: boolean; highWaterMark: number },
	): Readable;
}

const PIECE_BYTES = 256 * 1024;
/**
 * Files from this size on are read in pieces as large as what arrives from the network: larger ones
 * save no time then, and n8n grew twice as much while merging parts of 100 MB (bench/README.md).
 * Smaller files are read faster in larger pieces.
 */
const LARGE_FILE_BYTES = 32 * 1024 ** 2;
const PIECE_OF_LARGE_FILE_BYTES = 64 * 1024;

/**
 * n8n's binary store: files are streamed in and read back from their first byte.
 *
 * All binary modes want a real Node Readable (n8n-core, binaryToBuffer), and a community node may
 * not import `stream`. Every class of Node's streams that can be read has the documented `from`, which
 * makes one of chunks.
 */
export class BinaryStore {
	/**
	 * @param nodeStream any stream of Node
	 * @param cancelled ends what is being stored
	 */
	constructor(
		private readonly helpers: BinaryHelpers,
		nodeStream: Body,
		private readonly cancelled?: AbortSignal,
	) {
		this.streamClass = nodeStream.constructor as unknown as StreamClass;
	}

	private readonly streamClass: StreamClass;

	/**
	 * Stores a file as it comes.
	 *
	 * In object mode the chunks go to the store one by one. In byte mode Readable joins what has
	 * gathered, and every 30 MB of such copies make V8 collect all of n8n's heap. Few wait in it: with
	 * eight, its list seldom got empty, grew, and lists that it had grown out of kept their chunks until
	 * all of the heap was collected (Node.js 24, Readable's state.buffer).
	 *
	 * @param mimeType when left out, n8n derives it from the name's extension
	 */
	async keep(
		chunks: AsyncIterable<Uint8Array>,
		fileName: string,
		mimeType?: string,
	): Promise<IBinaryData> {
		const stream = this.streamClass.from(joinSmallChunks(this.untilCancelled(chunks)), {
			objectMode: true,
			highWaterMark: 2,
		});
		return await this.helpers.prepareBinaryData(stream, fileName, mimeType);
	}

	/**
	 * Stores a small file in one piece: a stream takes n8n half as much processor time again (bench/README.md).
	 *
	 * @param mimeType without it, n8n would guess it from the bytes where the name has no known extension,
	 *   and so give small files other types than large ones
	 */
	async keepAtOnce(
		chunks: AsyncIterable<Buffer>,
		fileName: string,
		mimeType: string,
	): Promise<IBinaryData> {
		const pieces: Buffer[] = [];
		for await (const piece of this.untilCancelled(chunks)) pieces.push(piece);
		return await this.helpers.prepareBinaryData(joined(pieces), fileName, mimeType);
	}

	/**
	 * Reads a stored file from its first byte. In memory mode n8n keeps it in `data` as base64.
	 *
	 * @param bytes length of the file
	 */
	async read(binary: IBinaryData, bytes: number): Promise<ByteStream> {
		const pieceBytes = bytes < LARGE_FILE_BYTES ? PIECE_BYTES : PIECE_OF_LARGE_FILE_BYTES;
		if (binary.id) return await this.helpers.getBinaryStream(binary.id, pieceBytes);
		return piecesOf(Buffer.from(binary.data, 'base64'));
	}

	private async *untilCancelled<Chunk>(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
		for await (const chunk of chunks) {
			this.cancelled?.throwIfAborted();
			yield chunk;
		}
	}
}

async function* piecesOf(buffer: Buffer): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < buffer.length; at += PIECE_BYTES) {
		yield buffer.subarray(at, at + PIECE_BYTES);
	}
}
