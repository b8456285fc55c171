import type { IDataObject } from 'n8n-workflow';

import { isNestedTooDeep, parseObject } from '../json';
import { faultOf, type Outcome } from '../messages/fault';
import { readText, type OpenAnswer } from './answer';
import { situationOf } from './refusal';
import { repeating } from './repeat';
import { request, type Call } from './request';
import type { Service } from './service';
import { symptomOf } from './symptom';
import { watchedBody } from './watchedBody';

/** Enough for 100 documents with long metadata; what is longer is not an answer of these services. */
const MOST_BYTES = 16 * 1024 * 1024;

/** A JSON answer, and how long it was. */
export interface MeasuredJson {
	json: IDataObject;
	characters: number;
}

/** Makes a request, with repeats, and reads its JSON answer. */
export async function requestJson(service: Service, call: Call): Promise<Outcome<IDataObject>> {
	const { value, fault } = await requestMeasuredJson(service, call);
	return fault ? { fault } : { value: value.json };
}

/** The same for answers of which many are kept. */
export async function requestMeasuredJson(
	service: Service,
	call: Call,
): Promise<Outcome<MeasuredJson>> {
	return await repeating(service, call.once ?? false, async () => {
		const outcome = await request(service, call, ['json']);
		if (outcome.fault) return outcome;
		return await readJson(service, outcome.value, service.root + call.path);
	});
}

async function readJson(
	service: Service,
	answer: OpenAnswer,
	url: string,
): Promise<Outcome<MeasuredJson>> {
	return await readText(watchedBody(answer), MOST_BYTES).then(
		({ text, cut }) => {
			if (cut) return { fault: faultOf(service, { url, said: '', symptom: 'TOO_LARGE' }) };
			const value = parseObject(text);
			if (value && isNestedTooDeep(value)) {
				const said = 'JSON nested too deep';
				return { fault: faultOf(service, { ...situationOf(service, answer, url), said }) };
			}
			if (value) return { value: { json: value, characters: text.length } };
			if (/^\s*[{[]/.test(text))
				return { fault: faultOf(service, { url, symptom: 'CUT_JSON', said: '' }) };
			return { fault: faultOf(service, { ...situationOf(service, answer, url), said: text }) };
		},
		(error: unknown) => ({ fault: faultOf(service, { url, ...symptomOf(error, service) }) }),
	);
}
