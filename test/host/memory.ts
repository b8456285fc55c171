import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

export interface MemoryUse {
	residentBytes: number;
	/** The highest resident size since the process started or `resetPeakMemory` was called. */
	peakResidentBytes: number;
}

/** Reads a process's memory use from /proc (Linux only, see proc_pid_status(5)). */
export function memoryUse(pid: number): MemoryUse {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const bytes = (field: string) =>
		Number(RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
	return { residentBytes: bytes('VmRSS'), peakResidentBytes: bytes('VmHWM') };
}

/** Sets the peak back to the present size (`5` in proc_pid_clear_refs(5)). */
export function resetPeakMemory(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The processor time in seconds that a process and its ended children have used, all threads. */
export function cpuSeconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	// The second field, the program's name in brackets, may itself hold spaces and brackets.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
	return (user + system + childrenUser + childrenSystem) / clockTicksPerSecond();
}

function clockTicksPerSecond(): number {
	return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
}
