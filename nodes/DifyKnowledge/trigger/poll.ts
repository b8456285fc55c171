import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { readBinaryPropertyName } from '../../shared/download/options';
import type { Service } from '../../shared/http/service';
import { folderName } from '../../shared/parameters/fileName';
import type { Locator } from '../../shared/parameters/locator';
import { nothingToTryOut, polled, valueOfPoll } from '../../shared/engine/polling';
import { difyForTrigger } from '../dify';
import { readKnowledgeBase } from '../knowledgeBase/field';
import { readFilters } from '../document/filters/filters';
import { listMatching } from '../document/listMatching';
import { knowledgeBaseName } from '../knowledgeBase/name';
import type { ListedRow } from '../paging/page';
import { compare, postpone, type Happening, type Watch } from './compare';
import { readEvents } from './events';
import { readMatches } from './filters';
import type { Memory } from './memory';
import { fromStaticData, toStaticData } from './staticData';
import { observe } from './observed';
import { fetchDocuments, type Task } from './fetchDocuments';
import { tell, type Telling } from './tell';

interface Settings {
	knowledgeBase: Locator;
	watch: Watch;
	matches: Task['matches'];
	binaryField?: string;
}

/** One poll of the trigger. @returns null where nothing happened */
export async function poll(n8n: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const settings = readSettings(n8n);
	const dify = await difyForTrigger(n8n);
	if (n8n.getMode() === 'manual') return [await newestItem(n8n, dify, settings)];
	return await polled(n8n, async (kept) => await newItems(n8n, dify, settings, kept));
}

function readSettings(n8n: IPollFunctions): Settings {
	const knowledgeBase = readKnowledgeBase(n8n);
	const watch: Watch = {
		knowledgeBaseId: knowledgeBase.value,
		events: readEvents(n8n),
		filters: JSON.stringify([
			n8n.getNodeParameter('keyword', ''),
			n8n.getNodeParameter('filters', {}),
		]),
		includesExisting: n8n.getNodeParameter('options.includeExisting', false) === true,
	};
	const wantsFile = n8n.getNodeParameter('options.downloadFile', false) === true;
	const binaryField = wantsFile
		? readBinaryPropertyName(n8n, 'options.binaryPropertyName')
		: undefined;
	return { knowledgeBase, watch, matches: readMatches(n8n), binaryField };
}

async function newItems(
	n8n: IPollFunctions,
	dify: Service,
	settings: Settings,
	kept: IDataObject,
): Promise<INodeExecutionData[]> {
	const { watch, matches } = settings;
	const before = memoryOf(kept, watch);
	const seen = valueOfPoll(n8n, await fetchDocuments({ dify, watch, before, matches }));
	const comparison = compare(before, seen, watch);
	const { happenings, after } = comparison;
	const items: INodeExecutionData[] = [];
	if (happenings.length > 0) {
		after.folder ??= folderName(await knowledgeBaseName(dify, settings.knowledgeBase));
		const telling = tellingOf(n8n, dify, settings, after.folder);
		const told = valueOfPoll(n8n, await tell(telling, happenings));
		postpone(comparison, before, told.untold);
		items.push(...told.items);
	}
	kept.memory = toStaticData(after);
	return items;
}

/** What is remembered of this knowledge base; another one begins anew. */
function memoryOf(kept: IDataObject, { knowledgeBaseId }: Watch): Memory | undefined {
	const memory = fromStaticData(kept.memory);
	return memory?.knowledgeBaseId === knowledgeBaseId ? memory : undefined;
}

/** For trying the trigger out: the newest document, as if something had just happened to it. */
async function newestItem(
	n8n: IPollFunctions,
	dify: Service,
	settings: Settings,
): Promise<INodeExecutionData[]> {
	const { watch, matches } = settings;
	const pick = (document: ListedRow) => observe(document, 0, matches);
	const listing = listMatching(dify, watch.knowledgeBaseId, readFilters(n8n), { pick, most: 1 });
	const listed = valueOfPoll(n8n, await listing);
	const [observed] = listed.rows;
	if (!observed) throw nothingToTryOut(n8n);
	const [event] = watch.events;
	const { id } = observed;
	const happening: Happening = event === 'removed' ? { event, id } : { event, id, observed };
	const folder = folderName(await knowledgeBaseName(dify, settings.knowledgeBase));
	const told = valueOfPoll(n8n, await tell(tellingOf(n8n, dify, settings, folder), [happening]));
	return told.items;
}

function tellingOf(
	n8n: IPollFunctions,
	dify: Service,
	{ watch: { knowledgeBaseId }, binaryField }: Settings,
	folder: string,
): Telling {
	return { n8n, dify, knowledgeBaseId, folder, binaryField };
}
