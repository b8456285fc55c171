/**
 * Checks the tarball that would be published: its files, its size, its manifest, and that n8n can
 * load every node and credential from it with nothing but n8n-workflow beside it.
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import type { ICredentialType, INodeType, Icon } from 'n8n-workflow';

import { filesWithOtherAddresses } from './addresses';
import { withTarball, type Tarball } from './tarball';
import { checkedFolder, projectFolder } from './folders';

const maximumBytes = 200_000;

const allowedFiles = [
	/^(package\.json|LICENSE|README\.md|index\.js)$/,
	/^dist\/(nodes|credentials)\/.+\.js$/,
	/^dist\/nodes\/(.+\.node|\w+\/__schema__\/.+)\.json$/,
	/^dist\/icons\/[\w.]+\.svg$/,
	/^(dist\/)?icons\/README\.md$/,
];
const requiredFiles = ['package.json', 'LICENSE', 'README.md'];

/** npm runs these by itself when a package is installed, packed or published. */
const lifecycleScripts =
	/^(pre|post)?(install|prepare|publish|pack|version|uninstall|shrinkwrap)$|^(prepublishOnly|dependencies)$/;

/** In n8n's template it keeps people from publishing without n8n's own command. */
const n8nsOwnScript = 'n8n-node prerelease';

interface Manifest {
	name: string;
	scripts?: Record<string, string>;
	n8n: { strict?: boolean; n8nNodesApiVersion?: number; nodes: string[]; credentials: string[] };
	peerDependencies?: Record<string, string>;
	[field: string]: unknown;
}

/** Sentences about what is wrong; none means that the package is fit to be published. */
function check(tarball: Tarball): string[] {
	const manifest: Manifest = JSON.parse(
		readFileSync(path.join(tarball.folder, 'package.json'), 'utf8'),
	);
	return [
		...checkFiles(tarball),
		...checkManifest(manifest),
		...checkAddresses(),
		...checkLoading(tarball, manifest),
	];
}

/** They stand in the sources, of which the tarball has but a part. */
function checkAddresses(): string[] {
	return filesWithOtherAddresses(checkedFolder).map(
		(file) => `${file} has another address than package.json gives. Run: npm run addresses`,
	);
}

function checkFiles({ files, bytes }: Tarball): string[] {
	const faults = files
		.filter((file) => !allowedFiles.some((pattern) => pattern.test(file)))
		.map((file) => `${file} must not be in the package.`);
	for (const file of requiredFiles) {
		if (!files.includes(file)) faults.push(`${file} is missing.`);
	}
	if (bytes >= maximumBytes) {
		faults.push(`The tarball has ${bytes} bytes; the limit is ${maximumBytes}.`);
	}
	return faults;
}

function checkManifest(manifest: Manifest): string[] {
	const faults: string[] = [];
	for (const field of [
		'dependencies',
		'optionalDependencies',
		'bundledDependencies',
		'overrides',
	]) {
		if (manifest[field] !== undefined) faults.push(`package.json must have no ${field}.`);
	}
	for (const [script, command] of Object.entries(manifest.scripts ?? {})) {
		if (lifecycleScripts.test(script) && command !== n8nsOwnScript)
			faults.push(`npm runs the script ${script} by itself.`);
	}
	if (JSON.stringify(manifest.peerDependencies) !== '{"n8n-workflow":"*"}') {
		faults.push('peerDependencies must be exactly {"n8n-workflow":"*"}.');
	}
	if (manifest.n8n.n8nNodesApiVersion !== 1 || manifest.n8n.strict !== true) {
		faults.push('The n8n block must have n8nNodesApiVersion 1 and strict true.');
	}
	return faults;
}

function checkLoading(tarball: Tarball, manifest: Manifest): string[] {
	const { folder } = tarball;
	linkPeerDependency(folder);
	const faults: string[] = [];
	const credentialNames = new Set<string>();
	for (const file of manifest.n8n.credentials) {
		const credential = load<ICredentialType>(folder, file, faults);
		if (!credential) continue;
		credentialNames.add(credential.name);
		faults.push(...checkIcon(folder, file, credential.icon));
	}
	for (const file of manifest.n8n.nodes) {
		const node = load<INodeType>(folder, file, faults);
		if (!node) continue;
		faults.push(...checkIcon(folder, file, node.description.icon));
		faults.push(...checkCodex(folder, file, `${manifest.name}.${node.description.name}`));
		for (const { name } of node.description.credentials ?? []) {
			if (!credentialNames.has(name)) faults.push(`${file} uses the unknown credential ${name}.`);
		}
	}
	return [...faults, ...checkRegistration(tarball, manifest)];
}

/** A node or credential file that package.json does not name is never loaded. */
function checkRegistration({ files }: Tarball, { n8n }: Manifest): string[] {
	const registered = new Set([...n8n.nodes, ...n8n.credentials]);
	return files
		.filter((file) => /\.(node|credentials)\.js$/.test(file) && !registered.has(file))
		.map((file) => `${file} is not named in package.json.`);
}

function linkPeerDependency(folder: string): void {
	const name = 'n8n-workflow';
	const link = path.join(folder, '..', name);
	mkdirSync(path.dirname(link), { recursive: true });
	symlinkSync(path.join(projectFolder, 'node_modules', name), link, 'dir');
}

/** n8n takes the export that is named as the file (`X` of `X.node.js`) and constructs it. */
function load<T>(folder: string, file: string, faults: string[]): T | undefined {
	const className = path.basename(file).split('.')[0];
	try {
		const exported = createRequire(path.join(folder, 'package.json'))(path.join(folder, file));
		return new exported[className]();
	} catch (error) {
		faults.push(`${file} cannot be loaded: ${(error as Error).message.split('\n')[0]}`);
		return undefined;
	}
}

function checkIcon(folder: string, file: string, icon: Icon | undefined): string[] {
	if (typeof icon !== 'object') return [`${file} has no pair of icons for light and dark.`];
	return [icon.light, icon.dark]
		.map((reference) => path.join(path.dirname(file), reference.replace(/^file:/, '')))
		.filter((iconFile) => !existsSync(path.join(folder, iconFile)))
		.map((iconFile) => `${file} refers to ${iconFile}, which is missing.`);
}

function checkCodex(folder: string, file: string, nodeType: string): string[] {
	const codexFile = path.join(folder, `${file}on`);
	if (!existsSync(codexFile)) return [`${file}on is missing.`];
	const codex = JSON.parse(readFileSync(codexFile, 'utf8'));
	return codex.node === nodeType
		? []
		: [`${file}on describes ${codex.node}, but the node is ${nodeType}.`];
}

async function main(): Promise<void> {
	await withTarball(async (tarball) => {
		for (const file of tarball.files) console.log(`  ${file}`);
		console.log(`${tarball.files.length} files, ${tarball.bytes} bytes packed`);
		const faults = check(tarball);
		for (const fault of faults) console.error(`FAULT: ${fault}`);
		if (faults.length > 0) process.exitCode = 1;
		else console.log('The package is fit to be published.');
	});
}

void main();
