import { join } from 'node:path';

import type { N8nInstallation } from '../host/install';
import { type N8nOptions, startN8n } from '../host/n8n';
import { N8nClient } from '../host/n8nClient';
import type { Defer } from '../host/script';
import { type DifyOptions, type DifyStandIn, startDify } from '../sandbox/dify/server';
import { type GumloopOptions, type GumloopStandIn, startGumloop } from '../sandbox/gumloop/server';
import type { Check } from './checks';
import { type HttpProxy, startHttpProxy } from './counterparts/httpProxy';

/** What all suites share: the packed package, and one n8n as most people run it. */
export interface Stage {
	installation: N8nInstallation;
	tarball: string;
	/** A folder for everything that a run leaves; removed at its end. */
	folder: string;
	defer: Defer;
	/** n8n in regular mode with SQLite and files on disk, started when it is first asked for. */
	regular(): Promise<RegularN8n>;
	/** A stand-in that ends with the run. */
	dify(options?: DifyOptions): Promise<DifyStandIn>;
	gumloop(options?: GumloopOptions): Promise<GumloopStandIn>;
}

export interface RegularN8n {
	client: N8nClient;
	/** Holds its `.n8n` folder. */
	dataFolder: string;
	/**
	 * The proxy that n8n is told to use (HTTP_PROXY, HTTPS_PROXY) for everything but 127.0.0.1 and
	 * localhost. It finds every host name on this machine.
	 */
	proxy: HttpProxy;
	/** The Gumloop whose addresses n8n has for OAuth2: a credential cannot name others. */
	gumloop: GumloopStandIn;
}

export type Suite = (stage: Stage, check: Check) => Promise<void>;

export function setStage(
	installation: N8nInstallation,
	tarball: string,
	folder: string,
	defer: Defer,
): Stage {
	let regular: Promise<RegularN8n> | undefined;
	return {
		installation,
		tarball,
		folder,
		defer,
		regular: () => (regular ??= startRegular({ installation, tarball, folder }, defer)),
		dify: async (options) => {
			const dify = await startDify(options);
			defer(() => dify.close());
			return dify;
		},
		gumloop: async (options) => {
			const gumloop = await startGumloop(options);
			defer(() => gumloop.close());
			return gumloop;
		},
	};
}

/** Starts an n8n with the package, and signs in as its owner. */
export async function startWithOwner(options: N8nOptions, defer: Defer): Promise<N8nClient> {
	const n8n = await startN8n(options);
	defer(() => n8n.stop());
	const client = new N8nClient(n8n.origin);
	await client.setUpOwner();
	return client;
}

async function startRegular(
	{ installation, tarball, folder }: Pick<Stage, 'installation' | 'tarball' | 'folder'>,
	defer: Defer,
): Promise<RegularN8n> {
	const proxy = await startHttpProxy();
	defer(() => proxy.close());
	const gumloop = await startGumloop();
	defer(() => gumloop.close());
	const options: N8nOptions = {
		installation,
		tarball,
		dataFolder: join(folder, 'regular'),
		binaryMode: 'filesystem',
		environment: {
			HTTP_PROXY: proxy.origin,
			HTTPS_PROXY: proxy.origin,
			CREDENTIALS_OVERWRITE_DATA: JSON.stringify({
				gumloopOAuth2Api: {
					authUrl: `${gumloop.origin}/oauth/authorize`,
					accessTokenUrl: `${gumloop.origin}/oauth/token`,
				},
			}),
		},
	};
	const { dataFolder } = options;
	return { client: await startWithOwner(options, defer), dataFolder, proxy, gumloop };
}
