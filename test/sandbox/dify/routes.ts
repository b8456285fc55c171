import { isOlderThan } from '../version';

export type DifyEndpoint =
	| 'welcome'
	| 'knowledgeBases'
	| 'knowledgeBase'
	| 'list'
	| 'document'
	| 'segments'
	| 'metadata'
	| 'download'
	| 'downloadZip'
	| 'agentKnowledgeBase'
	| 'file'
	| 'webApp'
	| 'wrongMethod'
	| 'unknownRoute';

/** What a request is meant for. */
export interface Route {
	endpoint: DifyEndpoint;
	knowledgeBaseId?: string;
	documentId?: string;
	/** Of a request with another method. */
	allowed?: string[];
}

interface Pattern {
	endpoint: DifyEndpoint;
	method: 'GET' | 'POST';
	path: RegExp;
	/** The first version that has it. */
	since?: string;
}

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const KNOWLEDGE_BASE = `/datasets/(${UUID})`;
const DOCUMENT = `${KNOWLEDGE_BASE}/documents/(${UUID})`;

const PATTERNS: Pattern[] = [
	{ endpoint: 'welcome', method: 'GET', path: whole('/') },
	{ endpoint: 'knowledgeBases', method: 'GET', path: whole('/datasets') },
	{ endpoint: 'knowledgeBase', method: 'GET', path: whole(KNOWLEDGE_BASE) },
	{ endpoint: 'list', method: 'GET', path: whole(`${KNOWLEDGE_BASE}/documents`) },
	{ endpoint: 'metadata', method: 'GET', path: whole(`${KNOWLEDGE_BASE}/metadata`) },
	{ endpoint: 'document', method: 'GET', path: whole(DOCUMENT) },
	{ endpoint: 'segments', method: 'GET', path: whole(`${DOCUMENT}/segments`) },
	{ endpoint: 'download', method: 'GET', path: whole(`${DOCUMENT}/download`), since: '1.13.1' },
	{
		endpoint: 'downloadZip',
		method: 'POST',
		path: whole(`${KNOWLEDGE_BASE}/documents/download-zip`),
		since: '1.13.1',
	},
	{
		endpoint: 'agentKnowledgeBase',
		method: 'GET',
		path: whole(`/knowledge-fs/spaces/(${UUID})(?:/[a-z-]+)?`),
		since: '1.18.0',
	},
];

/**
 * Finds what a request is meant for. HEAD is answered wherever GET is.
 *
 * @param path below the API root, beginning with a slash
 */
export function apiRoute(method: string, path: string, version: string): Route {
	const matching = PATTERNS.filter(
		(one) => one.path.test(path) && !isOlderThan(version, one.since ?? '0'),
	);
	if (matching.length === 0) return { endpoint: 'unknownRoute' };
	const asked = method === 'HEAD' ? 'GET' : method;
	const pattern = matching.find((one) => one.method === asked);
	if (!pattern) {
		return { endpoint: 'wrongMethod', allowed: matching.map((one) => one.method) };
	}
	const [, knowledgeBaseId, documentId] = pattern.path.exec(path) ?? [];
	return {
		endpoint: pattern.endpoint,
		knowledgeBaseId: knowledgeBaseId?.toLowerCase(),
		documentId: documentId?.toLowerCase(),
	};
}

function whole(path: string): RegExp {
	return new RegExp(`^${path}$`, 'i');
}
