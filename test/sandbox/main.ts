import { parseArgs } from 'node:util';

import { selfSignedCertificate } from './certificate';
import { startDify, type DifyStandIn } from './dify/server';
import { startGumloop, type GumloopStandIn } from './gumloop/server';
import { sampleFlow } from './gumloop/sampleFlow';
import { manyDocuments, sampleKnowledgeBase } from './dify/sampleKnowledgeBases';

const USAGE = `Starts a stand-in Dify and a stand-in Gumloop on this machine, for trying by hand.

npx tsx test/sandbox/main.ts [options]
  --port N         port of Dify; Gumloop gets the next one (default: free ports)
  --documents N    adds a knowledge base of N documents
  --bytes N        size of each of them (default 2000)
  --latency MS     waited before each answer
  --rate-limit N   Dify's downloads per 60 seconds
  --files-url URL  Dify's FILES_URL
  --version V      Dify's version, e.g. 1.13.0 for one without downloads
  --https          Dify with a self-signed certificate
`;

async function main() {
	const { values } = parseArgs({
		options: {
			port: { type: 'string', default: '0' },
			documents: { type: 'string', default: '0' },
			bytes: { type: 'string', default: '2000' },
			latency: { type: 'string', default: '0' },
			'rate-limit': { type: 'string' },
			'files-url': { type: 'string' },
			version: { type: 'string' },
			https: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) return console.log(USAGE);

	const port = Number(values.port);
	const latencyMs = Number(values.latency);
	const dify = await startDify({
		port,
		latencyMs,
		version: values.version,
		filesUrl: values['files-url'],
		rateLimitPerMinute: values['rate-limit'] ? Number(values['rate-limit']) : undefined,
		tls: values.https ? await selfSignedCertificate() : undefined,
	});
	dify.addKnowledgeBase(sampleKnowledgeBase());
	const documents = Number(values.documents);
	if (documents > 0) dify.addKnowledgeBase(manyDocuments(documents, Number(values.bytes)));

	const gumloop = await startGumloop({ port: port && port + 1, latencyMs });
	gumloop.addFlow(sampleFlow());

	print(dify, gumloop);

	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => void Promise.all([dify.close(), gumloop.close()]));
	}
}

/** What has to be entered in n8n. */
function print(dify: DifyStandIn, gumloop: GumloopStandIn): void {
	console.log(`Dify     Base URL  ${dify.apiRoot}`);
	console.log(`         API key   ${dify.apiKey}`);
	for (const { id, name, documents } of dify.knowledgeBases) {
		console.log(`         ${id}  ${name} (${documents.length})`);
	}
	console.log(`Gumloop  Base URL  ${gumloop.apiRoot}`);
	console.log(`         API key   ${gumloop.apiKey}`);
	console.log(`         User ID   ${gumloop.userId}`);
	console.log(
		`         OAuth     ${gumloop.origin}/oauth/authorize, ${gumloop.origin}/oauth/token`,
	);
	console.log(`         Client ID ${gumloop.oauth2.clientId}`);
	for (const { savedItemId, name } of gumloop.flows)
		console.log(`         ${savedItemId}  ${name}`);
	console.log('Stop with Ctrl+C.');
}

void main();
