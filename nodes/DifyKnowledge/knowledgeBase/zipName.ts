import { noRepeats } from '../../shared/http/repeatPolicy';
import { requestJson } from '../../shared/http/request';
import type { Service } from '../../shared/http/service';
import { zipName } from '../../shared/input/fileName';
import type { Locator } from '../../shared/input/locator';

/** A ZIP's name: the knowledge base's as the picker showed it, else as Dify tells, else from its id. */
export async function zipNameFor(dify: Service, { value: id, name }: Locator): Promise<string> {
	if (name) return zipName(name);
	const once = { ...dify, repeat: noRepeats };
	const asked = await requestJson(once, { method: 'GET', path: `/datasets/${id}` });
	const told = asked.value?.name;
	return zipName(typeof told === 'string' && told ? told : `knowledge-base-${id.slice(0, 8)}`);
}
