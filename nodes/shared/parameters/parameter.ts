import type { ILoadOptionsFunctions, INode } from 'n8n-workflow';

/** What n8n gives to operations and to triggers alike: enough to read what the user entered. */
export interface ParameterReader {
	getNode(): INode;
	getNodeParameter(name: string, fallback?: unknown): unknown;
	/** The time zone of the workflow, for example `Europe/Berlin`. */
	getTimezone(): string;
	/** Missing where no item is at work. */
	getItemIndex?(): number;
}

/** A parameter as an operation sees it, or as it stands in the editor. */
export function parameterOf(n8n: ParameterReader | ILoadOptionsFunctions, name: string): unknown {
	return 'getCurrentNodeParameter' in n8n
		? n8n.getCurrentNodeParameter(name)
		: n8n.getNodeParameter(name, '');
}
