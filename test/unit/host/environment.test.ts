import { cleanEnvironment, withProgramsFrom } from '../../host/environment';

describe('the environment of what the host starts', () => {
	it('leaves out what npm run hands down, such as ignore-scripts and nodedir', () => {
		const inherited = {
			npm_config_ignore_scripts: 'true',
			npm_config_nodedir: '/usr',
			npm_package_name: 'x',
			NPM_CONFIG_PREFIX: '/usr',
		};
		expect(cleanEnvironment({}, inherited)).toEqual({ NO_PROXY: '127.0.0.1,localhost' });
	});

	it('keeps what npm needs to reach a registry', () => {
		const inherited = { npm_config_registry: 'https://packages.example.com/', PATH: '/bin' };
		expect(cleanEnvironment({}, inherited)).toMatchObject(inherited);
	});

	it("leaves out the settings of the user's own n8n", () => {
		const inherited = { N8N_PORT: '5678', DB_TYPE: 'postgresdb', EXECUTIONS_MODE: 'queue' };
		expect(Object.keys(cleanEnvironment({}, inherited))).toEqual(['NO_PROXY']);
	});

	it('asks for loopback servers without a proxy, next to the exceptions that are set already', () => {
		const { NO_PROXY } = cleanEnvironment({}, { no_proxy: 'intranet.example.com' });
		expect(NO_PROXY).toBe('intranet.example.com,127.0.0.1,localhost');
	});

	it('lets additions win over what is inherited', () => {
		expect(cleanEnvironment({ LANG: 'C' }, { LANG: 'ja_JP' }).LANG).toBe('C');
	});

	it('finds programs of the given folder before all others', () => {
		expect(withProgramsFrom('/node/bin', { PATH: '/usr/bin' }).PATH).toBe('/node/bin:/usr/bin');
	});
});
