import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import manifest from '../../../package.json';
import { addressOf, filesWithOtherAddresses, withAddresses } from '../../../scripts/addresses';

const PROJECT = join(__dirname, '../../..');
const entered = {
	name: 'n8n-nodes-document-downloads',
	repository: { url: 'git+https://git.founders.io/nodes/n8n-nodes-document-downloads.git' },
	author: { name: 'Founders', email: 'nodes@founders.io' },
};

test('every address is the one that package.json gives (npm run addresses)', () => {
	expect(filesWithOtherAddresses(PROJECT)).toEqual([]);
	const moved = { ...manifest, repository: entered.repository, author: entered.author };
	for (const file of ['README.md', 'SECURITY.md', 'package.json', 'CHANGELOG.md']) {
		const text = readFileSync(join(PROJECT, file), 'utf8');
		expect([file, withAddresses(moved, file, text) === text]).toEqual([file, false]);
	}
});

describe('addresses that were entered in package.json', () => {
	test('are written wherever a repository is named, with its anchor', () => {
		const [here, there] = ['https://github.com/old', 'https://git.founders.io/nodes'].map(
			(owner) =>
				`{ "url": "${owner}/n8n-nodes-document-downloads#readme" } ${owner}/n8n-nodes-gumloop.git`,
		);
		expect(withAddresses(entered, 'a.json', here)).toBe(there);
		expect(addressOf(entered, 'n8n-nodes-gumloop')).toBe(
			'https://git.founders.io/nodes/n8n-nodes-gumloop',
		);
	});

	test('are written where documents name the author', () => {
		expect(withAddresses(entered, 'SECURITY.md', 'write to old@example.org.')).toBe(
			'write to nodes@founders.io.',
		);
	});

	test('leave other addresses alone', () => {
		const text =
			'https://www.npmjs.com/package/n8n-nodes-document-downloads https://github.com/old/n8n-nodes-gumloop-x';
		expect(withAddresses(entered, 'a.md', text)).toBe(text);
	});
});

describe('publishing', () => {
	/** What the first step of the publishing workflows says, and whether it lets them go on. */
	function publishable(email: string, workflowOf?: string): [says: string, goesOn: boolean] {
		const folder = mkdtempSync(join(tmpdir(), 'publishable-'));
		const author = { name: 'Founders', email };
		writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...entered, author }));
		const environment = { ...process.env, GITHUB_SERVER_URL: 'https://git.founders.io' };
		const env = { ...environment, GITHUB_REPOSITORY: workflowOf ?? '' };
		try {
			const script = join(PROJECT, '.ci/publishable');
			return [execFileSync('bash', [script], { cwd: folder, env, encoding: 'utf8' }), true];
		} catch (error) {
			return [(error as { stdout: string }).stdout, false];
		} finally {
			rmSync(folder, { recursive: true });
		}
	}

	test.each(['nodes@example.org', 'nodes@mail.example.com', 'nodes@founders.example'])(
		'ends with a sentence as long as the author is %s',
		(email) => {
			const [says, goesOn] = publishable(email);
			expect(goesOn).toBe(false);
			expect(says).toContain(`Not published: ${email} is an example.`);
		},
	);

	test('ends with a sentence in another repository than package.json names', () => {
		const [says, goesOn] = publishable('nodes@founders.io', 'others/fork');
		expect(goesOn).toBe(false);
		expect(says).toContain('and this one is https://git.founders.io/others/fork');
	});

	test('goes on with the addresses of those who publish', () => {
		expect(publishable('nodes@founders.io')).toEqual(['', true]);
		expect(publishable('nodes@founders.io', 'nodes/n8n-nodes-document-downloads')[1]).toBe(true);
	});

	test.each(['.github/workflows', 'scripts/packages/tree/.github/workflows'])(
		'begins with this in the workflow of %s',
		(folder) => {
			const workflow = readFileSync(join(PROJECT, folder, 'publish.yml'), 'utf8');
			const [first] = [...workflow.matchAll(/ run: (.+)/g)].map(([, command]) => command);
			expect(first).toBe('bash .ci/publishable');
		},
	);
});
