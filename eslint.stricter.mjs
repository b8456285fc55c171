/** What this repository asks of its code beyond n8n's rules. */
export const stricterRules = [
	// No disable comment has an effect anywhere, and one that is written is reported.
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
	{
		files: ['**/*.ts'],
		rules: {
			// Streams fail silently when a promise is dropped.
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
		},
	},
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		rules: {
			// The services know nothing of each other, and what they share knows none of them.
			'import-x/no-restricted-paths': [
				'error',
				{
					zones: [
						{ target: './nodes/DifyKnowledge', from: './nodes/Gumloop' },
						{ target: './nodes/Gumloop', from: './nodes/DifyKnowledge' },
						{ target: './nodes/shared', from: './nodes', except: ['./shared'] },
						{ target: './nodes', from: './test' },
					],
				},
			],
		},
	},
];
