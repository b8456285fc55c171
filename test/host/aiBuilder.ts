import { createRequire } from 'node:module';

import type { N8nInstallation } from './install';

interface NodeCatalog {
	NodeTypeParser: new (nodeTypes: object[]) => object;
	searchCodeBuilderNodes(parser: object, words: string[]): { results: string };
}

/**
 * What n8n's AI builder reads when it searches for nodes: the text that n8n's own code makes of the types
 * that are installed (2.41, NodeCatalogService.searchNodes).
 *
 * @param nodeTypes as n8n gives them to its editor
 */
export function readByAiBuilder(
	{ script }: N8nInstallation,
	nodeTypes: object[],
	words: string,
): string {
	const catalog = createRequire(script)('@n8n/ai-utilities/node-catalog') as NodeCatalog;
	return catalog.searchCodeBuilderNodes(new catalog.NodeTypeParser(nodeTypes), [words]).results;
}
