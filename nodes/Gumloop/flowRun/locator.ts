import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { inputFault } from '../../shared/parameters/inputFault';
import { readLocator } from '../../shared/parameters/locator';

/** https://www.gumloop.com/pipeline?workbook_id=…&run_id=… */
const ID_IN_URL = /[?&]run_id=([^&#\s]+)/;
const ID = /^[\w-]+$/;

/** Reads 'Run': picked from the list, a pasted Gumloop URL, or an id. @returns the run's id */
export function readRunId(n8n: IExecutePaginationFunctions): string {
	const { value } = readLocator(n8n.getNodeParameter('runId', ''));
	const id = ID_IN_URL.exec(value)?.[1] ?? value;
	if (ID.test(id)) return id;
	throw inputFault(
		n8n,
		value === '' ? "'Run' is empty" : "'Run' holds no run ID",
		`Pick one from the list, paste its address from the browser (it has 'run_id=' in it), or enter the ID, for example {{ $json.run_id }} behind 'Start'.${value === '' ? '' : ` Found: '${value}'.`}`,
	);
}
