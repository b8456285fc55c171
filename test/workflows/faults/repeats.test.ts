import { startDify, type DifyStandIn } from '../../sandbox/dify';
import { onFakeClock } from '../engine/fakeClock';
import { runWorkflow, useBinaryData, workflowOf } from '../engine/run';

let dify: DifyStandIn;
let removeBinaryData: () => void;

beforeAll(async () => {
	removeBinaryData = await useBinaryData();
});
afterAll(() => removeBinaryData());
beforeEach(async () => {
	dify = await startDify({ now: () => Date.now() });
});
afterEach(async () => await dify.close());

test('1,000 documents arrive through a limit of 10 downloads a minute', async () => {
	await dify.close();
	dify = await startDify({ now: () => Date.now(), rateLimitPerMinute: 10 });
	const knowledgeBase = dify.addKnowledgeBase({
		name: 'Limited',
		documents: Array.from({ length: 1000 }, (_, i) => ({
			name: `d${i}.txt`,
			content: `text ${i}`,
		})),
	});
	const result = await onFakeClock(
		[dify],
		async () =>
			await runWorkflow(
				workflowOf(
					'difyKnowledge',
					{
						operation: 'downloadZip',
						knowledgeBaseId: knowledgeBase.id,
						selection: 'all',
						options: { documentsPerRequest: 50 },
					},
					'difyKnowledgeApi',
				),
				{ credentials: { difyKnowledgeApi: { apiKey: dify.apiKey, baseUrl: dify.origin } } },
			),
	);
	expect(result.error).toBeUndefined();
	expect(result.items[0].json.fileCount).toBe(1000);
	expect(dify.requests.filter(({ status }) => status === 403).length).toBeGreaterThan(0);
});
