import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { inputFault, type Place } from '../parameters/inputFault';
import { parseAddress } from '../http/address';

/** Whole host names of this machine: what only begins like one is a host somewhere else. */
const THIS_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=[:/?#]|$)/i;
/** Something in front of a colon that no port follows. */
const SCHEME = /^[a-z][a-z\d+.-]*:(?!\d)/i;
/** Domain names, those of containers with their underscores, and IP addresses. */
const HOST = /^([\w-]+(\.[\w-]+)*\.?|\[[\da-f:.]+\])$/;

/**
 * Turns what people paste as Base URL into the root of the API.
 *
 * Accepts `https://host/v1`, `https://host/v1/`, `host/v1`, `https://host`, `host:port`, a sub path
 * (`https://host/path/v1`), spaces and stray slashes. A missing scheme becomes https, or http for
 * this machine's own names. The version path is added where it is missing and never doubled. What
 * has a mistake in its scheme is refused: the key would go to a host called `ftp` or `http`.
 *
 * @param pasted the credential's Base URL field, as typed
 * @param versionPath how the service's API root ends, for example `/v1`
 * @returns the API root without a slash at its end, or undefined when it cannot be read as an address
 */
export function apiRoot(pasted: string, versionPath: string): string | undefined {
	const text = pasted.trim();
	const hasScheme = /^https?:\/\//i.test(text);
	if (/\s/.test(text) || (!hasScheme && (SCHEME.test(text) || /^https?\//i.test(text)))) {
		return undefined;
	}
	const scheme = THIS_MACHINE.test(text) ? 'http' : 'https';
	const url = parseAddress(hasScheme ? text : `${scheme}://${text}`);
	if (!url || !HOST.test(url.hostname) || url.username !== '' || url.password !== '') {
		return undefined;
	}
	const path = url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
	return `${url.origin}${path.endsWith(versionPath) ? path : path + versionPath}`;
}

/** The API root of a credential; what is no address is refused. @param advice an address that would do */
export function rootOf(
	n8n: Place,
	{ baseUrl }: ICredentialDataDecryptedObject,
	versionPath: string,
	advice: string,
): string {
	const root = apiRoot(String(baseUrl ?? ''), versionPath);
	if (root) return root;
	throw inputFault(n8n, "'Base URL' in the credential is not a web address", advice);
}
