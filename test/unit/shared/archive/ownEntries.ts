import { MergedArchive } from '../../../../nodes/shared/archive/merge';
import { heldEntry, writtenEntry } from '../../../../nodes/shared/archive/write';

export interface OwnFile {
	name: string;
	content: Buffer;
	time?: Date;
}

/** An archive of entries that are our own, as the nodes write it; can be read once. */
export function archiveOfOwn(files: OwnFile[]): AsyncGenerator<Buffer, void> {
	const merged = new MergedArchive();
	const write = async () => {
		for (const owner of files) {
			const { name, content, time } = owner;
			await merged.add({ ...heldEntry(await writtenEntry(name, content)), owner, time });
		}
		merged.endOfPart(true);
		merged.endOfBatch(files);
		await merged.end();
	};
	write().catch((error: unknown) => merged.fail(error));
	return merged.chunks();
}
