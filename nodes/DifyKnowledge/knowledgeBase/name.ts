import { noRepeats } from '../../shared/http/repeatPolicy';
import { requestJson } from '../../shared/http/requestJson';
import type { Service } from '../../shared/http/service';
import type { Locator } from '../../shared/parameters/locator';

/** What a knowledge base is called: as the picker showed it, else as Dify tells, else from its id. */
export async function knowledgeBaseName(
	dify: Service,
	{ value: id, name }: Locator,
): Promise<string> {
	if (name) return name;
	const once = { ...dify, repeat: noRepeats };
	const asked = await requestJson(once, { method: 'GET', path: `/datasets/${id}` });
	const told = asked.value?.name;
	return typeof told === 'string' && told ? told : `knowledge-base-${id.slice(0, 8)}`;
}
