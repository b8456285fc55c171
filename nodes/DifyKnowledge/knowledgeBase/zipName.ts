import type { Service } from '../../shared/http/service';
import { zipName } from '../../shared/input/fileName';
import type { Locator } from '../../shared/input/locator';
import { nameOf } from './name';

/** A ZIP's name: that of the knowledge base. */
export async function zipNameFor(dify: Service, knowledgeBase: Locator): Promise<string> {
	return zipName(await nameOf(dify, knowledgeBase));
}
