/** What a node has put out. */
export interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, BinaryFile>;
	error?: { message: string; description?: string };
	pairedItem?: unknown;
}

/** What n8n keeps of a file: `id` where it is stored elsewhere, `data` (base64) in memory mode. */
export interface BinaryFile {
	bytes?: number;
	id?: string;
	data: string;
	fileName?: string;
	fileExtension?: string;
	mimeType: string;
	fileSize?: string;
}

interface NodeRun {
	startTime: number;
	executionTime: number;
	data?: { main?: Array<Item[] | null> };
	error?: { message: string; description?: string };
}

/** An execution as `GET /rest/executions/:id` gives it, its data unfolded. */
export interface Execution {
	id: string;
	status: string;
	startedAt: string;
	stoppedAt?: string;
	data: {
		resultData: {
			runData: Record<string, NodeRun[]>;
			lastNodeExecuted?: string;
			error?: { message: string; description?: string; node?: { name: string } };
		};
	};
}
