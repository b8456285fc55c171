import { simplified } from '../../../../nodes/DifyKnowledge/document/simplified';

test.each([[null], [undefined], ['text'], [[]], [[null, {}]]])(
	'metadata %j becomes an empty object',
	(metadata) => {
		expect(simplified({ doc_metadata: metadata }).metadata).toEqual({});
	},
);

test('metadata becomes name and value', () => {
	const doc_metadata = [
		{ id: '1', name: 'year', type: 'number', value: 2026 },
		{ id: '2', name: 'author', type: 'string', value: null },
	];
	expect(simplified({ doc_metadata }).metadata).toEqual({ year: 2026, author: null });
});
