import { safeFileName } from '../../shared/archive/names';
import { noRepeats } from '../../shared/http/repeatPolicy';
import { requestJson } from '../../shared/http/request';
import type { Service } from '../../shared/http/service';
import type { Locator } from '../../shared/input/locator';
import { textOf } from '../../shared/json';

/**
 * A knowledge base's name: as the picker showed it, else as Dify tells, else made from its ID,
 * because some servers and keys do not tell.
 */
export async function nameOf(dify: Service, { value: id, name }: Locator): Promise<string> {
	if (name) return name;
	const once = { ...dify, repeat: noRepeats };
	const asked = await requestJson(once, { method: 'GET', path: `/datasets/${id}` });
	return textOf(asked.value?.name) || `knowledge-base-${id.slice(0, 8)}`;
}

/** A folder for the files of a knowledge base: its name made safe. */
export async function folderFor(dify: Service, knowledgeBase: Locator): Promise<string> {
	return folderNamed(await nameOf(dify, knowledgeBase));
}

/** Makes any text, slashes included, a safe name of one folder. */
function folderNamed(name: string): string {
	return safeFileName(name.replace(/[\\/]/g, '_'));
}
