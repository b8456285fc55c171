/**
 * `npm run schemas`: writes the fields that n8n's editor shows of a node that has not run yet, from what
 * the nodes give on n8n's engine. The tests that compare them do it when they are told to.
 */
import { execFileSync } from 'node:child_process';

execFileSync('npx', ['jest', 'test/workflows/.*/schemas'], {
	stdio: 'inherit',
	env: { ...process.env, WRITE_SCHEMAS: '1' },
	shell: process.platform === 'win32',
});
