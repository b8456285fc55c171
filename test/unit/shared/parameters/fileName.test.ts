import { zipName } from '../../../../nodes/shared/parameters/fileName';

test.each([
	['handbook', 'handbook.zip'],
	['handbook.zip', 'handbook.zip'],
	['handbook.ZIP', 'handbook.zip'],
	['v1.2', 'v1.2.zip'],
	['社内 規程 📚', '社内 規程 📚.zip'],
	['HR / Legal \\ Tax', 'HR _ Legal _ Tax.zip'],
	['..', 'unnamed.zip'],
	['', 'unnamed.zip'],
	['a\u0000\u202eb', 'ab.zip'],
])('%j makes the name %j', (text, name) => {
	expect(zipName(text)).toBe(name);
});

test('a name that is far too long is cut and still ends in .zip', () => {
	const name = zipName('長'.repeat(300));
	expect(name).toMatch(/^長+\.zip$/);
	expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
});
