import fc from 'fast-check';

import { safeFileName, safePath, UniqueNames } from '../../../../nodes/shared/archive/names';

const uniqueNames = (names: readonly string[]) => new UniqueNames().give(names);

describe('A safe file name', () => {
	it.each([
		['報告書 "最終版" 📄.pdf'],
		["it's 100% (draft) [v2] #1 & more.docx"],
		['👨‍👩‍👧 family.png'],
		['.env'],
		['archive.tar.gz'],
		['console.log'],
		['com10.txt'],
	])('keeps %s', (name) => {
		expect(safeFileName(name)).toBe(name);
	});

	it.each([
		['leads out of the folder', '../../etc/passwd', 'passwd'],
		['leads out of the folder on Windows', '..\\..\\windows\\win.ini', 'win.ini'],
		['is absolute', '/etc/passwd', 'passwd'],
		['names a drive', 'C:secret.txt', 'C_secret.txt'],
		['names a stream', 'a.txt:hidden', 'a.txt_hidden'],
		['is a parent folder', '..', 'unnamed'],
		['is this folder', '.', 'unnamed'],
		['is empty', '', 'unnamed'],
		['is a folder', 'folder/', 'unnamed'],
		['has control characters', 'a\0b\nc\x7fd\u0085.txt', 'abcd.txt'],
		['has half a character', 'a\ud83d.b\udcc4.txt', 'a.b.txt'],
		['reads backwards', 'invoice\u202efdp.exe', 'invoicefdp.exe'],
		['ends in dots and spaces', 'a.txt. . ', 'a.txt'],
		['begins with spaces', '  a.txt', 'a.txt'],
		['is a device', 'CON', '_CON'],
		['is a device with an extension', 'nul.txt', '_nul.txt'],
		['is a device with a space', 'aux .txt', '_aux .txt'],
		['is a numbered device', 'Com1.log', '_Com1.log'],
		['is a device with a superscript', 'LPT².txt', '_LPT².txt'],
		['is a device below a folder', 'a/PRN', '_PRN'],
	])('is made of one that %s', (_, name, safe) => {
		expect(safeFileName(name)).toBe(safe);
	});

	it('is cut to 255 bytes between characters, with its extension', () => {
		const name = safeFileName(`${'報'.repeat(200)}.docx`);
		expect(name).toBe(`${'報'.repeat(83)}.docx`);
		expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
	});

	it('is cut where what follows the last dot is too long to be an extension', () => {
		expect(safeFileName(`a.${'b'.repeat(300)}`)).toBe(`a.${'b'.repeat(253)}`);
	});

	it('is safe whatever it is made of, and stays as it is when made safe again', () => {
		const anything = fc.string({ unit: 'binary', maxLength: 400 });
		const nasty = fc.array(fc.constantFrom('..', '/', '\\', ':', ' ', '.', 'con', '\0', '報', 'a'));
		const names = fc.oneof(
			anything,
			nasty.map((parts) => parts.join('')),
		);
		fc.assert(
			fc.property(names, (name) => {
				const safe = safeFileName(name);
				expect(safe).not.toMatch(/[/\\:\p{Cc}]|[. ]$|^(con|nul)(\.|$)|^$/u);
				expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255);
				expect(safeFileName(safe)).toBe(safe);
			}),
		);
	});
});

describe('A safe path', () => {
	it.each(['a.txt', 'run/a.txt', '請求書 2026-03.pdf'])('keeps %s', (path) => {
		expect(safePath(path, false)).toBe(path);
	});

	it.each([
		['../a.txt', 'a.txt'],
		['run/../../a.txt', 'run/a.txt'],
		['/etc/passwd', 'etc/passwd'],
		['..\\..\\a.txt', 'a.txt'],
		['C:\\a.txt', 'C_/a.txt'],
		['\\\\host\\share\\a.txt', 'host/share/a.txt'],
		['./a.txt', 'a.txt'],
		['con', '_con'],
		['aux.txt', '_aux.txt'],
		['a\u202etxt.exe', 'atxt.exe'],
		['..', 'unnamed'],
		['a\\', 'a'],
	])('is made of %j to stay inside its folder', (path, safe) => {
		expect(safePath(path, false)).toBe(safe);
	});

	it.each([
		['run/', 'run/'],
		['run\\', 'run/'],
		['a\\b\\', 'a/b/'],
		['run/nul/', 'run/_nul/'],
		['../', 'unnamed/'],
	])('is made of the folder %j with a slash at its end', (path, safe) => {
		expect(safePath(path, true)).toBe(safe);
	});
});

