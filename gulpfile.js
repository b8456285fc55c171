const { execFile } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

const run = promisify(execFile);

function clean() {
	return rm('dist', { recursive: true, force: true });
}

async function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	try {
		await run(process.execPath, [tsc, '-p', 'tsconfig.build.json']);
	} catch (error) {
		// tsc writes what it found to its standard output, which execFile keeps to itself.
		throw new Error(error.stdout || error.message, { cause: error });
	}
}

// Nodes and credentials name their icons relative to themselves (`file:../../icons/dify.svg` and
// `file:../icons/dify.svg`), so one folder serves both. Its README.md holds the licence of the
// icons and has to travel with them.
function copyIcons() {
	return src('icons/*', { encoding: false }).pipe(dest('dist/icons'));
}

// n8n looks for `X.node.json` and for `__schema__` beside `X.node.js`.
function copyDescriptions() {
	return src(['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json']).pipe(dest('dist/nodes'));
}

exports.clean = clean;
exports.build = series(clean, parallel(compile, copyIcons, copyDescriptions));
exports.default = exports.build;
