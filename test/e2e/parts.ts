import type { ToolName } from '../host/requirements';
import { isOlderThan } from '../sandbox/version';
import type { Checks } from './checks';
import type { Stage, Suite } from './stage';
import { browser } from './suites/browser';
import { credentials } from './suites/credentials';
import { errors } from './suites/errors';
import { examples } from './suites/examples';
import { longLists } from './suites/longLists';
import { memory } from './suites/memory';
import { nextMajor } from './suites/nextMajor';
import { packages } from './suites/packages';
import { pickers } from './suites/pickers';
import { queue } from './suites/queue';
import { regular } from './suites/regular';
import { triggers } from './suites/triggers';
import { unsupported } from './suites/unsupported';

export interface Part {
	suite: Suite;
	title: string;
	/** What it needs from the system beside Node.js. */
	tools: ToolName[];
	/**
	 * The versions of n8n on which `npm run test:versions` runs it; the newest runs everything that
	 * is not for versions older than those that are supported.
	 */
	versions: 'all' | 'oldest and newest' | 'newest' | 'too old';
}

const OLDEST_SUPPORTED = '1.85.0';

export const PARTS: Record<string, Part> = {
	regular: { suite: regular, title: 'Regular mode', tools: [], versions: 'all' },
	errors: { suite: errors, title: 'What goes wrong', tools: [], versions: 'all' },
	credentials: { suite: credentials, title: 'Credentials', tools: [], versions: 'all' },
	pickers: { suite: pickers, title: 'Lists in the editor', tools: [], versions: 'all' },
	examples: { suite: examples, title: 'Example workflows', tools: [], versions: 'all' },
	triggers: { suite: triggers, title: 'Triggers', tools: [], versions: 'all' },
	longLists: {
		suite: longLists,
		title: 'Long lists',
		tools: [],
		versions: 'oldest and newest',
	},
	browser: { suite: browser, title: 'Browser', tools: ['chromium'], versions: 'newest' },
	packages: {
		suite: packages,
		title: 'Packages of one service',
		tools: [],
		versions: 'newest',
	},
	memory: { suite: memory, title: 'Memory mode', tools: [], versions: 'newest' },
	nextMajor: {
		suite: nextMajor,
		title: 'As n8n 3.0 is set up',
		tools: ['chromium'],
		versions: 'newest',
	},
	queue: {
		suite: queue,
		title: 'Queue mode',
		tools: ['redis', 'postgresql'],
		versions: 'oldest and newest',
	},
	unsupported: { suite: unsupported, title: 'Too old', tools: [], versions: 'too old' },
};

/** Everything that is for versions that are supported, or for those that are not. */
export function partsFor(version: string): Part[] {
	const tooOld = isOlderThan(version, OLDEST_SUPPORTED);
	return Object.values(PARTS).filter(({ versions }) => tooOld === (versions === 'too old'));
}

/** The parts with these names, which stand in a list with commas. @throws Error when one is unknown */
export function partsNamed(names: string): Part[] {
	const wanted = names.split(',').map((name) => name.trim());
	const unknown = wanted.filter((name) => !(name in PARTS));
	if (unknown.length > 0) throw new Error(`Not a part: ${unknown.join(', ')}`);
	return wanted.map((name) => PARTS[name]);
}

/** What a part sets up before its first check is a check, too. */
export async function runParts(
	parts: Part[],
	stage: Stage,
	{ check, print }: Checks,
): Promise<void> {
	for (const { suite, title } of parts) {
		print(`\n${title}`);
		await suite(stage, check).catch(async (error: unknown) => {
			const sentence = `${title}: everything that it needs could be set up`;
			await check(sentence, () => Promise.reject(error));
		});
	}
}
