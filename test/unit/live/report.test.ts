import { lookAtAll } from '../../live/assumption';
import { reportOf, summaryOf, tableOf } from '../../live/report';
import { difyOf } from '../../live/services';
import { standInDify } from '../../live/standIns';
import { difyAnswers } from '../../sandbox/dify/answers';

test('findings become a table of Markdown, whatever is in them', () => {
	const findings = [{ about: 'a | b', seen: 'line 1\nline 2', holds: 'yes' as const }];
	expect(tableOf(findings)).toBe(
		[
			'| Assumption | What was seen | Holds |',
			'| --- | --- | --- |',
			'| a \\| b | line 1 line 2 | yes |',
		].join('\n'),
	);
	expect(summaryOf(findings)).toBe('1 hold, 0 do not, 0 were not checked');
});

test('neither the key nor the host, the knowledge base or names get into a report', async () => {
	const { dify, access } = await standInDify(() => undefined);
	const host = new URL(dify.origin).host;
	const secrets = [access.apiKey, access.knowledgeBaseId, host, '請求書', 'Sample documents'];
	dify.faults.always('segments', (_real, { log }) =>
		difyAnswers.notFound(`${log.headers.authorization} ${log.headers.host}`),
	);
	dify.faults.always('metadata', (_real, { log }) => ({
		...difyAnswers.notFound(''),
		body: JSON.stringify({ code: log.headers.authorization, message: '', status: 404 }),
	}));
	const service = difyOf(access);
	const report = reportOf(service, await lookAtAll(service.assumptions));
	await dify.close();
	expect(report).toContain('code Bearer (key)');
	for (const secret of secrets) expect(report).not.toContain(secret);

	const unreachable = reportOf(service, await lookAtAll(service.assumptions));
	expect(unreachable).toContain('it could not be seen: connect ECONNREFUSED');
	for (const secret of secrets) expect(unreachable).not.toContain(secret);
});
