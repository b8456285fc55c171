import type { IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

export const leaveOutDisabledChunks: INodeProperties = {
	displayName: 'Leave Out Disabled Chunks',
	name: 'leaveOutDisabledChunks',
	type: 'boolean',
	default: false,
	description:
		'Whether to leave out the text of chunks that are switched off in Dify, so that it does not find them',
};

export function readLeavesOutDisabled(n8n: IExecutePaginationFunctions): boolean {
	return n8n.getNodeParameter('options.leaveOutDisabledChunks', false) === true;
}
