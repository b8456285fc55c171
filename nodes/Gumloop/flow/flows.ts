import { requestJson } from '../../shared/http/requestJson';
import { objectsIn, textOf } from '../../shared/json';
import type { Outcome } from '../../shared/messages/fault';
import { callTo, type Gumloop } from '../gumloop';

export interface Flow {
	id: string;
	name: string;
}

/** All flows of the owner; Gumloop hands them out in one answer. */
export async function fetchFlows(gumloop: Gumloop): Promise<Outcome<Flow[]>> {
	const listed = await requestJson(gumloop, callTo(gumloop, 'GET', '/list_saved_items'));
	if (listed.fault) return listed;
	const flows = objectsIn(listed.value.saved_items).flatMap(({ saved_item_id, name }) => {
		const id = textOf(saved_item_id);
		return id ? [{ id, name: textOf(name) || id }] : [];
	});
	return { value: flows };
}
