import type { FlowSeed } from './runs';
import { sampleDocuments } from '../sampleFiles';

/** A flow whose runs take two polls and then store the same real files. */
export function sampleFlow(): FlowSeed {
	const files = sampleDocuments().map(({ name, content }) => ({ name, content }));
	return {
		name: 'Collect documents',
		description: 'Stores a few files and names them in the output "files".',
		inputs: [{ name: 'month', data_type: 'string', description: 'Month, e.g. 2026-03' }],
		script: (inputs) => ({
			states: ['RUNNING', 'RUNNING', 'DONE'],
			outputs: { files: files.map((file) => file.name), month: inputs.month ?? null },
			log: ['Started', 'Stored 4 files'],
			files,
		}),
	};
}
