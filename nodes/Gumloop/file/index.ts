import type { ResourceDescription } from '../../shared/operations';
import { downloadFiles } from './downloadFiles';

export const file: ResourceDescription = {
	name: 'File',
	value: 'file',
	default: 'downloadFiles',
	operations: [downloadFiles],
};
