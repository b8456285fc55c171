import type { ResourceDescription } from '../../shared/engine/operations';
import { downloadFiles } from './downloadFiles';
import { downloadZip } from './downloadZip';
import { get } from './get';
import { getDownloadUrl } from './getDownloadUrl';
import { getText } from './getText';
import { list } from './list';

export const document: ResourceDescription = {
	name: 'Document',
	value: 'document',
	default: 'downloadZip',
	operations: [downloadFiles, downloadZip, get, getDownloadUrl, getText, list],
};
