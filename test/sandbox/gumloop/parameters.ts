import type { Call } from '../httpServer';

const NOT_INPUTS = ['user_id', 'project_id', 'saved_item_id', 'pipeline_inputs'];

/** What a request asks for. */
export type RequestParameters = Record<string, unknown>;

/** The query of a GET, the JSON body of a POST; undefined when that is not JSON. */
export function parametersOf({ log }: Call): RequestParameters | undefined {
	if (log.method === 'GET') return log.query;
	try {
		return JSON.parse(log.body || '{}') as RequestParameters;
	} catch {
		return undefined;
	}
}

/** Inputs come as a list of pairs or as keys beside the ids. */
export function inputsOf(parameters: RequestParameters): Record<string, unknown> {
	const { pipeline_inputs: pairs } = parameters;
	if (Array.isArray(pairs)) {
		return Object.fromEntries(
			(pairs as Array<{ input_name: string; value: unknown }>).map((one) => [
				one.input_name,
				one.value,
			]),
		);
	}
	return Object.fromEntries(
		Object.entries(parameters).filter(([key]) => !NOT_INPUTS.includes(key)),
	);
}
