import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

import { cachedInstallation, cacheFolder } from '../../host/cache';

let root: string;

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'cache-'));
});

afterEach(async () => {
	await rm(root, { recursive: true });
});

describe('the cache of installations', () => {
	it('lies where XDG_CACHE_HOME says, and in ~/.cache otherwise', () => {
		expect(cacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/n8n-nodes-document-downloads');
		expect(cacheFolder({})).toBe(join(homedir(), '.cache/n8n-nodes-document-downloads'));
	});

	it('installs a manifest once', async () => {
		const install = jest.fn(async () => {});
		const first = await cachedInstallation('n8n', { a: 1 }, install, root);
		const second = await cachedInstallation('n8n', { a: 1 }, install, root);
		expect(second).toBe(first);
		expect(install).toHaveBeenCalledTimes(1);
	});

	it('installs a changed manifest into another folder', async () => {
		const install = jest.fn(async () => {});
		const first = await cachedInstallation('n8n', { a: 1 }, install, root);
		const second = await cachedInstallation('n8n', { a: 2 }, install, root);
		expect(second).not.toBe(first);
		expect(install).toHaveBeenCalledTimes(2);
	});

	it('repeats an installation that broke off, from an empty folder', async () => {
		const breakOff = async (folder: string) => {
			await writeFile(join(folder, 'half'), '');
			throw new Error('no network');
		};
		await expect(cachedInstallation('n8n', {}, breakOff, root)).rejects.toThrow('no network');

		const install = jest.fn(async () => {});
		const folder = await cachedInstallation('n8n', {}, install, root);
		expect(install).toHaveBeenCalledTimes(1);
		expect(existsSync(join(folder, 'half'))).toBe(false);
	});
});
