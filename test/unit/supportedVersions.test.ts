import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import type { INodeType } from 'n8n-workflow';

const PROJECT = join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
	engines: { n8n: string; node: string };
	n8n: { nodes: string[] };
};

/** A node as package.json names it, out of its source. */
async function nodeOf(builtFile: string): Promise<INodeType> {
	const source = join(PROJECT, builtFile.replace(/^dist\/|\.js$/g, ''));
	const exported = (await import(source)) as Record<string, new () => INodeType>;
	return new exported[basename(source, '.node')]();
}

test('package.json says which n8n and Node.js the package needs', () => {
	expect(manifest.engines).toEqual({ n8n: '>=1.85.0', node: '>=20' });
});

test.each(manifest.n8n.nodes)('the description of %s says the same', async (file) => {
	const { description } = (await nodeOf(file)).description;
	expect(description).toMatch(/ \(n8n 1\.85 and later, Node\.js 20 and later\)$/);
	expect(description.length).toBeLessThanOrEqual(120);
});

test('README says the same', () => {
	const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');
	expect(readme).toContain('n8n 1.85 or newer and Node.js 20 or newer are needed.');
});
