import manifest from '../../package.json';
import { addressOf } from '../addresses';
import { packageTools, services, type Service } from './services';
import { importedPackages } from './sources';

/** Development packages that no file imports: what builds, lints, formats and tests. */
const TOOLS = /^(eslint|jest|prettier|typescript|@types\/node|@swc\/(core|jest)|n8n-workflow)$/;

/** The package.json of a package, as far as others read it. */
export interface Manifest {
	name: string;
	version: string;
	license: string;
	engines: object;
	devDependencies: Record<string, string>;
	peerDependencies: Record<string, string>;
	[field: string]: unknown;
}

/**
 * The package.json of a service's package: ours, with the scripts of n8n's template, its own name and
 * addresses, and of nodes, credentials, keywords and development packages only what it has.
 */
export function manifestFor(service: Service, files: string[]): Manifest {
	const { packageName, description } = service;
	const repository = addressOf(manifest, packageName);
	const { author, engines, keywords, license, peerDependencies, version } = manifest;
	const isThere = (built: string) =>
		files.includes(built.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
	const notOurs = services.flatMap((other) => (other === service ? [] : other.keywords));
	return {
		name: packageName,
		version,
		description,
		keywords: keywords.filter((keyword) => !notOurs.includes(keyword)),
		license,
		homepage: `${repository}#readme`,
		bugs: { url: `${repository}/issues` },
		author,
		repository: { type: 'git', url: `${repository}.git` },
		engines,
		scripts: {
			build: 'n8n-node build',
			'build:watch': 'tsc --watch',
			dev: 'n8n-node dev',
			lint: 'n8n-node lint',
			'lint:fix': 'n8n-node lint --fix',
			test: 'jest',
			release: 'n8n-node release',
			prepublishOnly: 'n8n-node prerelease',
		},
		// n8n's build copies every picture, those of the README too.
		files: ['dist/credentials', 'dist/icons', 'dist/nodes', 'icons/README.md'],
		n8n: {
			...manifest.n8n,
			credentials: manifest.n8n.credentials.filter(isThere),
			nodes: manifest.n8n.nodes.filter(isThere),
		},
		peerDependencies,
		devDependencies: developmentPackages(importedPackages(files)),
	};
}

/** What is imported, in our versions, and the tools. */
export function developmentPackages(imported: string[]): Record<string, string> {
	const ours = Object.entries(manifest.devDependencies).filter(
		([name]) => TOOLS.test(name) || imported.includes(name),
	);
	const all = [...ours, ...Object.entries(packageTools)];
	return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}
