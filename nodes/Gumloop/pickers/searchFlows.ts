import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { listFlows } from '../flow/flows';
import { gumloopForPicker } from '../gumloop';

export async function searchFlows(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const flows = await listFlows(this, await gumloopForPicker(this));
	const wanted = filter.toLowerCase();
	const found = flows.filter(({ name }) => name.toLowerCase().includes(wanted));
	return { results: found.map(({ id, name }) => ({ name, value: id })) };
}
