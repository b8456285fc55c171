declare module 's3rver' {
	/** Only what is used here; the package brings no types. */
	export default class S3rver {
		constructor(options: {
			address: string;
			port: number;
			silent: boolean;
			directory: string;
			vhostBuckets: boolean;
			configureBuckets: Array<{ name: string }>;
		});
		run(): Promise<{ port: number }>;
		close(): Promise<void>;
	}
}
