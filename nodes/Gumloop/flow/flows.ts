import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { requestJson } from '../../shared/http/requestJson';
import { objectsIn, textOf } from '../../shared/json';
import type { Outcome } from '../../shared/messages/fault';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import { callTo, type Gumloop } from '../gumloop';

export interface Flow {
	id: string;
	name: string;
}

/** All flows of the owner; Gumloop hands them out in one answer. */
export async function findFlows(gumloop: Gumloop): Promise<Outcome<Flow[]>> {
	const listed = await requestJson(gumloop, callTo(gumloop, 'GET', '/list_saved_items'));
	if (listed.fault) return listed;
	const flows = objectsIn(listed.value.saved_items).flatMap(({ saved_item_id, name }) => {
		const id = textOf(saved_item_id);
		return id ? [{ id, name: textOf(name) || id }] : [];
	});
	return { value: flows };
}

/** All flows of the owner, for the lists in the editor. */
export async function listFlows(n8n: ILoadOptionsFunctions, gumloop: Gumloop): Promise<Flow[]> {
	return valueOrThrow(n8n, await findFlows(gumloop));
}
