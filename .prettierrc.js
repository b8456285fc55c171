/** @type {import('prettier').Config} */
module.exports = {
	// The style of n8n's own starter, so that code moves between the two unchanged.
	semi: true,
	trailingComma: 'all',
	bracketSpacing: true,
	useTabs: true,
	tabWidth: 2,
	arrowParens: 'always',
	singleQuote: true,
	quoteProps: 'as-needed',
	endOfLine: 'lf',
	printWidth: 100,
	overrides: [
		// npm rewrites package.json with two spaces.
		{ files: ['package.json', '*.yml', '*.md'], options: { useTabs: false } },
	],
};
