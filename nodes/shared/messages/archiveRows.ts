import type { MessageRow } from './row';

/** Rows for archives and for n8n's binary store. */
export const archiveRows: MessageRow[] = [
	{
		id: 'cutShort',
		when: { symptom: ['CUT_SHORT'] },
		message: 'The archive ended before it was complete',
		description:
			'The end of the ZIP is missing, so nothing of it is passed on. A proxy in between may limit time or size: {lessAtATime}.',
		repeat: 'soon',
	},
	{
		id: 'notAnArchive',
		when: { symptom: ['NOT_AN_ARCHIVE'] },
		message: 'What came back is not a ZIP archive',
		description:
			"Something else than {service} may have answered. Check 'Base URL' in the credential.",
	},
	{
		id: 'archiveRefused',
		when: { symptom: ['ARCHIVE_REFUSED'] },
		message: 'The archive contradicts itself and is not passed on',
		description:
			'It may have been damaged on the way, or made by software with a bug. Run again; if it stays, report it to whoever runs {service}.',
	},
	{
		id: 'archiveLimit',
		when: { symptom: ['ARCHIVE_LIMIT'] },
		message: 'The archive would unpack to more than is allowed',
		description:
			"If you trust the files, raise 'Maximum Unpacked Size (GB)' in the options. A small archive that unpacks to a huge one can be an attack.",
	},
	{
		id: 'wrongCount',
		when: { symptom: ['WRONG_COUNT'] },
		message: 'The archive does not hold what was asked for',
		description: 'Nothing of it is passed on, because files could be taken for others.',
	},
	{
		id: 'wrongOrder',
		when: { symptom: ['WRONG_ORDER'] },
		message: 'The archive holds other files than were asked for, or in another order',
		description:
			'Nothing of it is passed on, because files could be taken for others. If something was renamed or replaced while the workflow ran, run it again; if it stays, report it to whoever runs {service}.',
	},
	{
		id: 'fileLimit',
		when: { symptom: ['FILE_LIMIT'] },
		message: "The file is larger than n8n's binary data storage takes",
		description:
			'For smaller files, {smallerFiles}. Or raise N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE (512 MiB unless set), or let n8n keep binary data on disk or in S3.',
	},
	{
		id: 'diskFull',
		when: { symptom: ['DISK_FULL'] },
		message: 'There is no room left where n8n keeps binary data',
		description: 'Free space on the disk of n8n. What is to be downloaded needs its size once.',
	},
	{
		id: 'notStored',
		when: { symptom: ['NOT_STORED'] },
		message: 'n8n could not store the file',
		description: "Check n8n's settings for binary data and the log of n8n.",
	},
];
