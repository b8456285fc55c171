/**
 * `npm run packages`: writes a source tree for each service into `packages/`, ready to be pushed as a
 * repository of its own. `-- --lock` lets npm lock their development packages anew before that.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';

import manifest from '../../package.json';
import tsconfig from '../../tsconfig.json';
import tsconfigBuild from '../../tsconfig.build.json';
import { addressOf } from '../addresses';
import { projectFolder } from '../folders';
import { documentFor } from './documents';
import { asJavaScript } from './javascript';
import { lockFor, writeLock } from './lock';
import { manifestFor } from './manifest';
import { namesAnother, services, type Service } from './services';
import { sourcesOf, textOf } from './sources';

/** What every package takes from the top of this repository as it is. */
const AS_THEY_ARE = ['.ci/publishable', '.editorconfig', '.npmrc', '.prettierrc.js', 'LICENSE'];
const DOCUMENTS = [
	'CHANGELOG.md',
	'README.md',
	'SECURITY.md',
	'docs/messages.md',
	'icons/README.md',
];
/** What only a package has. */
const TEMPLATE = path.join(__dirname, 'tree');
const BINARY = /\.(png|pdf|xlsx|zip)$/;
/** Left in a tree's folder between runs: what npm installed, its mark in the cache, and the repository. */
const KEPT = ['node_modules', 'installed', '.git'];

/** The files of a package by their paths; texts as strings. */
export type Tree = Map<string, string | Buffer>;

const source = manifest.name;
const sourceAddress = addressOf(manifest, source);

function treeFolder({ packageName }: Service): string {
	return path.join(projectFolder, 'packages', packageName);
}

/**
 * Everything that the package of a service is made of.
 *
 * @throws Error naming a file that is about another service
 */
export async function treeOf(service: Service): Promise<Tree> {
	const sources = sourcesOf(service).filter((file) => !DOCUMENTS.includes(file));
	const tree: Tree = new Map();
	for (const file of AS_THEY_ARE) tree.set(file, textOf(file));
	for (const file of sources) await addSource(tree, file);
	for (const file of templateFiles())
		tree.set(file, readFileSync(path.join(TEMPLATE, file), 'utf8'));
	tree.set('tsconfig.json', asJson(buildOptions()));
	tree.set('jest.config.js', testOptions());
	await addDocuments(tree, service);
	for (const [file, content] of tree) {
		if (typeof content === 'string') tree.set(file, underOwnName(service, content));
	}
	const own = manifestFor(service, sources);
	tree.set('package.json', asJson(own));
	tree.set('package-lock.json', asJson(lockFor(own)));
	refuseOthers(service, tree);
	return tree;
}

/** Tests are JavaScript: n8n's linter takes every TypeScript file for one that runs inside n8n. */
async function addSource(tree: Tree, file: string): Promise<void> {
	if (BINARY.test(file)) tree.set(file, readFileSync(path.join(projectFolder, file)));
	else if (!/^test\/.*\.ts$/.test(file)) tree.set(file, textOf(file));
	else if (!file.endsWith('.d.ts')) {
		tree.set(file.replace(/\.ts$/, '.js'), await asJavaScript(file, textOf(file)));
	}
}

function templateFiles(): string[] {
	return readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(TEMPLATE, path.join(entry.parentPath, entry.name)))
		.map((file) => file.split(path.sep).join('/'));
}

/** Our two tsconfig files as one, which takes the codex files along: n8n's build only runs `tsc`. */
function buildOptions(): object {
	const compilerOptions = { ...tsconfig.compilerOptions, ...tsconfigBuild.compilerOptions };
	const include = [...tsconfigBuild.include, 'nodes/**/*.json'];
	return { compilerOptions, include };
}

function testOptions(): string {
	return textOf('jest.config.js')
		.replace(/(\/seed|\.test)\.ts/g, '$1.js')
		.replace('\\.ts$', '\\.[jt]s$');
}

async function addDocuments(tree: Tree, service: Service): Promise<void> {
	const has = (file: string) => tree.has(file) || DOCUMENTS.includes(file);
	for (const file of DOCUMENTS) {
		const { text, pictures } = documentFor(service, file, introduced(service, file), has);
		const style = await prettier.resolveConfig(path.join(projectFolder, file));
		tree.set(file, await prettier.format(text, { ...style, parser: 'markdown' }));
		for (const picture of pictures) {
			tree.set(picture, readFileSync(path.join(projectFolder, picture)));
		}
	}
}

/** The README begins with what npm says of the package. */
function introduced({ description }: Service, file: string): string {
	return file === 'README.md'
		? textOf(file).replace(/^# .+\n/, `$&\n${description}.\n`)
		: textOf(file);
}

/** Types, addresses and titles carry the package's name. */
function underOwnName({ packageName }: Service, text: string): string {
	return text
		.replaceAll(source, packageName)
		.replaceAll('{sourceAddress}', sourceAddress)
		.replaceAll('{source}', source);
}

function refuseOthers(service: Service, tree: Tree): void {
	for (const [file, content] of tree) {
		const text = typeof content === 'string' ? content : '';
		if (file === 'package-lock.json' || !namesAnother(service, `${file}\n${text}`)) continue;
		throw new Error(`${file} of ${service.packageName} is about another service.`);
	}
}

function asJson(content: object): string {
	return `${JSON.stringify(content, null, 2)}\n`;
}

/** Makes a folder hold the files of a tree and nothing else, but for what is installed there. */
export function writeTree(tree: Tree, folder: string): void {
	mkdirSync(folder, { recursive: true });
	for (const name of readdirSync(folder)) {
		if (!KEPT.includes(name)) rmSync(path.join(folder, name), { recursive: true });
	}
	for (const [file, content] of tree) {
		const target = path.join(folder, file);
		mkdirSync(path.dirname(target), { recursive: true });
		writeFileSync(target, content);
	}
}

async function main(): Promise<void> {
	if (process.argv.includes('--lock')) writeLock();
	for (const service of services) {
		const tree = await treeOf(service);
		const folder = treeFolder(service);
		writeTree(tree, folder);
		const tests = [...tree.keys()].filter((file) => file.endsWith('.test.js')).length;
		const shown = path.relative(process.cwd(), folder);
		console.log(`${shown}: ${tree.size} files, ${tests} of them tests`);
	}
}

if (require.main === module) void main();
