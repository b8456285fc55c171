import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { requestJson } from '../../shared/http/request';
import { objectsIn, textOf } from '../../shared/json';
import { toNodeApiError } from '../../shared/messages/fault';
import { callTo, type Gumloop } from '../gumloop';

export interface Flow {
	id: string;
	name: string;
}

/** All flows of the owner, for the lists in the editor; Gumloop hands them out in one answer. */
export async function listFlows(n8n: ILoadOptionsFunctions, gumloop: Gumloop): Promise<Flow[]> {
	const listed = await requestJson(gumloop, callTo(gumloop, 'GET', '/list_saved_items'));
	if (listed.fault) throw toNodeApiError(n8n.getNode(), listed.fault, 0);
	return objectsIn(listed.value.saved_items).flatMap(({ saved_item_id, name }) => {
		const id = textOf(saved_item_id);
		return id ? [{ id, name: textOf(name) || id }] : [];
	});
}
