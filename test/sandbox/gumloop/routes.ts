import type { LoggedRequest } from '../httpServer';

export type GumloopEndpoint =
	| 'models'
	| 'listFlows'
	| 'listRuns'
	| 'inputs'
	| 'run'
	| 'start'
	| 'downloadFiles'
	| 'downloadFile'
	| 'authorize'
	| 'token'
	| 'revoke'
	| 'unknownRoute';

const ENDPOINTS: Record<string, GumloopEndpoint> = {
	'GET /api/v1/models': 'models',
	'GET /api/v1/list_saved_items': 'listFlows',
	'GET /api/v1/get_plrun_saved_item_map': 'listRuns',
	'GET /api/v1/get_inputs': 'inputs',
	'GET /api/v1/get_pl_run': 'run',
	'POST /api/v1/start_pipeline': 'start',
	'POST /api/v1/download_files': 'downloadFiles',
	'POST /api/v1/download_file': 'downloadFile',
	'GET /oauth/authorize': 'authorize',
	'POST /oauth/token': 'token',
	'POST /oauth/revoke': 'revoke',
};

/** The endpoint that a request is meant for. */
export function endpointOf({ method, path }: LoggedRequest): GumloopEndpoint {
	return ENDPOINTS[`${method} ${path}`] ?? 'unknownRoute';
}
