import type { IExecutePaginationFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { readLocator, type Locator } from '../../shared/input/locator';
import { parameterOf } from '../gumloop';

type N8n = IExecutePaginationFunctions | ILoadOptionsFunctions;

/** The webhook addresses that Gumloop shows hold it: …/start_pipeline?user_id=…&saved_item_id=… */
const ID_IN_URL = /[?&]saved_item_id=([^&#\s]+)/;
const ID = /^[\w-]+$/;

/** Reads 'Flow' where one has to be given. */
export function readFlow(n8n: N8n): Locator {
	const flow = readOptionalFlow(n8n);
	if (flow) return flow;
	throw new NodeOperationError(n8n.getNode(), "'Flow' is empty", {
		description: 'Pick one from the list, or enter its ID (Gumloop calls it saved item ID).',
		itemIndex: itemOf(n8n),
	});
}

/** Reads 'Flow': picked from the list, a pasted URL, or an id; undefined when it is empty. */
export function readOptionalFlow(n8n: N8n): Locator | undefined {
	const { value, name } = readLocator(parameterOf(n8n, 'savedItemId'));
	if (value === '') return undefined;
	const id = ID_IN_URL.exec(value)?.[1] ?? value;
	if (ID.test(id)) return { value: id, name };
	throw new NodeOperationError(n8n.getNode(), "'Flow' holds no flow ID", {
		description: `Pick one from the list, paste an address that has 'saved_item_id=' in it, or enter the ID (letters and digits). Found: '${value}'.`,
		itemIndex: itemOf(n8n),
	});
}

function itemOf(n8n: N8n): number | undefined {
	return 'getItemIndex' in n8n ? n8n.getItemIndex() : undefined;
}
