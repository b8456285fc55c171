import type { Answer } from '../answer';
import { difyAnswers } from './answers';

/** The keys of a stand-in: one that opens every knowledge base, and limited ones. */
export class DifyKeys {
	/** The knowledge bases that a limited key opens, by key. */
	private readonly limited = new Map<string, Set<string>>();

	constructor(readonly whole: string) {}

	/** Makes a key that opens these knowledge bases only. */
	addLimited(knowledgeBaseIds: string[]): string {
		const key = `dataset-L1m1t3dK3y${String(this.limited.size).padStart(12, '0')}`;
		this.limited.set(key, new Set(knowledgeBaseIds));
		return key;
	}

	/**
	 * The answer that refuses a request, or undefined.
	 *
	 * @param knowledgeBaseId undefined where the request names none, which a limited key may not ask
	 */
	refusal(authorization: string | undefined, knowledgeBaseId?: string): Answer | undefined {
		const [, scheme, key] = /^(\S+)\s+(.*)$/.exec(authorization ?? '') ?? [];
		if (scheme === undefined) return difyAnswers.authorizationMissing();
		if (scheme.toLowerCase() !== 'bearer') return difyAnswers.authorizationOtherScheme();
		if (key === this.whole) return undefined;
		const scope = this.limited.get(key);
		if (!scope) return difyAnswers.accessTokenInvalid();
		if (!knowledgeBaseId) return difyAnswers.keyLimited();
		return scope.has(knowledgeBaseId) ? undefined : difyAnswers.boundElsewhere();
	}
}
