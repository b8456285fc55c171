const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30, nameLengthAt: 26 };
const CENTRAL_HEADER = { signature: 0x02014b50, bytes: 46, nameLengthAt: 28 };

/** Names that ZIP libraries refuse to write: paths out of the folder, absolute ones, backslashes. */
export function isRefusedByWriters(name: string): boolean {
	return /\\|^[a-zA-Z]:|^\/|(^|\/)\.\.?(\/|$)/.test(name);
}

/** A harmless name of the same length in bytes, which `putRealNames` replaces later. */
export function placeholderFor(name: string, index: number): string {
	return index.toString(36).padStart(Buffer.byteLength(name), '~');
}

/**
 * Writes the real names over the placeholders, in the archive itself. `names` maps the placeholder
 * to the name; both have the same length in bytes.
 */
export function putRealNames(archive: Buffer, names: Map<string, string>): void {
	for (const [placeholder, name] of names) {
		for (
			let at = archive.indexOf(placeholder);
			at >= 0;
			at = archive.indexOf(placeholder, at + 1)
		) {
			const length = Buffer.byteLength(placeholder);
			if ([LOCAL_HEADER, CENTRAL_HEADER].some((header) => isNameOf(header, archive, at, length))) {
				archive.write(name, at);
			}
		}
	}
}

function isNameOf(
	header: typeof LOCAL_HEADER,
	archive: Buffer,
	at: number,
	length: number,
): boolean {
	const start = at - header.bytes;
	return (
		start >= 0 &&
		archive.readUInt32LE(start) === header.signature &&
		archive.readUInt16LE(start + header.nameLengthAt) === length
	);
}
