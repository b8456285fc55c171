import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { optionsCollection } from '../../shared/parameters/collection';
import { cancelled } from '../../shared/http/repeat';
import { pause } from '../../shared/pause';
import { readWholeNumber } from '../../shared/parameters/wholeNumber';
import type { Outcome } from '../../shared/messages/fault';
import type { Gumloop } from '../gumloop';
import { fetchRun, runFault, whyFailed, type FlowRun } from './run';

const MINUTE_MS = 60_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 15_000;
const GROWTH = 1.5;
const MINUTES = { preset: 30, least: 1, most: 1440 };

/** Options of the operations that can wait for a run. */
export const waitOptionsField = optionsCollection([
	{
		displayName: 'Wait for Completion',
		name: 'waitForCompletion',
		type: 'boolean',
		default: false,
		description:
			'Whether to wait until the run is done, and to end with a message and the last lines of its log when it fails or is terminated',
	},
	{
		displayName: 'Wait at Most (Minutes)',
		name: 'waitMinutes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1440 },
		default: 30,
		displayOptions: { show: { waitForCompletion: [true] } },
		description: "How long 'Wait for Completion' waits before it gives up. The run itself goes on.",
	},
]);

/** @returns how long to wait, in milliseconds; undefined when the run is not waited for */
export function readWait(n8n: IExecutePaginationFunctions): number | undefined {
	if (n8n.getNodeParameter('options.waitForCompletion', false) !== true) return undefined;
	const label = 'Wait at Most (Minutes)';
	return readWholeNumber(n8n, 'options.waitMinutes', label, MINUTES) * MINUTE_MS;
}

/**
 * Waits until a run is done, asking at growing intervals; cancelling the execution ends the wait.
 *
 * @param mostMs how long to wait at most, in milliseconds
 */
export async function waitForRun(
	gumloop: Gumloop,
	runId: string,
	mostMs: number,
): Promise<Outcome<FlowRun>> {
	const end = Date.now() + mostMs;
	for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * GROWTH, LONGEST_PAUSE_MS)) {
		const asked = await fetchRun(gumloop, runId);
		if (asked.fault || asked.value.state === 'DONE') return asked;
		const fault = whyFailed(gumloop, asked.value);
		if (fault) return { fault };
		const leftMs = end - Date.now();
		if (leftMs <= 0) return { fault: runFault(gumloop, asked.value, 'STILL_RUNNING') };
		// Runs that were started together are not asked for at the same moment.
		const jittered = pauseMs * (0.75 + Math.random() / 2);
		const wasWaited = await pause(Math.min(jittered, leftMs), gumloop.signal);
		if (!wasWaited) return { fault: cancelled(gumloop) };
	}
}
