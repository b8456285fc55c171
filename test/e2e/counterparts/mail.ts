import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface MailServer {
	/** What n8n's SMTP credential needs. */
	credential: object;
	/** The mails that arrived, oldest first. */
	mails: Email[];
	close(): Promise<void>;
}

const ACCOUNT = { user: 'n8n', password: 'stand-in-password' };

/** Starts an SMTP server on 127.0.0.1 that wants a password, keeps mails and sends none. */
export async function startMailServer(): Promise<MailServer> {
	const mails: Email[] = [];
	const server = new SMTPServer({
		disabledCommands: ['STARTTLS'],
		allowInsecureAuth: true,
		onAuth: ({ username, password }, _session, done) => {
			const isKnown = username === ACCOUNT.user && password === ACCOUNT.password;
			if (isKnown) done(null, { user: username });
			else done(new Error('Wrong user or password'));
		},
		onData: (stream, _session, done) => {
			buffer(stream)
				.then((message) => PostalMime.parse(message))
				.then((mail) => mails.push(mail))
				.then(() => done(), done);
		},
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.server.address() as AddressInfo;
	return {
		credential: { ...ACCOUNT, host: '127.0.0.1', port, secure: false, disableStartTls: true },
		mails,
		close: () => new Promise((resolve) => server.close(resolve)),
	};
}
