import type { IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { readChoice } from '../../../shared/parameters/choice';

export const leaveOutDisabledChunks: INodeProperties = {
	displayName: 'Leave Out Disabled Chunks',
	name: 'leaveOutDisabledChunks',
	type: 'boolean',
	default: false,
	description:
		'Whether to leave out the text of chunks that are switched off in Dify, so that it does not find them',
};

/** Options of both downloads. */
export const textOptions: INodeProperties[] = [
	{
		displayName: 'Documents Without Original',
		name: 'documentsWithoutOriginal',
		type: 'options',
		default: 'leaveOut',
		options: [
			{
				name: 'Leave Out',
				value: 'leaveOut',
				description: "They are listed under 'skipped'",
			},
			{
				name: 'Add as Text',
				value: 'addAsText',
				description: 'Each becomes a Markdown file (.md) of the text that Dify has of it',
			},
		],
		description:
			'What to do with pages from Notion, websites and pipelines, and with files that were deleted from Dify',
	},
	{
		...leaveOutDisabledChunks,
		displayOptions: { show: { documentsWithoutOriginal: ['addAsText'] } },
	},
];

export interface TextOptions {
	/** Whether documents without an original are wanted as text. */
	addsTexts: boolean;
	leavesOutDisabled: boolean;
}

export function readTextOptions(n8n: IExecutePaginationFunctions): TextOptions {
	const label = 'Documents Without Original';
	const offered = ['leaveOut', 'addAsText'] as const;
	const choice = readChoice(n8n, 'options.documentsWithoutOriginal', label, offered);
	return { addsTexts: choice === 'addAsText', leavesOutDisabled: readLeavesOutDisabled(n8n) };
}

export function readLeavesOutDisabled(n8n: IExecutePaginationFunctions): boolean {
	return n8n.getNodeParameter('options.leaveOutDisabledChunks', false) === true;
}
