import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { services } from './packages/services';
import { checkedFolder, listFiles } from './folders';

/** The fields of package.json from which all addresses follow. */
export interface Addresses {
	name: string;
	repository: { url: string };
	author: { name: string; email: string };
}

const NOT_WRITTEN_BY_US = ['.git', 'node_modules', 'dist', 'coverage', 'packages', 'test'];
const TEXT = /\.(md|ts|json|ya?ml)$/;
const MAIL = /[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}/g;

/** Where a package's source is: `https://…/<its name>`, beside the repository that package.json names. */
export function addressOf({ repository }: Addresses, packageName: string): string {
	return repository.url.replace(/^git\+|\.git$/g, '').replace(/[^/]+$/, packageName);
}

/**
 * A text with the addresses that package.json gives: of the repositories wherever they are written out,
 * and in documents of the author.
 */
export function withAddresses(addresses: Addresses, file: string, text: string): string {
	const names = [addresses.name, ...services.map(({ packageName }) => packageName)];
	const repository = new RegExp(
		`https?://[\\w.:-]+(?:/[\\w.-]+)*/(${names.join('|')})(?![\\w-])`,
		'g',
	);
	const changed = text.replace(repository, (address, packageName: string) =>
		address.startsWith('https://www.npmjs.com/') ? address : addressOf(addresses, packageName),
	);
	return /\.(md|ya?ml)$/.test(file) ? changed.replace(MAIL, addresses.author.email) : changed;
}

/** The files of a project in which another address stands than package.json gives. */
export function filesWithOtherAddresses(folder: string): string[] {
	const addresses = addressesOf(folder);
	return textsOf(folder)
		.filter(({ file, text }) => withAddresses(addresses, file, text) !== text)
		.map(({ file }) => file);
}

function addressesOf(folder: string): Addresses {
	return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Addresses;
}

function textsOf(folder: string): Array<{ file: string; text: string }> {
	return listFiles(folder, NOT_WRITTEN_BY_US)
		.filter((file) => TEXT.test(file) && !file.endsWith('package-lock.json'))
		.map((file) => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));
}

/** `npm run addresses`: writes the addresses that package.json gives wherever they stand. */
function main(): void {
	const addresses = addressesOf(checkedFolder);
	for (const { file, text } of textsOf(checkedFolder)) {
		const changed = withAddresses(addresses, file, text);
		if (changed === text) continue;
		writeFileSync(path.join(checkedFolder, file), changed);
		console.log(file);
	}
}

if (require.main === module) main();
