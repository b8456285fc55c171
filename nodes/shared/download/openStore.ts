import { BinaryStore } from '../binaryData/store';
import { repeating } from '../http/repeat';
import { request, type Call } from '../http/request';
import type { Service } from '../http/service';
import type { Outcome } from '../messages/fault';
import type { PartContext } from './part';

/**
 * n8n's store, where nothing has been fetched that could be stored: it takes streams of Node's own
 * class, which the body of any answer tells (see BinaryStore).
 */
export async function openStore(
	{ n8n }: PartContext,
	service: Service,
	call: Call,
): Promise<Outcome<BinaryStore>> {
	const answered = await repeating(service, false, () => request(service, call, ['json']));
	if (answered.fault) return answered;
	const { body, end } = answered.value;
	const store = new BinaryStore(n8n.helpers, body, n8n.getExecutionCancelSignal?.());
	end();
	return { value: store };
}
