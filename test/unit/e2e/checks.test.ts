import { startChecks } from '../../e2e/checks';

describe('startChecks', () => {
	const print = jest.fn<void, [string]>();
	beforeEach(() => print.mockClear());

	it('goes on after a check that did not pass, and counts both', async () => {
		const checks = startChecks(print);
		await checks.check('one', () => Promise.reject(new Error('no such file')));
		await checks.check('two', async () => undefined);
		expect(checks.summary()).toBe('1 passed, 1 failed');
		expect(checks.failed()).toBe(1);
	});

	it('prints each sentence with its mark, and the reason where it did not pass', async () => {
		const checks = startChecks(print);
		await checks.check('the file is there', () => Promise.reject(new Error('no such file')));
		await checks.check('the list is empty', async () => undefined);
		const printed = print.mock.calls.join('\n');
		expect(printed).toMatch(/✗ the file is there[^]*no such file[^]*✓ the list is empty/);
	});

	it('prints what a check noted below its sentence', async () => {
		const { check } = startChecks(print);
		await check('the file is there', async (note) => note('12 bytes'));
		expect(print.mock.calls.join('\n')).toMatch(/^✓ the file is there .*\n {4}12 bytes$/);
	});

	it('gives what the check found', async () => {
		expect(await startChecks(print).check('the answer', async () => 42)).toBe(42);
	});

	it('does not wait longer than the check may take', async () => {
		const checks = startChecks(print);
		await checks.check('an endless wait', () => new Promise(() => undefined), 1);
		expect(checks.summary()).toBe('0 passed, 1 failed');
	});
});
