import type { INode, Logger } from 'n8n-workflow';

import type { Service } from '../../../nodes/shared/http/service';

/** A service for unit tests that asks nobody. */
export function serviceOf(more: Partial<Service>): Service {
	return {
		name: 'Service',
		root: 'https://service.example.com/v1',
		ignoreSslIssues: false,
		rows: [],
		advice: { lessAtATime: 'ask for less', smallerFiles: 'split' },
		secrets: [],
		statusesForN8n: [],
		send: async () => await Promise.reject(new Error('nobody is there')),
		node: { name: 'Node', type: 'node' } as INode,
		logger: { info: () => undefined } as unknown as Logger,
		repeat: { tries: 1, duringMs: 0 },
		...more,
	};
}
