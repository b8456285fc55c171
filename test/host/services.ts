import { execFileSync } from 'node:child_process';
import { chown, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { cleanEnvironment } from './environment';
import { freePorts } from './ports';
import { logTail, runCommand, type RunningProcess, startProcess } from './processes';
import { requireTools } from './requirements';
import { waitFor } from './waiting';

const READY_WITHIN_MS = 30_000;

export interface RunningService {
	port: number;
	/** Ends the server and removes its data. */
	stop(): Promise<void>;
}

type SystemUser = { uid: number; gid: number };

/**
 * Starts a PostgreSQL with an empty database `postgres` of the user `postgres`, who needs no
 * password. It is ready when `postmaster.pid` says so, which is what `pg_ctl` waits for.
 */
export async function startPostgresql(): Promise<RunningService> {
	// Its sibling `initdb` lies beside the program itself, not beside a link to it.
	const postgresql = await realpath(requireTools(['postgresql']).postgresql);
	const user = unprivilegedUser();
	const folder = await mkdtemp(join(tmpdir(), 'postgresql-'));
	if (user) await chown(folder, user.uid, user.gid);
	const environment = cleanEnvironment();
	const data = join(folder, 'data');
	const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
	const options = { folder, environment, user };
	await runCommand(join(dirname(postgresql), 'initdb'), initdb, { ...options, timeoutMs: 60_000 });
	const [port] = await freePorts(1);
	const address = ['-h', '127.0.0.1', '-p', String(port), '-k', ''];
	const server = startProcess('postgres', postgresql, ['-D', data, ...address, '-F'], {
		...options,
		logFile: join(folder, 'postgres.log'),
		stopSignal: 'SIGINT',
	});
	return await runningService(server, port, folder, async () => {
		const status = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
		return /^ready *$/m.test(status) ? true : undefined;
	});
}

/** A Redis that keeps nothing on disk. */
export async function startRedis(): Promise<RunningService> {
	const { redis } = requireTools(['redis']);
	const folder = await mkdtemp(join(tmpdir(), 'redis-'));
	const [port] = await freePorts(1);
	const persistence = ['--save', '', '--appendonly', 'no', '--dir', folder];
	const server = startProcess(
		'redis',
		redis,
		['--bind', '127.0.0.1', '--port', String(port), ...persistence],
		{
			folder,
			environment: cleanEnvironment(),
			logFile: join(folder, 'redis.log'),
		},
	);
	return await runningService(server, port, folder, () => answersPing(port));
}

async function runningService(
	server: RunningProcess,
	port: number,
	folder: string,
	isReady: () => Promise<true | undefined>,
): Promise<RunningService> {
	const stop = async () => {
		await server.stop();
		await rm(folder, { recursive: true, force: true });
	};
	await waitFor(`${server.name} to be ready`, READY_WITHIN_MS, async () => {
		if (server.hasEnded()) throw new Error(await server.ended);
		return await isReady();
	}).catch(async (error: Error) => {
		const log = logTail(server.logFile);
		await stop();
		throw new Error(`${error.message}\n${log}`);
	});
	return { port, stop };
}

/** PostgreSQL refuses to run as root; Debian's package brings the user `postgres` for it. */
function unprivilegedUser(): SystemUser | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const id = (kind: string) => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
	return { uid: id('-u'), gid: id('-g') };
}

function answersPing(port: number): Promise<true | undefined> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
		socket.setTimeout(1000, () => socket.destroy());
		socket.once('data', (answer) => {
			resolve(answer.toString().startsWith('+PONG') ? true : undefined);
			socket.destroy();
		});
		socket.once('error', () => resolve(undefined));
		socket.once('close', () => resolve(undefined));
	});
}
