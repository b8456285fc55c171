import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DifyKnowledgeApi } from '../../../credentials/DifyKnowledgeApi.credentials';
import { GumloopApi } from '../../../credentials/GumloopApi.credentials';
import { GumloopOAuth2Api } from '../../../credentials/GumloopOAuth2Api.credentials';
import { homepage } from '../../../package.json';

const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');

test.each([new DifyKnowledgeApi(), new GumloopApi(), new GumloopOAuth2Api()])(
	'“Read our docs” of $displayName leads to the section of the README that tells where the key is',
	({ displayName, documentationUrl }) => {
		const anchor = displayName.toLowerCase().replaceAll(' ', '-');
		expect(documentationUrl).toBe(homepage.replace('#readme', `#${anchor}`));
		expect(readme).toContain(`### ${displayName}\n`);
	},
);
