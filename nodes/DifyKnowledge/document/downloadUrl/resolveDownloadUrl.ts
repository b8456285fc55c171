import { parseAddress } from '../../../shared/http/address';

/**
 * The address that a signed URL of Dify leads to.
 *
 * Dify writes `{FILES_URL}/files/…`. On a default Docker install FILES_URL is empty, so the URL is
 * relative to the origin of the API (not to `/v1`); with a slash at its end there are two slashes,
 * and a bare `//files/…` is a path too, not a host.
 *
 * @param given what Dify handed out
 * @param root the API root
 * @param replaceHost whether to put the API's origin in place of FILES_URL
 * @returns undefined when it is no address
 */
export function resolveDownloadUrl(
	given: unknown,
	root: string,
	replaceHost: boolean,
): string | undefined {
	if (typeof given !== 'string' || given.trim() === '') return undefined;
	const { origin } = new URL(root);
	const text = given.trim().replace(/^\/{2,}/, '/');
	const url = parseAddress(text, origin);
	if (!url || !/^https?:$/.test(url.protocol)) return undefined;
	const path = url.pathname.replace(/\/{2,}/g, '/');
	return (replaceHost ? origin : url.origin) + path + url.search;
}
