/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	// Only these are crawled at the start: node_modules alone would take seconds.
	roots: ['<rootDir>/test', '<rootDir>/nodes', '<rootDir>/credentials'],
	testMatch: ['<rootDir>/test/{unit,workflows}/**/*.test.ts'],
	transform: { '^.+\\.ts$': '@swc/jest' },
	// Ends what hangs; how fast the machine is must not matter.
	testTimeout: 60_000,
	setupFiles: ['<rootDir>/test/seed.ts'],
	showSeed: true,
};
