import { spawn } from 'node:child_process';

import { cpuSeconds, memoryUse, resetPeakMemory } from '../../host/memory';
import { waitFor } from '../../host/waiting';

const MiB = 2 ** 20;

/** A process that fills 200 MiB, lets go of them and then waits. */
const SCRIPT = `
	Buffer.alloc(200 * 1024 * 1024, 1);
	gc();
	setInterval(gc, 100);
`;

const child = spawn(process.execPath, ['--expose-gc', '-e', SCRIPT]);

afterAll(() => child.kill());

// Elsewhere there is no /proc to read.
const onLinux = process.platform === 'linux' ? it : it.failing;

onLinux("reads a process's memory and processor time, and forgets its peak on demand", async () => {
	const pid = child.pid!;
	await waitFor('the memory to be filled and given back', 20_000, () => {
		const { residentBytes, peakResidentBytes } = memoryUse(pid);
		return peakResidentBytes > 200 * MiB && residentBytes < 150 * MiB ? true : undefined;
	});

	resetPeakMemory(pid);
	const { residentBytes, peakResidentBytes } = memoryUse(pid);
	expect(residentBytes).toBeGreaterThan(10 * MiB);
	expect(peakResidentBytes).toBeLessThan(200 * MiB);
	expect(cpuSeconds(pid)).toBeGreaterThan(0);
	expect(cpuSeconds(pid)).toBeLessThan(60);
});
