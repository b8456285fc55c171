import { GumloopTrigger } from '../../../../nodes/Gumloop/GumloopTrigger.node';
import { issuesOf, shown } from '../../shared/editor';

const { description } = new GumloopTrigger();

test('the subtitle says as what a run has to finish', () => {
	const states = ['DONE', 'FAILED'];
	expect(shown(description, description.subtitle!, { states })).toBe('Flow run done, failed');
});

test('with a flow and one option nothing is missing, so that n8n activates it', () => {
	const savedItemId = { __rl: true, mode: 'id', value: 'dQ3xT7vYk2mN8pLs' };
	expect(issuesOf(description, { savedItemId, options: { downloadFiles: true } })).toBeNull();
});
