import type { Advice, MessageRow } from '../shared/messages/row';

const START = /\/start_pipeline$/;
const DOWNLOAD = /\/download_files$/;
const RUN = /\/get_pl_run$/;
const FLOW = /\/(start_pipeline|get_inputs|get_plrun_saved_item_map)$/;

const WHERE_THE_KEY_IS =
	'Both are in Gumloop under Settings → Profile; copy them anew into the credential.';

const FIND_THE_FILE =
	"Gumloop refuses the whole request when one file is missing, and does not say which. Switch on 'Skip Missing Files' in the options: the others arrive, and 'skipped' in the output names the one that is missing.";

const LOOK_BEFORE_STARTING_AGAIN =
	'The answer of Gumloop is missing, so the flow may or may not be running. n8n does not start it again by itself: look into the flow run history in Gumloop first.';

export const gumloopAdvice: Advice = {
	lessAtATime: 'ask for fewer files at a time',
	smallerFiles: "set 'Download As' to 'Separate Files'",
};

/** What Gumloop's answers mean, by its public specification and documents. */
export const gumloopRows: MessageRow[] = [
	{
		id: 'signInEnded',
		when: { status: [401], key: 'oAuth2' },
		message: 'Gumloop does not accept the sign-in any more',
		description: 'Open the credential and connect your account again.',
	},
	{
		id: 'notConnected',
		when: {
			symptom: ['UNKNOWN', 'EAUTH', 'ESTATUS'],
			said: /reconnect|not connected|without access token|grant|refresh token/i,
			key: 'oAuth2',
		},
		message: 'The connection to the Gumloop account has ended',
		description:
			'n8n could not get a new access token. Open the credential and connect your account again.',
	},
	{
		id: 'noSignIn',
		when: { symptom: ['EAUTH', 'ESTATUS'], key: 'oAuth2' },
		message: 'The connection to the Gumloop account could not be renewed',
		description:
			'Gumloop did not hand out a new access token. Run again; if it stays, open the credential and connect your account again.',
	},
	{
		id: 'wrongKey',
		when: { status: [401] },
		message: 'Gumloop does not accept the API key',
		description: `The API key is wrong, or was replaced by another one. ${WHERE_THE_KEY_IS}`,
	},
	{
		id: 'proxyRefuses',
		when: { status: [401, 403], content: ['html'] },
		message: 'A server in front of Gumloop refuses the request',
		description:
			"'{host}' answered with a web page, which Gumloop's API never does: a firewall, a sign-in page or a content delivery network stands in between. Ask whoever runs it to let n8n through.",
	},
	{
		id: 'planLimit',
		when: { status: [402, 403], said: /\b(plan|upgrade|subscription|billing|credits?)\b/i },
		message: 'The Gumloop plan does not allow this',
		description:
			"Access to the API needs a Pro plan, and runs need credits. Gumloop's own words tell what is missing.",
	},
	{
		id: 'wrongAccount',
		when: { status: [403], key: 'oAuth2' },
		message: "The 'User ID' or 'Team ID' does not belong to the connected account",
		description:
			'Gumloop answers so when the IDs in the credential are not those of the account that was connected. You find your User ID in Gumloop under Settings → Profile.',
	},
	{
		id: 'wrongUser',
		when: { status: [403] },
		message: "The 'User ID' does not belong to the API key, or is missing",
		description: `Gumloop answers so when the User ID in the credential is missing or belongs to another user than the key, and for a Team ID that is not one of the user's. ${WHERE_THE_KEY_IS}`,
	},
	{
		id: 'noOwner',
		when: { status: [400], said: /user_?id|project_?id/i },
		message: "The credential has no 'User ID'",
		description:
			'Gumloop wants to know whose flows are meant. You find your User ID in Gumloop under Settings → Profile; put it into the credential.',
	},
	{
		id: 'requestRefused',
		when: { status: [400, 415, 422] },
		message: 'Gumloop does not understand the request',
		description: 'Check the values that you entered.',
	},
	{
		id: 'notTheApi',
		when: { status: [404, 405], content: ['html'] },
		message: "'Base URL' does not lead to Gumloop's API",
		description:
			"There is a server at '{host}', but it does not know this address. Gumloop's 'Base URL' is 'https://api.gumloop.com/api/v1'.",
	},
	{
		id: 'runUnknown',
		when: { status: [404], url: RUN },
		message: 'Gumloop does not find the flow run',
		description:
			"Check 'Run': it may have been deleted, or belong to another user or team than the credential.",
	},
	{
		id: 'flowUnknown',
		when: { status: [404], url: FLOW },
		message: 'Gumloop does not find the flow',
		description:
			"Check 'Flow': it may have been deleted, or belong to another user or team than the credential. The ID that is wanted is the one that Gumloop calls saved item ID.",
	},
	{
		id: 'routeUnknown',
		when: { status: [404, 405] },
		message: 'Gumloop does not know what was asked for',
		description:
			"Check 'Base URL' in the credential, which is 'https://api.gumloop.com/api/v1', and the IDs that you entered.",
	},
	{
		id: 'tooManyRuns',
		when: { status: [429], url: START },
		message: 'Gumloop runs as many flows as the plan allows',
		description:
			'How many flows run at the same time depends on the plan: 5 on Pro, 15 on Enterprise unless agreed otherwise. The flow was not started. Start it when another run has ended, for example by letting runs wait for completion one after the other.',
	},
	{
		id: 'startUnanswered',
		when: {
			symptom: [
				'CUT_JSON',
				'ECONNABORTED',
				'ECONNRESET',
				'EPIPE',
				'ERR_BAD_RESPONSE',
				'ERR_STREAM_PREMATURE_CLOSE',
				'ESOCKETTIMEDOUT',
				'ETIMEDOUT',
				'STALLED',
				'Z_BUF_ERROR',
				'Z_DATA_ERROR',
			],
			url: START,
		},
		message: 'It is not known whether the flow was started',
		description: LOOK_BEFORE_STARTING_AGAIN,
	},
	{
		id: 'startUncertain',
		when: { status: [408, 500, 502, 503, 504, 520, 521, 522, 523, 524], url: START },
		message: 'It is not known whether the flow was started',
		description: LOOK_BEFORE_STARTING_AGAIN,
	},
	{
		id: 'downloadFailed',
		when: { status: [500], url: DOWNLOAD },
		message: 'Gumloop could not hand out the files',
		description: `Usually a file name does not exist in the run: names have to be written exactly as the run's outputs show them. ${FIND_THE_FILE}`,
		reason: 'Gumloop could not hand it out: the run may not have a file of this name',
		repeat: 'briefly',
		oneOfMany: true,
	},
	{
		id: 'filesMissing',
		when: { symptom: ['FILES_MISSING'] },
		message: 'The run does not have all the files that were asked for',
		description:
			"Nothing is passed on. Names have to be written exactly as the run's outputs show them. Switch on 'Skip Missing Files' in the options to go on without the missing ones.",
	},
	{
		id: 'noFileAtAll',
		when: { symptom: ['NONE_OF_BATCH'] },
		message: 'Gumloop could not hand out a single file of those asked for',
		description:
			"n8n asked for all of them together, for parts of them, and for several alone. Check that 'Run' is the run that stored the files, and that the names are written exactly as its outputs show them.",
	},
	{
		id: 'serverFault',
		when: { status: [500] },
		message: 'Gumloop could not process the request',
		description: "n8n asked again several times. Check 'Flow' and 'Run', and run again later.",
		repeat: 'soon',
	},
	{
		id: 'webApp',
		when: { status: [200, 201, 203], content: ['html'] },
		message: "'Base URL' leads to a web page, not to Gumloop's API",
		description: "Gumloop's 'Base URL' is 'https://api.gumloop.com/api/v1'.",
	},
	{
		id: 'runFailed',
		when: { symptom: ['RUN_FAILED'] },
		message: 'The flow run failed',
		description: 'Gumloop stopped it because one of its steps did not succeed.',
	},
	{
		id: 'runTerminated',
		when: { symptom: ['RUN_TERMINATED'] },
		message: 'The flow run was terminated',
		description: 'Somebody, or a limit of Gumloop, stopped it before it was done.',
	},
	{
		id: 'stillRunning',
		when: { symptom: ['STILL_RUNNING'] },
		message: 'The flow run is not done yet',
		description:
			"It goes on in Gumloop, but n8n has waited as long as 'Wait at Most (Minutes)' allows. Raise it, or wait for the run once more with 'Get'.",
	},
	{
		id: 'runUnfinished',
		when: { symptom: ['RUN_UNFINISHED'] },
		message: 'The flow run is not done yet',
		description:
			"The names of its files are in its outputs, which are there when it is done. Put 'Flow Run: Get' with 'Wait for Completion' in front.",
	},
];
