import type { IExecutePaginationFunctions, ILoadOptionsFunctions } from 'n8n-workflow';

/** A parameter as an operation sees it, or as it stands in the editor. */
export function parameterOf(
	n8n: IExecutePaginationFunctions | ILoadOptionsFunctions,
	name: string,
): unknown {
	return 'getCurrentNodeParameter' in n8n
		? n8n.getCurrentNodeParameter(name)
		: n8n.getNodeParameter(name, '');
}
