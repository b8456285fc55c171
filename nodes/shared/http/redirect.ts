import { parseAddress } from './address';
import { header, type Answer } from './answer';
import type { Service } from './service';

/** Where to go on, when the answer redirects to a place on the same origin and the request may be made there. */
export function redirectWithin(
	service: Service,
	method: 'GET' | 'POST',
	answer: Answer,
	url: string,
): string | undefined {
	const keepsMethod = [307, 308].includes(answer.statusCode);
	const changesToGet = [301, 302, 303].includes(answer.statusCode);
	if (!keepsMethod && !(changesToGet && method === 'GET')) return undefined;
	const target = redirectTarget(answer, url);
	return target && isWithin(service, target) ? target.href : undefined;
}

/** The address that an answer leads to; undefined where it leads nowhere. */
export function redirectTarget(answer: Answer, url: string): URL | undefined {
	const location = header(answer, 'location');
	return location === '' ? undefined : parseAddress(location, url);
}

/** Whether an address has the origin of the API root. */
export function isWithin(service: Service, { origin }: URL): boolean {
	return origin === new URL(service.root).origin;
}
