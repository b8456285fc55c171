import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

import type { Environment } from './environment';

const KILL_AFTER_MS = 20_000;
const TAIL_LINES = 30;

/** Process groups that we started and that still run; nothing else is ever signalled. */
const running = new Set<number>();

process.once('exit', () => {
	for (const pid of running) signalGroup(pid, 'SIGKILL');
});

export interface RunningProcess {
	name: string;
	pid: number;
	logFile: string;
	/** Settles with a sentence that says how the process ended. */
	ended: Promise<string>;
	hasEnded(): boolean;
	/** Asks the process to stop, and ends it after 20 seconds if it does not. */
	stop(): Promise<void>;
	/** Ends the process at once, as a crash would. */
	kill(): Promise<void>;
}

export interface StartOptions {
	environment: Environment;
	folder: string;
	logFile: string;
	/** PostgreSQL stops at once on SIGINT, and waits for its clients on SIGTERM. */
	stopSignal?: NodeJS.Signals;
	user?: { uid: number; gid: number };
}

/** Starts a server as the leader of its own process group, with its output in a file. */
export function startProcess(
	name: string,
	command: string,
	args: string[],
	options: StartOptions,
): RunningProcess {
	const log = openSync(options.logFile, 'a');
	const child = spawn(command, args, {
		cwd: options.folder,
		env: options.environment,
		stdio: ['ignore', log, log],
		detached: true,
		...options.user,
	});
	closeSync(log);
	const ended = watch(name, child);
	let over = false;
	void ended.then(() => (over = true));
	const pid = child.pid ?? 0;
	const end = async (signal: NodeJS.Signals) => {
		if (over) return;
		signalGroup(pid, signal);
		const killer = setTimeout(() => signalGroup(pid, 'SIGKILL'), KILL_AFTER_MS);
		await ended;
		clearTimeout(killer);
	};
	return {
		name,
		pid,
		logFile: options.logFile,
		ended,
		hasEnded: () => over,
		stop: () => end(options.stopSignal ?? 'SIGTERM'),
		kill: () => end('SIGKILL'),
	};
}

/**
 * Runs a command to its end and gives what it wrote to its standard output.
 *
 * @throws Error with the end of the command's output when it fails or takes longer than `timeoutMs`
 */
export async function runCommand(
	command: string,
	args: string[],
	options: {
		environment: Environment;
		folder: string;
		timeoutMs: number;
		user?: { uid: number; gid: number };
	},
): Promise<string> {
	const child = spawn(command, args, {
		cwd: options.folder,
		env: options.environment,
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true,
		...options.user,
	});
	let output = '';
	let everything = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		output += text;
		everything += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => (everything += text));
	let timedOut = false;
	const killer = setTimeout(() => {
		timedOut = true;
		signalGroup(child.pid ?? 0, 'SIGKILL');
	}, options.timeoutMs);
	const ending = await watch(command, child);
	clearTimeout(killer);
	if (child.exitCode === 0) return output;
	const reason = timedOut ? `was stopped after ${options.timeoutMs / 1000} s` : ending;
	throw new Error(`${[command, ...args].join(' ')}: ${reason}\n${lastLines(everything)}`);
}

/** The end of a server's log, for a message. */
export function logTail(logFile: string): string {
	return lastLines(readFileSync(logFile, 'utf8'));
}

function watch(name: string, child: ChildProcess): Promise<string> {
	const pid = child.pid;
	if (pid !== undefined) running.add(pid);
	return new Promise((resolve) => {
		const done = (sentence: string) => {
			if (pid !== undefined) running.delete(pid);
			resolve(sentence);
		};
		child.once('error', (error) => done(`${name} could not be started: ${error.message}`));
		child.once('close', (code, signal) =>
			done(`${name} ended with ${signal ?? `exit code ${code}`}`),
		);
	});
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	if (pid <= 0) return;
	try {
		process.kill(-pid, signal);
	} catch {
		// The group ended in the meantime.
	}
}

function lastLines(text: string): string {
	return text.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}
