import { noRepeats } from '../../shared/http/repeatPolicy';
import { requestJson } from '../../shared/http/requestJson';
import type { Service } from '../../shared/http/service';
import { faultOf, type Outcome } from '../../shared/messages/fault';

/**
 * Tells a knowledge base that Dify does not know from an agent knowledge base: those have IDs of the
 * same form and open with the same keys, but only below `/knowledge-fs` (Dify Cloud, and 1.18 with
 * KNOWLEDGE_FS_ENABLED).
 */
export async function orAgentFault<T>(
	dify: Service,
	knowledgeBaseId: string,
	outcome: Outcome<T>,
): Promise<Outcome<T>> {
	if (outcome.fault?.row !== 'knowledgeBaseUnknown') return outcome;
	const path = `/knowledge-fs/spaces/${knowledgeBaseId}`;
	const asked = await requestJson({ ...dify, repeat: noRepeats }, { method: 'GET', path });
	if (asked.fault) return outcome;
	const situation = { symptom: 'AGENT_KNOWLEDGE_BASE', said: '', url: dify.root + path };
	return { fault: faultOf(dify, situation) };
}
