import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cleanEnvironment } from '../../host/environment';
import { runCommand, startProcess } from '../../host/processes';
import { waitFor } from '../../host/waiting';

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'processes-'));
});

afterAll(async () => {
	await rm(folder, { recursive: true });
});

const run = async (script: string, timeoutMs = 20_000) =>
	await runCommand(process.execPath, ['-e', script], {
		folder,
		environment: cleanEnvironment(),
		timeoutMs,
	});

describe('a command', () => {
	it('gives what it wrote to its standard output', async () => {
		await expect(run("console.error('noise'); console.log('答え')")).resolves.toBe('答え\n');
	});

	it('is reported with its exit code and the end of its output when it fails', async () => {
		const failing = "console.log('started'); console.error('disk full'); process.exitCode = 3";
		await expect(run(failing)).rejects.toThrow(/exit code 3\n[^]*disk full/);
	});

	it('is ended when it takes too long', async () => {
		await expect(run('setInterval(() => {}, 1000)', 300)).rejects.toThrow('stopped after 0.3 s');
	});

	it('is reported when it does not exist', async () => {
		const options = { folder, environment: {}, timeoutMs: 5000 };
		await expect(runCommand('/no/such/program', [], options)).rejects.toThrow(
			'could not be started',
		);
	});
});

describe('a server process', () => {
	it('writes to its log, ends on stop and takes its children along', async () => {
		const logFile = join(folder, 'server.log');
		const child = "setInterval(() => {}, 1000); console.log('child', process.pid)";
		const script = `
			require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' });
			setInterval(() => {}, 1000);
		`;
		const server = startProcess('server', process.execPath, ['-e', script], {
			folder,
			environment: cleanEnvironment(),
			logFile,
		});
		const childPid = await waitFor('the child', 20_000, async () => {
			const [, pid] = /child (\d+)/.exec(await readFile(logFile, 'utf8')) ?? [];
			return pid ? Number(pid) : undefined;
		});
		expect(server.hasEnded()).toBe(false);

		await server.stop();
		expect(server.hasEnded()).toBe(true);
		await expect(server.ended).resolves.toBe('server ended with SIGTERM');
		await waitFor('the child to end', 20_000, () => (isRunning(childPid) ? undefined : true));
	});
});

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
