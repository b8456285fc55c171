/**
 * n8n's official scan of community packages, run as n8n runs it on a published package: once on the
 * sources, once on the tarball's files. (Its command line takes only packages on npm.)
 */
import { withTarball } from './tarball';
import { checkedFolder } from './folders';

/** The file patterns of the scan's second half, `analyzePackageByName` in scanner.mjs. */
const tarballPatterns = ['**/*.js', 'package.json'];

async function main(): Promise<void> {
	const { analyzePackage, SOURCE_FILE_PATTERNS } =
		await import('@n8n/scan-community-package/scanner/scanner.mjs');

	async function scan(what: string, folder: string, patterns: string[]): Promise<void> {
		const result = await analyzePackage(folder, patterns);
		console.log(`${what}: ${result.passed ? 'passed' : result.message}`);
		if (result.passed) return;
		console.error(result.details ?? '');
		process.exitCode = 1;
	}

	await scan('Sources', checkedFolder, SOURCE_FILE_PATTERNS);
	await withTarball(({ folder }) => scan('Tarball', folder, tarballPatterns));
}

void main();
