import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { safeFileName } from '../archive/names';
import { inputFault } from './inputFault';

/**
 * Reads a file name for a ZIP from an option. Folders in it are refused, because n8n's binary data
 * has none and users would look for the file in vain.
 *
 * @returns the name with `.zip`, or undefined when the option is not set
 */
export function readZipName(
	n8n: IExecutePaginationFunctions,
	parameter: string,
	label: string,
): string | undefined {
	const name = String(n8n.getNodeParameter(parameter, '') ?? '').trim();
	if (name === '') return undefined;
	if (/[\\/]/.test(name)) {
		throw inputFault(
			n8n,
			`'${label}' holds a folder`,
			`'${name}' has a slash in it. Enter a file name only, for example 'handbook.zip'; where the file goes is set in the node that saves it.`,
		);
	}
	return zipName(name);
}

/** Makes any text, slashes included, a safe file name that ends in `.zip`. */
export function zipName(text: string): string {
	return safeFileName(`${folderName(text.replace(/\.zip$/i, ''))}.zip`);
}

/** Makes any text, slashes included, a safe name of one folder. */
export function folderName(text: string): string {
	return safeFileName(text.replace(/[\\/]/g, '_'));
}
