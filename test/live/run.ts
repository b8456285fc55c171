import { parseArgs } from 'node:util';

import { type Defer, runScript } from '../host/script';
import { type Finding, lookAtAll } from './assumption';
import { reportOf } from './report';
import { difyOf, gumloopOf, type Looked } from './services';
import { standInDify, standInGumloop } from './standIns';

const GUMLOOP = 'https://api.gumloop.com/api/v1';

const HELP = `Looks whether the real services still are as this package takes them to be, and prints a table that
can be pasted into an issue. It only reads, and prints no keys, names or contents.

npm run test:live -- --knowledge-base ID   needs DIFY_BASE_URL and DIFY_API_KEY; about 45 requests,
                                           of which 9 count as downloads
  --agent-knowledge-base ID                looks at this one of agents, too
npm run test:live -- --run ID              needs GUMLOOP_API_KEY and GUMLOOP_USER_ID
  --start ID                               starts this flow of Gumloop once, without inputs
npm run test:live -- --stand-ins           against the stand-ins of test/sandbox

Give both to look at both. GUMLOOP_BASE_URL is ${GUMLOOP} unless it is set.
`;

runScript(async (defer) => {
	const { values } = parseArgs({
		options: {
			'knowledge-base': { type: 'string' },
			'agent-knowledge-base': { type: 'string' },
			run: { type: 'string' },
			start: { type: 'string' },
			'stand-ins': { type: 'boolean' },
			help: { type: 'boolean' },
		},
	});
	const services = values['stand-ins']
		? await standIns(defer)
		: given(values['knowledge-base'], values['agent-knowledge-base'], values.run, values.start);
	if (values.help || services.length === 0) {
		console.log(HELP);
		return values.help ? 0 : 1;
	}
	const all: Finding[] = [];
	for (const service of services) {
		const findings = await lookAtAll(service.assumptions);
		console.log(reportOf(service, findings));
		all.push(...findings);
	}
	const failed = all.filter(({ holds }) => holds === 'no').length;
	const passed = all.filter(({ holds }) => holds === 'yes').length;
	// The form that .ci/run counts.
	if (values['stand-ins']) console.log(`${passed} passed, ${failed} failed`);
	return failed > 0 ? 1 : 0;
});

async function standIns(defer: Defer): Promise<Looked[]> {
	const { access } = await standInDify(defer);
	const { access: gumloopAccess } = await standInGumloop(defer);
	return [difyOf(access), gumloopOf(gumloopAccess)];
}

/** The services that the environment opens and that something is named of. */
function given(
	knowledgeBaseId?: string,
	agentKnowledgeBaseId?: string,
	runId?: string,
	flowToStart?: string,
): Looked[] {
	const services: Looked[] = [];
	if (knowledgeBaseId) {
		const [baseUrl, apiKey] = variables('DIFY_BASE_URL', 'DIFY_API_KEY');
		services.push(difyOf({ baseUrl, apiKey, knowledgeBaseId, agentKnowledgeBaseId }));
	}
	if (runId) {
		const [apiKey, userId] = variables('GUMLOOP_API_KEY', 'GUMLOOP_USER_ID');
		const baseUrl = process.env.GUMLOOP_BASE_URL || GUMLOOP;
		services.push(gumloopOf({ baseUrl, apiKey, userId, runId, flowToStart }));
	}
	return services;
}

function variables(...names: string[]): string[] {
	const missing = names.filter((name) => !process.env[name]);
	if (missing.length > 0) throw new Error(`Set ${missing.join(' and ')}.`);
	return names.map((name) => process.env[name] ?? '');
}
