import type { ResourceDescription } from '../../shared/operations';
import { downloadFiles } from './downloadFiles';
import { downloadZip } from './downloadZip';
import { getDownloadUrl } from './getDownloadUrl';
import { list } from './list';

export const document: ResourceDescription = {
	name: 'Document',
	value: 'document',
	default: 'downloadZip',
	operations: [downloadFiles, downloadZip, getDownloadUrl, list],
};
