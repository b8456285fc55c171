import type { MessageRow } from './row';

/** Rows that hold for every service: connections, proxies, and what no other row knows. */
export const connectionRows: MessageRow[] = [
	{
		id: 'cancelled',
		when: { symptom: ['ERR_CANCELED', 'ABORT_ERR'] },
		message: 'The execution was cancelled',
		description: 'Nothing more was requested after that.',
	},
	{
		id: 'forbiddenByN8n',
		// n8n 2.41, SsrfBlockedIpError and SsrfBlockedHostnameError.
		when: { said: /request was blocked because/i },
		message: 'n8n is set up not to connect to this address',
		description:
			"n8n's protection against requests to internal addresses (N8N_SSRF_PROTECTION_ENABLED) does not let it reach '{host}'. Ask whoever runs n8n to add its name to N8N_SSRF_ALLOWED_HOSTNAMES, or an IP address to N8N_SSRF_ALLOWED_IP_RANGES, and to restart n8n.",
	},
	{
		id: 'hostUnknown',
		when: { symptom: ['ENOTFOUND'] },
		message: 'The host in the credential was not found',
		description:
			"No computer answers to the name '{host}'. Check 'Base URL' in the credential for typing mistakes. A name that only exists in your own network must also be known where n8n runs.",
	},
	{
		id: 'nameServiceDown',
		when: { symptom: ['EAI_AGAIN'] },
		message: 'The name of the host could not be looked up',
		description:
			"n8n's name service did not answer for '{host}'. Check the network connection of the computer that n8n runs on, then run again.",
		repeat: 'soon',
	},
	{
		id: 'refused',
		when: {
			symptom: ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'EADDRNOTAVAIL'],
		},
		message: '{service} cannot be reached',
		description:
			"Nothing accepts connections at '{host}'. Check that {service} is running and that 'Base URL' in the credential has the right host and port. When n8n runs in Docker, 'localhost' means n8n's own container: use the name of {service}'s container or 'host.docker.internal'.",
		repeat: 'soon',
	},
	{
		id: 'selfSigned',
		when: {
			symptom: [
				'DEPTH_ZERO_SELF_SIGNED_CERT',
				'SELF_SIGNED_CERT_IN_CHAIN',
				'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
				'UNABLE_TO_GET_ISSUER_CERT',
				'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
			],
		},
		message: 'The certificate of the server is not trusted',
		description:
			"'{host}' uses a certificate that it signed itself, or one of a private authority. If you trust this server, switch on 'Ignore SSL Issues' in the credential, or make n8n trust the authority with NODE_EXTRA_CA_CERTS.",
	},
	{
		id: 'badCertificate',
		when: {
			symptom: [
				'CERT_HAS_EXPIRED',
				'CERT_NOT_YET_VALID',
				'ERR_TLS_CERT_ALTNAME_INVALID',
				'CERT_SIGNATURE_FAILURE',
			],
		},
		message: 'The certificate of the server is not valid',
		description:
			"The certificate of '{host}' has expired or was made for another name. Ask whoever runs the server to renew it; until then 'Ignore SSL Issues' in the credential skips the check.",
	},
	{
		id: 'notHttps',
		when: { symptom: ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'] },
		message: 'The server does not speak HTTPS at this address',
		description:
			"'{host}' does not answer in HTTPS. If it is a plain HTTP server, write 'http://' in front of 'Base URL' in the credential.",
	},
	{
		id: 'timeout',
		when: { symptom: ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'] },
		message: '{service} took too long to answer',
		description:
			"No answer came in time. For downloads, {lessAtATime}, or raise 'Timeout' in Request Options.",
		repeat: 'soon',
	},
	{
		id: 'stalled',
		when: { symptom: ['STALLED'] },
		message: 'The transfer came to a standstill',
		description:
			'The connection stayed open, but nothing arrived for a minute, or so little that the rest would have taken hours. n8n asked again several times. Find out what slows the line between n8n and {service} down; a proxy in between may hold large answers back: {lessAtATime}.',
		repeat: 'soon',
	},
	{
		id: 'brokeOff',
		when: {
			symptom: [
				'ECONNRESET',
				'EPIPE',
				'ERR_STREAM_PREMATURE_CLOSE',
				'ERR_BAD_RESPONSE',
				'Z_BUF_ERROR',
				'Z_DATA_ERROR',
				'CUT_JSON',
			],
		},
		message: 'The connection broke off before everything had arrived',
		description:
			'What had arrived was thrown away, nothing incomplete is passed on. If it happens again at the same place, a proxy between n8n and {service} may limit time or size: {lessAtATime}.',
		repeat: 'soon',
	},
	{
		id: 'unreadable',
		when: {
			// Codes of llhttp, Node's HTTP parser.
			symptom: [
				'HPE_INVALID_HEADER_TOKEN',
				'HPE_HEADER_OVERFLOW',
				'HPE_INVALID_CONSTANT',
				'HPE_INVALID_VERSION',
				'HPE_INVALID_STATUS',
				'HPE_INVALID_CONTENT_LENGTH',
				'HPE_UNEXPECTED_CONTENT_LENGTH',
				'HPE_INVALID_TRANSFER_ENCODING',
				'HPE_INVALID_CHUNK_SIZE',
				'HPE_INVALID_EOF_STATE',
				'HPE_CR_EXPECTED',
				'HPE_LF_EXPECTED',
				'HPE_STRICT',
			],
		},
		message: 'The answer of the server cannot be read',
		description:
			"What '{host}' sends does not follow the rules of HTTP. Check 'Base URL' in the credential, and any proxy in between.",
	},
	{
		id: 'tooLarge',
		when: { symptom: ['TOO_LARGE'] },
		message: 'The answer of the server is far larger than it should be',
		description: 'The transfer was stopped and what had arrived was thrown away.',
	},
	{
		id: 'redirectedWithin',
		when: { status: [301, 302, 303], symptom: ['REDIRECTED_WITHIN'] },
		message: 'The server redirects the request in a way that loses what was sent',
		description:
			"'{host}' redirects to '{location}' on the same server. If only the beginning of that address is another one, put it into 'Base URL' in the credential. Otherwise ask whoever runs the server to take the redirect out, or to answer 307 or 308, which n8n follows.",
	},
	{
		id: 'redirected',
		when: { status: [300, 301, 302, 303, 307, 308] },
		message: 'The server sends requests on to another address',
		description:
			"'{host}' redirects to '{location}'. The API key is not sent there. If that address is right, put it into 'Base URL' in the credential.",
	},
	{
		id: 'proxySignIn',
		when: { status: [407] },
		message: 'The proxy wants a sign-in',
		description: "Put user name and password into 'Proxy' in Request Options.",
	},
	{
		id: 'tooManyRequests',
		when: { status: [429] },
		message: '{service} asks for fewer requests',
		description:
			'n8n waited and asked again, but the limit still holds. Run again later, or let fewer workflows use {service} at the same time.',
		repeat: 'soon',
	},
	{
		id: 'tryLater',
		when: { status: [408, 425] },
		message: '{service} was not ready to answer',
		description: 'n8n asked again several times. Run again later.',
		repeat: 'soon',
	},
	{
		id: 'gateway',
		when: { status: [502, 503, 504, 520, 521, 522, 523, 524] },
		message: '{service} is not available right now',
		description:
			"A proxy in front of {service} answered in its place. n8n asked again several times. If it only happens to large downloads, the proxy's time limit is too short: {lessAtATime}.",
		repeat: 'soon',
	},
	{
		id: 'serverFault',
		when: { status: [500, 501, 505, 507, 508, 509, 510, 511, 530, 599] },
		message: '{service} could not process the request',
		description: 'n8n asked again several times. Have a look at the log of {service}.',
		repeat: 'soon',
	},
	{
		id: 'webPage',
		when: { content: ['html'] },
		message: 'A web page came back instead of data',
		description:
			"Something between n8n and {service} answered with a page of its own, for example a sign-in or a proxy. Check 'Base URL' in the credential.",
	},
	{
		id: 'unexpected',
		when: {},
		message: '{service} gave an answer that cannot be used',
		description: "Check 'Base URL' in the credential and that {service} is up to date.",
	},
];
