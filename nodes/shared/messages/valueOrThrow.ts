import type { ParameterReader } from '../input/parameter';

import { toNodeApiError, type Outcome } from './fault';

/** The value of an outcome; a fault becomes the error that n8n shows. */
export function valueOrThrow<T>(
	n8n: Pick<ParameterReader, 'getNode' | 'getItemIndex'>,
	outcome: Outcome<T>,
): T {
	if (outcome.fault) throw toNodeApiError(n8n.getNode(), outcome.fault, n8n.getItemIndex?.() ?? 0);
	return outcome.value;
}
