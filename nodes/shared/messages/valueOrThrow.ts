import type { INode } from 'n8n-workflow';

import { toNodeApiError, type Outcome } from './fault';

/** The value of an outcome; a fault becomes the error that n8n shows. */
export function valueOrThrow<T>(
	n8n: { getNode(): INode; getItemIndex?(): number },
	outcome: Outcome<T>,
): T {
	if (outcome.fault) throw toNodeApiError(n8n.getNode(), outcome.fault, n8n.getItemIndex?.());
	return outcome.value;
}
