import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cleanEnvironment } from '../test/host/environment';
import { runCommand } from '../test/host/processes';
import type { LoggedRequest } from '../test/sandbox/httpServer';

const WITHIN_MS = 120_000;

/** Seconds that `curl` takes for the same requests, so many at once, throwing the answers away. */
export async function curlSeconds(
	origin: string,
	requests: LoggedRequest[],
	folder: string,
	atOnce: number,
): Promise<number> {
	const bodies = requests.map((_, index) => join(folder, `body-${index}.json`));
	const config = join(folder, 'requests.txt');
	await Promise.all(requests.map(({ body }, index) => writeFile(bodies[index], body)));
	const calls = requests.map((request, index) => curlCall(origin, request, bodies[index]));
	await writeFile(config, calls.join('next\n'));
	const args = ['--silent', '--show-error', '--parallel', '--parallel-max', String(atOnce)];
	const options = { folder, environment: cleanEnvironment(), timeoutMs: WITHIN_MS };
	const started = performance.now();
	await runCommand('curl', [...args, '--config', config], options);
	const seconds = (performance.now() - started) / 1000;
	await Promise.all([config, ...bodies].map((path) => rm(path)));
	return seconds;
}

/** A request as a section of curl's configuration file. */
function curlCall(origin: string, request: LoggedRequest, bodyFile: string): string {
	const { authorization, 'content-type': contentType } = request.headers;
	const query = new URLSearchParams(request.query).toString();
	const lines = [
		`url = "${origin}${request.path}${query && `?${query}`}"`,
		'output = "/dev/null"',
		'fail',
		`header = "Authorization: ${authorization}"`,
	];
	if (request.method === 'POST') {
		lines.push(`data = "@${bodyFile}"`, `header = "Content-Type: ${contentType}"`);
	}
	return `${lines.join('\n')}\n`;
}
