import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

import { projectFolder } from '../folders';
import { namesAnother, type Service } from './services';

/** What tests of a package may use. The rest works on this repository and stays here, with its tests. */
const USED_BY_TESTS =
	/^(package\.json$|nodes\/|credentials\/|test\/(unit|workflows|sandbox|fuzz)\/)/;
/** jest.config.js runs it before every test. */
const SET_UP = 'test/seed.ts';
const SHIPPED = /^(nodes|credentials|icons|workflows)\//;
const TEST = /^test\/(unit|workflows)\/.*\.test\.ts$/;
/** What tests read: archives and sample files. */
const TEST_DATA = /^test\/(fixtures|.*\/files)\//;

/**
 * Which files of this repository a service's package is made of: what ships, unless another service is
 * named in it, and every test that runs with these files alone.
 *
 * @returns paths from the project's folder, with forward slashes, sorted
 * @throws Error when a test of this service cannot come along because of a file that it imports
 */
export function sourcesOf(service: Service): string[] {
	const files = repositoryFiles();
	const isOurs = (file: string) => !namesAnother(service, `${file}\n${textOf(file)}`);
	const shipped = files.filter((file) => SHIPPED.test(file) && isOurs(file));
	const data = files.filter((file) => TEST_DATA.test(file) && isOurs(file));
	const comesAlong = (file: string) => file === 'package.json' || isOurs(file);
	const tests = files
		.filter((file) => TEST.test(file) && isOurs(file) && !readsDocuments(file))
		.map((file) => ({ file, needed: [...importedFrom(file)] }))
		.filter(({ needed }) => needed.every((file) => USED_BY_TESTS.test(file)))
		.filter(({ file, needed }) => {
			const hindrance = needed.find((one) => !comesAlong(one));
			if (hindrance && service.words.test(textOf(file))) {
				throw new Error(`${file} needs ${hindrance}, which names another service.`);
			}
			return !hindrance;
		})
		.flatMap(({ needed }) => needed)
		.filter((file) => file.startsWith('test/'));
	return [...new Set([...shipped, ...data, SET_UP, ...tests])].sort();
}

/** Files that git knows or would add. */
function repositoryFiles(): string[] {
	return execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
		cwd: projectFolder,
		encoding: 'utf8',
		maxBuffer: 64 * 1024 * 1024,
	})
		.split('\0')
		.filter((file) => file && existsSync(path.join(projectFolder, file)));
}

/** Tests of the documents compare them with the code; the documents of a package are made from ours. */
function readsDocuments(file: string): boolean {
	return /\.md['"]/.test(textOf(file));
}

export function textOf(file: string): string {
	return readFileSync(path.join(projectFolder, file), 'utf8');
}

/** A file and all that it imports from this repository, however far away. */
function importedFrom(file: string, found = new Set<string>()): Set<string> {
	if (found.has(file)) return found;
	found.add(file);
	if (!file.endsWith('.ts')) return found;
	for (const name of importsOf(file)) {
		if (name.startsWith('.')) importedFrom(resolved(file, name), found);
	}
	return found;
}

/** npm packages that files import, sorted. */
export function importedPackages(files: string[]): string[] {
	const names = files
		.filter((file) => file.endsWith('.ts'))
		.flatMap(importsOf)
		.filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
		.map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
	return [...new Set(names)].filter((name) => !builtinModules.includes(name)).sort();
}

function importsOf(file: string): string[] {
	return ts.preProcessFile(textOf(file)).importedFiles.map(({ fileName }) => fileName);
}

function resolved(importer: string, name: string): string {
	const base = path.posix.join(path.posix.dirname(importer), name);
	const found = [base, `${base}.ts`, `${base}.d.ts`, `${base}/index.ts`].find((candidate) => {
		const absolute = path.join(projectFolder, candidate);
		return existsSync(absolute) && statSync(absolute).isFile();
	});
	if (!found) throw new Error(`${importer} imports ${name}, which is not there.`);
	return found;
}
