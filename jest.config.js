/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/{unit,workflows}/**/*.test.ts'],
	transform: { '^.+\\.ts$': '@swc/jest' },
};
