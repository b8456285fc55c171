import type { IExecutePaginationFunctions, INodeExecutionData } from 'n8n-workflow';

/** All input items of the node, of which an operation sees one at a time. */
export function inputItems(n8n: IExecutePaginationFunctions): INodeExecutionData[] {
	const { data } = n8n.getExecuteData();
	return (data.main ?? data.ai_tool)?.[0] ?? [];
}

/** An input item's number, counted as n8n does and said so that it cannot be misread. */
export function numbered(inputItem: number): string {
	return `item ${inputItem} (the first is item 0)`;
}