describe('Unique names', () => {
	it('leave different names alone', () => {
		expect(uniqueNames(['a.txt', 'b.txt', 'x/a.txt'])).toEqual(['a.txt', 'b.txt', 'x/a.txt']);
	});

	it('number the second and the third of the same name before its extension', () => {
		expect(uniqueNames(['報告.txt', '報告.txt', '報告.txt'])).toEqual([
			'報告.txt',
			'報告 (1).txt',
			'報告 (2).txt',
		]);
	});

	it('number names without an extension, names that begin with a dot, and names in folders', () => {
		expect(uniqueNames(['a', 'a', '.env', '.env', 'x.y/a', 'x.y/a'])).toEqual([
			'a',
			'a (1)',
			'.env',
			'.env (1)',
			'x.y/a',
			'x.y/a (1)',
		]);
	});

	it('pass over numbers that another file has, before or after', () => {
		expect(uniqueNames(['a (1).txt', 'a.txt', 'a.txt', 'a (2).txt', 'a.txt'])).toEqual([
			'a (1).txt',
			'a.txt',
			'a (3).txt',
			'a (2).txt',
			'a (4).txt',
		]);
	});

	it('take names for the same that differ in case or in Unicode normalization', () => {
		expect(uniqueNames(['A.txt', 'a.TXT', 'é', 'e\u0301'])).toEqual([
			'A.txt',
			'a (1).TXT',
			'é',
			'e\u0301 (1)',
		]);
	});

	it('stay within 255 bytes', () => {
		const long = `${'x'.repeat(251)}.txt`;
		const [first, second] = uniqueNames([long, long]);
		expect(first).toBe(long);
		expect(second).toBe(`${'x'.repeat(247)} (1).txt`);
	});

	/** How many names are compared with others while these are given. */
	function stepsFor(names: string[]): number {
		const compared = jest.spyOn(String.prototype, 'normalize');
		uniqueNames(names);
		const steps = compared.mock.calls.length;
		compared.mockRestore();
		return steps;
	}

	const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
	const tail = (index: number) => index.toString(36).padStart(4, '0');
	test.each<[string, (count: number) => string[]]>([
		['are the same', (count) => numbers(count).map(() => 'report.pdf')],
		[
			'differ only in what makes room for a number',
			(count) => numbers(count).map((index) => `${'x'.repeat(247)}${tail(index >> 1)}.txt`),
		],
		[
			'are the same as those that others get',
			(count) => numbers(count).map((index) => (index % 2 ? 'a.txt' : `a (${index}).txt`)),
		],
	])('are found in a few steps for each of many names that %s', (_, namesOf) => {
		const few = stepsFor(namesOf(1000));
		expect(few).toBeGreaterThan(1000);
		expect(few).toBeLessThan(10_000);
		expect(stepsFor(namesOf(4000))).toBeLessThan(4.5 * few);
	});

	it('have numbers without gaps, however long they get', () => {
		const names = uniqueNames(Array.from({ length: 2000 }, () => 'report.pdf'));
		expect(names.slice(1)).toEqual(names.slice(1).map((_, index) => `report (${index + 1}).pdf`));
	});

	it('of long names that differ only in what makes room for a number have different numbers', () => {
		const names = ['a', 'a', 'b', 'b'].map((end) => `${'x'.repeat(250)}${end}.txt`);
		expect(uniqueNames(names).map((name) => name.slice(246))).toEqual([
			'xxxxa.txt',
			'x (1).txt',
			'xxxxb.txt',
			'x (2).txt',
		]);
	});

	it('are all different, whatever the names', () => {
		const name = fc.constantFrom('a', 'A', 'a (1)', 'a (2)', 'A (1)', 'a (1) (1)', 'b.txt');
		fc.assert(
			fc.property(fc.array(name, { maxLength: 30 }), (names) => {
				const unique = uniqueNames(names).map((one) => one.toLowerCase());
				expect(new Set(unique).size).toBe(names.length);
			}),
		);
	});
});
