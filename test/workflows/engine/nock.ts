import nock from 'nock';

/*
 * nock replaces Node's HTTP client for the whole process as soon as it is loaded, and Jest runs other
 * test files in the same process: left on, it would stand between them and their real servers.
 */
nock.restore();

/** Switches nock on for the tests of a describe block or file, and off again behind each. */
export function useNock(): typeof nock {
	beforeEach(() => nock.activate());
	afterEach(() => {
		nock.cleanAll();
		nock.restore();
	});
	return nock;
}

/** Makes every request to an origin fail with a code, as a connection that fails does. */
export function failWith(origin: string, code?: string, words = `failed with ${code}`): void {
	nock(origin)
		.post(/download-zip/)
		.replyWithError(Object.assign(new Error(words), { code }));
}
