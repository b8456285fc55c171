import { isUuid } from '../../../nodes/DifyKnowledge/isUuid';

test.each([
	['3c90c3cc-0d44-4b50-8888-8dd25736052a', true],
	['3C90C3CC-0D44-4B50-8888-8DD25736052A', true],
	['3c90c3cc0d444b5088888dd25736052a', false],
	[' 3c90c3cc-0d44-4b50-8888-8dd25736052a', false],
	['3c90c3cc-0d44-4b50-8888-8dd25736052a/..', false],
	['3c90c3cc-0d44-4b50-8888-8dd25736052g', false],
	['', false],
])('%j is a UUID: %s', (text, expected) => {
	expect(isUuid(text)).toBe(expected);
});
