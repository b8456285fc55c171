import { keepsCauses } from '../../../../nodes/shared/credential/keepsCauses';

test('the n8n of these tests keeps what caused an error', () => {
	expect(keepsCauses()).toBe(true);
});
