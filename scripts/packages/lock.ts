import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import project from '../../package.json';
import { projectFolder } from '../folders';
import { developmentPackages, type Manifest } from './manifest';
import { services } from './services';
import { importedPackages, sourcesOf } from './sources';

/** One lock file for all packages, made by npm; each package's own is a part of it. */
const LOCK = path.join(__dirname, 'package-lock.json');

type Needs = Record<string, string>;

interface LockedPackage {
	dependencies?: Needs;
	optionalDependencies?: Needs;
	peerDependencies?: Needs;
	peerDependenciesMeta?: Record<string, { optional?: boolean }>;
	[field: string]: unknown;
}

interface Lock {
	name: string;
	version: string;
	packages: Record<string, LockedPackage>;
	[field: string]: unknown;
}

/**
 * The lock file of one package.
 *
 * @throws Error when the packages need something that is not locked yet
 */
export function lockFor(manifest: Manifest): Lock {
	const lock = JSON.parse(readFileSync(LOCK, 'utf8')) as Lock;
	const { name, version, license, devDependencies, engines, peerDependencies } = manifest;
	const missing = Object.entries(devDependencies).filter(
		([needed, range]) => (lock.packages[''].devDependencies as Needs)[needed] !== range,
	);
	if (missing.length > 0) {
		const names = missing.map(([needed]) => needed).join(', ');
		throw new Error(`Not locked: ${names}. Run: npm run packages -- --lock`);
	}
	const root = { name, version, license, devDependencies, engines, peerDependencies };
	const reached = new Set<string>();
	for (const needed of Object.keys({ ...devDependencies, ...peerDependencies })) {
		reach(lock, '', needed, reached);
	}
	const packages = Object.entries(lock.packages).filter(([place]) => reached.has(place));
	return { ...lock, name, version, packages: { '': root, ...Object.fromEntries(packages) } };
}

/** Adds the place of a package that is needed at another one's, and all that it needs in turn. */
function reach(lock: Lock, from: string, name: string, reached: Set<string>): void {
	const place = placeOf(lock, from, name);
	if (place === undefined || reached.has(place)) return;
	reached.add(place);
	const { dependencies, optionalDependencies, peerDependencies } = lock.packages[place];
	for (const needed of Object.keys({
		...dependencies,
		...optionalDependencies,
		...peerDependencies,
	})) {
		reach(lock, place, needed, reached);
	}
}

/** Node's own rule: the nearest `node_modules` on the way up. */
function placeOf(lock: Lock, from: string, name: string): string | undefined {
	const own = `${from ? `${from}/` : ''}node_modules/${name}`;
	if (own in lock.packages) return own;
	if (from === '') return undefined;
	return placeOf(lock, from.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, ''), name);
}

/** Lets npm make the lock file for everything that any package needs, in our versions where it can. */
export function writeLock(): void {
	const imported = services.flatMap((service) => importedPackages(sourcesOf(service)));
	const folder = mkdtempSync(path.join(tmpdir(), 'packages-lock-'));
	try {
		const devDependencies = developmentPackages(imported);
		const { peerDependencies } = project;
		const manifest = { name: 'packages', version: '0.0.0', devDependencies, peerDependencies };
		writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
		for (const file of ['.npmrc', 'package-lock.json']) {
			copyFileSync(path.join(projectFolder, file), path.join(folder, file));
		}
		const install = [
			'install',
			'--package-lock-only',
			'--ignore-scripts',
			'--no-audit',
			'--no-fund',
		];
		execFileSync('npm', install, { cwd: folder, stdio: 'inherit' });
		copyFileSync(path.join(folder, 'package-lock.json'), LOCK);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
