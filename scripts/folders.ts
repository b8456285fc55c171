import { readdirSync } from 'node:fs';
import path from 'node:path';

export const projectFolder = path.resolve(__dirname, '..');

/** What a check is about: this project, or the folder of another one as the script's argument. */
export const checkedFolder = path.resolve(process.argv[2] ?? projectFolder);

/** Paths of all files in a folder, relative to it, with forward slashes, sorted. */
export function listFiles(folder: string, withoutFolders: string[] = []): string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter(({ name }) => !withoutFolders.includes(name))
		.flatMap((entry) =>
			entry.isDirectory()
				? listFiles(path.join(folder, entry.name)).map((file) => `${entry.name}/${file}`)
				: [entry.name],
		)
		.sort();
}
