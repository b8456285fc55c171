/**
 * Turns what people paste as Base URL into the root of the API.
 *
 * Accepts `https://host/v1`, `https://host/v1/`, `host/v1`, `https://host`, `host:port`, a sub path
 * (`https://host/path/v1`), spaces and stray slashes. A missing scheme becomes https, or http for
 * this machine's own names. The version path is added where it is missing and never doubled.
 *
 * @param pasted the credential's Base URL field, as typed
 * @param versionPath how the service's API root ends, for example `/v1`
 * @returns the API root without a slash at its end, or undefined when it cannot be read as an address
 */
export function apiRoot(pasted: string, versionPath: string): string | undefined {
	const text = pasted.trim();
	const isLocal = /^(localhost|127\.|\[::1\])/i.test(text);
	const withScheme = /^https?:\/\//i.test(text) ? text : `${isLocal ? 'http' : 'https'}://${text}`;
	if (/\s/.test(withScheme) || !URL.canParse(withScheme)) return undefined;
	const url = new URL(withScheme);
	if (url.hostname === '' || url.username !== '' || url.password !== '') return undefined;
	const path = url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
	return `${url.origin}${path.endsWith(versionPath) ? path : path + versionPath}`;
}
