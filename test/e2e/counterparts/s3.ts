import S3rver from 's3rver';

export interface S3Server {
	/** What n8n's S3 credential needs. */
	credential: object;
	/** The keys of all objects. */
	keys(): Promise<string[]>;
	/** The object with this key. */
	read(key: string): Promise<Buffer>;
	close(): Promise<void>;
}

/** Starts an S3-compatible server on 127.0.0.1 with one empty bucket. */
export async function startS3(bucket: string, directory: string): Promise<S3Server> {
	const server = new S3rver({
		address: '127.0.0.1',
		port: 0,
		silent: true,
		directory,
		vhostBuckets: false,
		configureBuckets: [{ name: bucket }],
	});
	const { port } = await server.run();
	const endpoint = `http://127.0.0.1:${port}`;
	return {
		credential: {
			endpoint,
			region: 'us-east-1',
			accessKeyId: 'S3RVER',
			secretAccessKey: 'S3RVER',
			forcePathStyle: true,
			ignoreSSLIssues: false,
		},
		keys: async () => {
			const answer = await fetch(`${endpoint}/${bucket}?list-type=2`);
			const list = await answer.text();
			if (!answer.ok) throw new Error(`No list of '${bucket}': ${answer.status} ${list}`);
			return Array.from(list.matchAll(/<Key>([^<]*)<\/Key>/g), ([, key]) => key);
		},
		read: async (key) => {
			const path = key.split('/').map(encodeURIComponent).join('/');
			const answer = await fetch(`${endpoint}/${bucket}/${path}`);
			if (!answer.ok)
				throw new Error(`No object '${key}': ${answer.status} ${await answer.text()}`);
			return Buffer.from(await answer.arrayBuffer());
		},
		close: () => server.close(),
	};
}
