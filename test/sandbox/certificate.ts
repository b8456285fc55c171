import { generate } from 'selfsigned';

/** Makes a self-signed certificate for 127.0.0.1 and localhost, in PEM form. */
export async function selfSignedCertificate(): Promise<{ key: string; cert: string }> {
	const made = await generate([{ name: 'commonName', value: 'localhost' }], {
		keyType: 'ec',
		algorithm: 'sha256',
		extensions: [
			{
				name: 'subjectAltName',
				altNames: [
					{ type: 2, value: 'localhost' },
					{ type: 7, ip: '127.0.0.1' },
				],
			},
		],
	});
	return { key: made.private, cert: made.cert };
}
