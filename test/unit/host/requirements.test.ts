import { requireTools } from '../../host/requirements';

describe('what a run needs from the system', () => {
	it('is looked for in PATH and gives the path of the program', () => {
		const [folder] = (process.env.PATH ?? '').split(':');
		const found = requireTools(['redis'], (path) => path === `${folder}/redis-server`);
		expect(found).toEqual({ redis: `${folder}/redis-server` });
	});

	it('is looked for under its other names and beside PATH, too', () => {
		const path = '/snap/bin/chromium-browser';
		expect(requireTools(['chromium'], (each) => each === path)).toEqual({ chromium: path });
	});

	it('is named, all of it at once, with the way to get it', () => {
		const onlyRedis = (path: string) => path.endsWith('/redis-server');
		expect(() => requireTools(['chromium', 'redis', 'postgresql'], onlyRedis)).toThrow(
			[
				'This run needs programs that were not found on this system:',
				'- chromium, for the browser tests and the screenshots',
				'- postgres, for queue mode',
				'On Debian and Ubuntu: apt-get install chromium postgresql',
			].join('\n'),
		);
	});
});
