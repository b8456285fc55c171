import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

// The rules for nodes/, credentials/ and package.json are those of n8n's own CLI
// (`n8n-node lint`, @n8n/node-cli 0.48, dist/configs/eslint.js), rule for rule, with the same three
// groups switched off. The CLI itself is not used: it brings 690 MB of dependencies.
const shipped = ['nodes/**/*.ts', 'credentials/**/*.ts'];

export default defineConfig(
	globalIgnores(['dist', 'coverage', 'demo-output']),

	// No disable comment has an effect anywhere, and one that is written is reported.
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },

	{
		files: ['**/*.ts'],
		extends: [
			js.configs.recommended,
			tseslint.configs.recommended,
			importX.flatConfigs.recommended,
		],
		settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
		languageOptions: {
			parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'prefer-spread': 'off',
			// Streams fail silently when a promise is dropped.
			'@typescript-eslint/await-thenable': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
		},
	},

	{
		files: shipped,
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		rules: {
			'no-console': 'error',
			'no-restricted-properties': [
				'error',
				{ object: 'URL', property: 'canParse', message: 'Wrong on Node 20: use parseAddress.' },
			],
			// The two services know nothing of each other, and what they share knows neither.
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
	{ plugins: { 'n8n-nodes-base': n8nNodesBase } },
	{
		files: ['package.json'],
		extends: [n8nCommunityNodesPlugin.configs.recommended],
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
		rules: n8nNodesBase.configs.community.rules,
	},
	{
		files: ['credentials/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.credentials.rules,
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		rules: {
			...n8nNodesBase.configs.nodes.rules,
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
			'n8n-nodes-base/node-param-type-options-max-value-present': 'off',
		},
	},

	{
		files: ['**/*.js'],
		extends: [js.configs.recommended],
		languageOptions: {
			sourceType: 'commonjs',
			globals: {
				exports: 'writable',
				module: 'writable',
				process: 'readonly',
				require: 'readonly',
			},
		},
	},
	{ files: ['**/*.mjs'], extends: [js.configs.recommended] },
);
