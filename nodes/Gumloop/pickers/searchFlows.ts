import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import { fetchFlows } from '../flow/flows';
import { gumloopForPicker } from '../gumloop';

export async function searchFlows(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const flows = valueOrThrow(this, await fetchFlows(await gumloopForPicker(this)));
	const wanted = filter.toLowerCase();
	const found = flows.filter(({ name }) => name.toLowerCase().includes(wanted));
	return { results: found.map(({ id, name }) => ({ name, value: id })) };
}
