import { NodeConnectionTypes, type INodeTypeDescription } from 'n8n-workflow';

/** Ends the description of every node, as n8n asks of community nodes. */
export const REQUIREMENTS = '(n8n 1.85 and later, Node.js 20 and later)';

/** What nodes that work on input items have in common. n8n's linter wants the rest in the class itself. */
export const itemNode = {
	group: ['input'],
	version: 1,
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	requestDefaults: {},
} satisfies Partial<INodeTypeDescription>;

/** What triggers that ask again and again have in common. */
export const pollingTrigger = {
	group: ['trigger'],
	version: 1,
	polling: true,
	inputs: [],
	outputs: [NodeConnectionTypes.Main],
} satisfies Partial<INodeTypeDescription>;
