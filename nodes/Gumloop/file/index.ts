import type { ResourceDescription } from '../../shared/engine/operations';
import { downloadFiles } from './downloadFiles';

export const file: ResourceDescription = {
	name: 'File',
	value: 'file',
	default: 'downloadFiles',
	operations: [downloadFiles],
};
