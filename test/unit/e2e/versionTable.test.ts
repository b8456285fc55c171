import { tableOf, updatedPage, type VersionRow } from '../../e2e/versionTable';

const row = (n8n: string, passed = 10): VersionRow => {
	return { n8n, node: '22.1.0', suites: 'Regular mode', passed, failed: 0 };
};

const PAGE = `# Versions

| n8n    | Node.js | Suites       | Passed | Failed |
| ------ | ------- | ------------ | ------ | ------ |
| 1.85.4 | 22.1.0  | Regular mode | 10     | 0      |
| 2.8.4  | 22.1.0  | Regular mode | 10     | 0      |
`;

test('the columns are as wide as their widest cell', () => {
	expect(tableOf([row('1.85.4')])).toBe(
		[
			'| n8n    | Node.js | Suites       | Passed | Failed |',
			'| ------ | ------- | ------------ | ------ | ------ |',
			'| 1.85.4 | 22.1.0  | Regular mode | 10     | 0      |',
		].join('\n'),
	);
});

test('rows of other versions stay, and all are in the order of versions', () => {
	const page = updatedPage(PAGE, [row('2.20.12')]);
	expect(page.match(/\d+\.\d+\.\d+ /g)).toEqual(
		['1.85.4', '22.1.0', '2.8.4', '22.1.0', '2.20.12', '22.1.0'].map((one) => `${one} `),
	);
	expect(page).toMatch(/^# Versions\n\n\| n8n/);
});

test('a version that was run again has one row, the new one', () => {
	const page = updatedPage(PAGE, [row('2.8.4', 99)]);
	expect(page.match(/\| 2\.8\.4/g)).toHaveLength(1);
	expect(page).toContain('| 99 ');
});

test('the same rows give the same page', () => {
	expect(updatedPage(PAGE, [row('1.85.4'), row('2.8.4')])).toBe(PAGE);
});
