import { parseObject } from '../json';
import { faultOf, type Fault } from '../messages/fault';
import type { Situation } from '../messages/row';
import {
	contentKind,
	header,
	readText,
	type Answer,
	type ContentKind,
	type OpenAnswer,
} from './answer';
import { isWithin, redirectTarget } from './redirect';
import { retryAfterSeconds } from './retryAfter';
import type { Service } from './service';
import { watchedBody } from './watchedBody';

const MOST_BYTES_OF_A_REFUSAL = 64 * 1024;

/** What an answer that is not the one hoped for says; of its body only the beginning is read. */
export async function refusal(service: Service, answer: OpenAnswer, url: string): Promise<Fault> {
	const said = await readText(watchedBody(answer), MOST_BYTES_OF_A_REFUSAL).then(
		({ text }) => wordsOf(text, contentKind(answer)),
		() => '',
	);
	return faultOf(service, { ...situationOf(service, answer, url), said });
}

/** What the head of an answer tells. */
export function situationOf(
	service: Service,
	answer: Answer,
	url: string,
): Omit<Situation, 'said'> {
	const target = redirectTarget(answer, url);
	return {
		status: answer.statusCode,
		content: contentKind(answer),
		url,
		version: header(answer, 'x-version') || undefined,
		location: target?.href,
		symptom: target && isWithin(service, target) ? 'REDIRECTED_WITHIN' : undefined,
		retryAfterSeconds: retryAfterSeconds(header(answer, 'retry-after'), Date.now()),
	};
}

/** The service's own words: `error.message`, `error`, `message`, `detail`, a page's title, or the text. */
function wordsOf(text: string, content: ContentKind): string {
	if (content === 'html') return /<title[^<>]*>([^<]*)/i.exec(text)?.[1].trim() ?? '';
	const body = parseObject(text);
	if (!body) return content === 'zip' ? '' : text;
	const { error, message, detail } = body;
	const nested = typeof error === 'object' && error !== null && 'message' in error && error.message;
	const words = [nested, error, message, detail].find((word) => typeof word === 'string');
	return words ?? '';
}
