import { ArchiveError } from '../archive/archiveError';
import { cancelled } from '../http/repeat';
import type { Service } from '../http/service';
import { faultOf, type Fault } from '../messages/fault';

const END = 'end of central directory signature';

/** Why an archive that has just arrived cannot be read: most often its end is missing. */
export function arrivedFault(service: Service, error: unknown, url: string): Fault {
	if (!(error instanceof ArchiveError) || !isCutShort(error)) {
		return archiveFault(service, error, url);
	}
	return faultOf(service, { url, symptom: 'CUT_SHORT', said: error.message });
}

function isCutShort({ field, limit }: ArchiveError): boolean {
	return limit === undefined && (field ?? END) === END;
}

/** Why an archive cannot be used. */
export function archiveFault(service: Service, error: unknown, url: string): Fault {
	if (!(error instanceof ArchiveError)) return storeFault(service, error, url);
	return faultOf(service, { url, symptom: symptomOfRefusal(error), said: error.message });
}

function symptomOfRefusal({ limit }: ArchiveError): string {
	if (limit === 'mostEntries') return 'WRONG_COUNT';
	return limit ? 'ARCHIVE_LIMIT' : 'ARCHIVE_REFUSED';
}

/** Why n8n could not keep or hand back a file. */
function storeFault(service: Service, error: unknown, url: string): Fault {
	if (service.signal?.aborted) return cancelled(service);
	const said = error instanceof Error ? error.message : String(error);
	const symptom = /ENOSPC|no space/i.test(said)
		? 'DISK_FULL'
		: /max size limit|exceeds the/i.test(said)
			? 'FILE_LIMIT'
			: 'NOT_STORED';
	return faultOf(service, { url, symptom, said });
}
