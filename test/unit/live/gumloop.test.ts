import { lookAtAll, type Seen } from '../../live/assumption';
import { type GumloopAccess, gumloopOf } from '../../live/services';
import { standInGumloop } from '../../live/standIns';
import { json } from '../../sandbox/answer';
import type { Fault } from '../../sandbox/faults';
import type { GumloopStandIn } from '../../sandbox/gumloop/server';
import { changed, instead } from './spoiling';

let gumloop: GumloopStandIn;
let access: GumloopAccess;

beforeAll(async () => {
	({ gumloop, access } = await standInGumloop(() => undefined));
});
afterEach(() => gumloop.faults.clear());
afterAll(async () => await gumloop.close());

type Endpoint = Parameters<GumloopStandIn['faults']['always']>[0];

/** For each assumption, by the beginning of its sentence, how a server would not hold to it. */
const spoilers: Array<[about: string, endpoint: Endpoint, fault: Fault]> = [
	['A wrong key', 'listFlows', instead(json(200, {}))],
	['A key with the User ID', 'listFlows', instead(json(200, {}))],
	['Flows are listed', 'listFlows', instead(json(200, { saved_items: [{ name: 'a' }] }))],
	['The recent runs', 'listRuns', changed((body) => ({ [Object.keys(body)[0]]: [{ id: 1 }] }))],
	[
		'The latest run',
		'listRuns',
		changed((body) => {
			const [[flow, runs]] = Object.entries(body) as Array<[string, unknown[]]>;
			return { [flow]: [...runs].reverse() };
		}),
	],
	['The inputs of a flow', 'inputs', instead(json(200, { inputs: {} }))],
	['A run has a state', 'run', changed((body) => ({ ...body, state: 'OVER' }))],
	['A run that is unknown', 'run', instead({ status: 404, body: '' })],
	['download_files', 'downloadFiles', instead(json(200, {}))],
	['A name that the run does not have', 'downloadFiles', instead(json(200, {}))],
	['A start', 'start', instead(json(200, {}))],
];

async function look(about: string): Promise<Seen> {
	const assumption = gumloopOf(access).assumptions.find((one) => one.about.startsWith(about));
	return (await lookAtAll([assumption!]))[0];
}

test('everything that can be read holds for the stand-in', async () => {
	const findings = await lookAtAll(gumloopOf(access).assumptions);
	expect(findings.filter(({ holds }) => holds === 'no')).toEqual([]);
	// Names in the outputs hold or are not there: nothing that a server says is against it.
	expect(findings.filter(({ holds }) => holds === 'yes')).toHaveLength(spoilers.length + 1);
});

test.each(spoilers)('is told where it does not hold: %s', async (about, endpoint, fault) => {
	expect((await look(about)).holds).toBe('yes');
	gumloop.faults.always(endpoint, fault);
	expect((await look(about)).holds).toBe('no');
});

test('a ZIP without a name that does not exist holds, too', async () => {
	gumloop.unknownFiles = 'leaveOut';
	expect(await look('A name that the run does not have')).toMatchObject({ holds: 'yes' });
	gumloop.unknownFiles = 'refuse';
});

test('no flow is started unless one is named', async () => {
	const before = gumloop.starts.length;
	const findings = await lookAtAll(gumloopOf({ ...access, flowToStart: undefined }).assumptions);
	expect(gumloop.starts).toHaveLength(before);
	expect(findings.find(({ about }) => about.startsWith('A start'))?.holds).toBe('not checked');
});
