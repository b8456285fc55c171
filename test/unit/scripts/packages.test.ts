import { documentFor } from '../../../scripts/packages/documents';
import { manifestFor } from '../../../scripts/packages/manifest';
import { namesAnother, services, type Service } from '../../../scripts/packages/services';
import { importedPackages, sourcesOf, textOf } from '../../../scripts/packages/sources';

const [dify, gumloop] = services;

function said(service: Service, lines: string[], file = 'README.md'): string {
	return documentFor(service, file, lines.join('\n'), (file) => file === 'LICENSE').text.trim();
}

describe('A document of a package of one service', () => {
	test('leaves out sections, paragraphs, rows and items that name another service', () => {
		const lines = [
			'# Both',
			'Neither.',
			'',
			'Dify and Gumloop.',
			'',
			'## Dify',
			'',
			'How to find the key.',
			'',
			'## Options',
			'',
			'| Option | For |',
			'| --- | --- |',
			'| One | Dify |',
			'| Two | Gumloop |',
			'',
			'- for Dify',
			'  in two lines',
			'- for Gumloop',
			'- for all',
		];
		expect(said(gumloop, lines).split('\n')).toEqual([
			'# Both',
			'Neither.',
			'',
			'## Options',
			'',
			'| Option | For |',
			'| --- | --- |',
			'| Two | Gumloop |',
			'',
			'- for Gumloop',
			'- for all',
		]);
	});

	test('has no heading without text below it, and no table without rows', () => {
		const lines = ['# Title', '', '## Keys', '', '### Of all', '', 'For Dify', '', '## Rest'];
		const table = ['', '| Key |', '| --- |', '| Dify |'];
		expect(said(gumloop, [...lines, ...table, '', '# End', '', 'End'])).toBe('# End\n\nEnd');
	});

	test('says in its own words what this repository says of several services', () => {
		const lines = [
			'Dify or Gumloop.',
			'',
			'<!-- in n8n-nodes-gumloop:',
			'Gumloop alone.',
			'-->',
			'',
			'<!-- in n8n-nodes-dify-knowledge:',
			'Dify alone.',
			'-->',
		];
		expect(said(dify, lines)).toBe('Dify alone.');
		expect(said(gumloop, lines)).toBe('Gumloop alone.');
	});

	test('has nothing of what is marked for this repository, and nothing in Japanese', () => {
		const lines = [
			'The last claim. <!-- only here -->',
			'',
			'## Try it',
			'',
			'Clone this. <!-- /only here -->',
			'',
			'日本語です。',
			'',
			'| Fault |',
			'| --- |',
			'| Restart<!-- only here -->, or take another package<!-- /only here --> |',
		];
		expect(said(dify, lines).split('\n')).toEqual([
			'The last claim.',
			'',
			'| Fault |',
			'| --- |',
			'| Restart |',
		]);
	});

	test('leads to this repository where it has not got the file', () => {
		expect(said(dify, ['[Licence](LICENSE), [tests](test/FAULTS.md)'])).toBe(
			'[Licence](LICENSE), [tests]({sourceAddress}/blob/main/test/FAULTS.md)',
		);
	});

	test('shows no example that is not in the package', () => {
		const lines = ['![A picture](docs/images/workflow-backup-to-s3.png)', '', 'End'];
		expect(said(gumloop, lines)).toBe('End');
	});

	test('keeps code as it is', () => {
		const lines = ['```bash', '# not a heading', '', '- no item', '```'];
		expect(said(dify, lines)).toBe(lines.join('\n'));
	});
});

describe.each(services)('$packageName', (service) => {
	const files = sourcesOf(service);

	test('consists of files that name no other service', () => {
		for (const file of files)
			expect([file, namesAnother(service, textOf(file))]).toEqual([file, false]);
	});

	test('has everything that its files import', () => {
		const nodes = files.filter((file) => file.endsWith('.node.ts'));
		expect(nodes.length).toBeGreaterThan(0);
		for (const node of nodes) expect(files).toContain(`${node}`.replace(/\.ts$/, '.json'));
		expect(files).toContain('nodes/shared/engine/routing.ts');
		expect(files).toContain('test/workflows/engine/run.ts');
	});

	test('registers its nodes and credentials, and no others', () => {
		const { n8n, name } = manifestFor(service, files);
		const { nodes, credentials } = n8n as Record<string, string[]>;
		expect(name).toBe(service.packageName);
		const sources = [...nodes, ...credentials].map((built) =>
			built.replace(/^dist\/(.+)\.js$/, '$1.ts'),
		);
		expect(sources.sort()).toEqual(
			files.filter((file) => /\.(node|credentials)\.ts$/.test(file)).sort(),
		);
	});

	test('has the packages that its tests import, in the versions of this repository', () => {
		const { devDependencies } = manifestFor(service, files);
		for (const name of importedPackages(files)) expect(devDependencies).toHaveProperty([name]);
		expect(devDependencies).toHaveProperty('jest');
		expect(devDependencies).not.toHaveProperty('playwright-core');
	});
});
