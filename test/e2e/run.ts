import { parseArgs } from 'node:util';

import { DEFAULT_N8N_VERSION, installN8n } from '../host/install';
import { packThisProject } from '../host/package';
import { requireTools } from '../host/requirements';
import { runScript } from '../host/script';
import { temporaryFolder } from '../host/temporaryFolder';
import { startChecks } from './checks';
import { PARTS, partsFor, partsNamed, runParts } from './parts';
import { setStage } from './stage';

const HELP = `Runs the package on a real n8n, installed as n8n's settings page installs it.

npm run test:e2e                          everything
npm run test:e2e -- --only regular,queue  some of: ${Object.keys(PARTS).join(', ')}
npm run test:e2e -- --n8n 2.10.0          on another version of n8n (default ${DEFAULT_N8N_VERSION})
`;

runScript(async (defer) => {
	const { values } = parseArgs({
		options: { only: { type: 'string' }, n8n: { type: 'string' }, help: { type: 'boolean' } },
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const version = values.n8n ?? DEFAULT_N8N_VERSION;
	const parts = values.only ? partsNamed(values.only) : partsFor(version);
	requireTools(parts.flatMap(({ tools }) => tools));

	const installation = await installN8n(version);
	const folder = await temporaryFolder('e2e', defer);
	const tarball = await packThisProject(folder);
	const checks = startChecks();
	await runParts(parts, setStage(installation, tarball, folder, defer), checks);
	console.log(`\nn8n ${installation.version}, ${parts.map(({ title }) => title).join(', ')}`);
	console.log(checks.summary());
	return checks.failed() > 0 ? 1 : 0;
});
