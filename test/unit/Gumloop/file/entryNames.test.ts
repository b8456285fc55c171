import type { ArchiveEntry } from '../../../../nodes/shared/archive/entry';
import { missingNames } from '../../../../nodes/Gumloop/file/entryNames';

const entry = (name: string) => ({ name, isFolder: name.endsWith('/') }) as ArchiveEntry;
const missing = (names: string[], inArchive: string[]) => missingNames(names, inArchive.map(entry));

describe('a name that was asked for', () => {
	test.each([
		['as it is', 'a.txt', 'a.txt'],
		['in a folder', 'a.txt', 'run/files/a.txt'],
		['without its folder', 'files/a.txt', 'a.txt'],
		['made harmless', 'a:b.txt', 'a_b.txt'],
		['in another case', 'A.TXT', 'a.txt'],
		['in another normal form of Unicode', 'e\u0301.txt', '\u00e9.txt'],
	])('is found %s', (_case, name, inArchive) => {
		expect(missing([name], [inArchive])).toEqual([]);
	});

	test('is missing when the archive has no file for it', () => {
		expect(missing(['a.txt', 'b.txt'], ['b.txt'])).toEqual(['a.txt']);
	});

	test('is missing when the archive has but a folder of its name', () => {
		expect(missing(['a'], ['a/'])).toEqual(['a']);
	});

	test('is missing when its only file was already another one', () => {
		expect(missing(['x/a.txt', 'y/a.txt'], ['a.txt'])).toEqual(['y/a.txt']);
		expect(missing(['a.txt', 'A.txt'], ['A.txt'])).toEqual(['a.txt']);
	});
});
