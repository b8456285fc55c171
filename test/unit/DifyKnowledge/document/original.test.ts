import {
	uploadFileOf,
	whyNotDownloadable,
} from '../../../../nodes/DifyKnowledge/document/original';

const uploaded = {
	data_source_type: 'upload_file',
	data_source_detail_dict: { upload_file: { id: '1', name: 'a.txt', size: 3 } },
};

test.each([
	[uploaded, undefined],
	[{ ...uploaded, archived: true, enabled: false, display_status: 'error' }, undefined],
	[{ data_source_type: 'notion_import' }, 'not an uploaded file (notion_import)'],
	[{ ...uploaded, data_source_type: 'local_file' }, 'not an uploaded file (local_file)'],
	[{}, 'not an uploaded file'],
	[
		{ data_source_type: 'upload_file', data_source_detail_dict: { upload_file: {} } },
		'its original file is no longer on the server',
	],
	[
		{ data_source_type: 'upload_file', data_source_detail_dict: {} },
		'its original file is no longer on the server',
	],
	[
		{ data_source_type: 'upload_file', data_source_detail_dict: null },
		'its original file is no longer on the server',
	],
])('%j: why it cannot be downloaded is %j', (document, reason) => {
	expect(whyNotDownloadable(document)).toBe(reason);
});

test.each(['application/pdf', 'image/svg+xml', 'application/vnd.ms-excel', 'Text/Plain'])(
	'a media type %j stays',
	(mime_type) => {
		const document = { data_source_detail_dict: { upload_file: { id: '1', mime_type } } };
		expect(uploadFileOf(document).mime_type).toBe(mime_type);
	},
);

test.each([
	['text/plain; charset=utf-8', 'text/plain'],
	['text/html\r\nSet-Cookie: a=b', undefined],
	['application/pdf\0', undefined],
	['pdf', undefined],
	['', undefined],
	['a/b/c', undefined],
	['文書/pdf', undefined],
	[`text/${'x'.repeat(200)}`, undefined],
	[5, undefined],
])('a media type %j counts as %j', (mime_type, expected) => {
	const document = { data_source_detail_dict: { upload_file: { id: '1', mime_type } } };
	expect(uploadFileOf(document).mime_type).toBe(expected);
});

test('a size of the wrong kind is unknown', () => {
	const document = { data_source_detail_dict: { upload_file: { id: '1', size: 'large' } } };
	expect(uploadFileOf(document)).toMatchObject({ id: '1', size: undefined });
});
