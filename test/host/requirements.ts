import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Tool {
	/** Names of the program, in order of preference. */
	programs: string[];
	/** Where it lies when it is not in PATH. */
	folders: () => string[];
	/** The Debian and Ubuntu package that holds it. */
	aptPackage: string;
	usedFor: string;
}

const POSTGRESQL_VERSIONS = '/usr/lib/postgresql';

const TOOLS = {
	chromium: {
		programs: [
			'chromium',
			'chromium-browser',
			'google-chrome',
			'google-chrome-stable',
			'Google Chrome',
		],
		folders: () => ['/snap/bin', '/Applications/Google Chrome.app/Contents/MacOS'],
		aptPackage: 'chromium',
		usedFor: 'the browser tests and the screenshots',
	},
	redis: {
		programs: ['redis-server'],
		folders: () => ['/usr/sbin', '/opt/homebrew/bin'],
		aptPackage: 'redis-server',
		usedFor: 'queue mode',
	},
	postgresql: {
		programs: ['postgres'],
		folders: () => [...debianPostgresqlFolders(), '/opt/homebrew/bin'],
		aptPackage: 'postgresql',
		usedFor: 'queue mode',
	},
} satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;

/**
 * The paths of the programs that a run needs from the system.
 *
 * @throws Error that names everything that is missing and how to get it
 */
export function requireTools<Name extends ToolName>(
	names: Name[],
	exists: (path: string) => boolean = existsSync,
): Record<Name, string> {
	const found = names.map((name) => [name, findTool(TOOLS[name], exists)] as const);
	const missing = found.filter(([, path]) => !path).map(([name]) => TOOLS[name]);
	if (missing.length > 0) throw new Error(missingToolsMessage(missing));
	return Object.fromEntries(found) as Record<Name, string>;
}

function missingToolsMessage(missing: Tool[]): string {
	const lines = missing.map(({ programs, usedFor }) => `- ${programs[0]}, for ${usedFor}`);
	const packages = missing.map(({ aptPackage }) => aptPackage).join(' ');
	return [
		'This run needs programs that were not found on this system:',
		...lines,
		`On Debian and Ubuntu: apt-get install ${packages}`,
	].join('\n');
}

function findTool(
	{ programs, folders }: Tool,
	exists: (path: string) => boolean,
): string | undefined {
	const inPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
	const candidates = programs.flatMap((program) =>
		[...inPath, ...folders()].map((folder) => join(folder, program)),
	);
	return candidates.find(exists);
}

/** Debian keeps the servers of all PostgreSQL versions outside PATH; the newest comes first. */
function debianPostgresqlFolders(): string[] {
	if (!existsSync(POSTGRESQL_VERSIONS)) return [];
	const versions = readdirSync(POSTGRESQL_VERSIONS).sort((a, b) => Number(b) - Number(a));
	return versions.map((version) => join(POSTGRESQL_VERSIONS, version, 'bin'));
}
