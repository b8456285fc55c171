import { DifyKnowledgeTrigger } from '../../../../nodes/DifyKnowledge/DifyKnowledgeTrigger.node';
import { issuesOf, shown } from '../../shared/editor';

const { description } = new DifyKnowledgeTrigger();

test.each([
	[['added'], 'Document added'],
	[['added', 'removed'], 'Document added, removed'],
])('the subtitle for %j says “%s”', (events, expected) => {
	expect(shown(description, description.subtitle!, { events })).toBe(expected);
});

test('the hint about the whole list is shown for Document Replaced alone', () => {
	const [{ displayCondition, message }] = description.hints!;
	const isShown = (events: string[]) => shown(description, displayCondition!, { events });
	expect(message.length).toBeLessThanOrEqual(120);
	expect(isShown(['added', 'replaced'])).toBe(true);
	expect(isShown(['added'])).toBe(false);
});

test('with a knowledge base and one option nothing is missing, so that n8n activates it', () => {
	const knowledgeBaseId = { __rl: true, mode: 'id', value: '3c90c3cc-0d44-4b50-8888-8dd25736052a' };
	const options = { downloadFile: true };
	expect(issuesOf(description, { knowledgeBaseId, options })).toBeNull();
});
