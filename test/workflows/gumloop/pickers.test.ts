import type { INodeParameters } from 'n8n-workflow';

import { answerWith } from '../../sandbox/faults';
import { useGumloop } from '../engine/gumloop';
import { openMapper, openPicker } from '../engine/editor';

const bench = useGumloop();

/** The editor sends a node's parameters with their defaults. */
const API_KEY = { authentication: 'apiKey' };
const credentials = () => ({ gumloopApi: bench.credential });
const open = async (method: string, parameters: object = {}, filter?: string, token?: string) =>
	await openPicker(
		'gumloop',
		method,
		{ ...API_KEY, ...parameters } as INodeParameters,
		credentials(),
		{ filter, paginationToken: token },
	);
const addFlow = (name: string) => bench.gumloop.addFlow({ name });
const namesOf = ({ results }: Awaited<ReturnType<typeof open>>) => results.map(({ name }) => name);

describe('the picker of flows', () => {
	test('shows the names', async () => {
		const flow = addFlow('Monthly report');
		expect(await open('searchFlows')).toEqual({
			results: [{ name: 'Monthly report', value: flow.savedItemId }],
		});
		expect(bench.asked('listFlows')[0].query).toEqual({ user_id: bench.gumloop.userId });
	});

	test('searches in names, whatever their case', async () => {
		['Monthly report', 'Invoices', 'Yearly REPORT'].forEach(addFlow);
		expect(namesOf(await open('searchFlows', {}, 'report'))).toEqual([
			'Monthly report',
			'Yearly REPORT',
		]);
	});

	test('shows the flows of the team', async () => {
		const { gumloop } = bench;
		addFlow('Flow');
		const team = { ...bench.credential, apiKey: gumloop.teamKey, teamId: gumloop.teamId };
		const { results } = await openPicker('gumloop', 'searchFlows', API_KEY, { gumloopApi: team });
		expect(results).toHaveLength(1);
		expect(bench.asked('listFlows')[0].query).toEqual({
			user_id: gumloop.userId,
			project_id: gumloop.teamId,
		});
	});

	test('says what is wrong, without trying again', async () => {
		bench.gumloop.faults.always('listFlows', answerWith(500, { error: 'down' }));
		await expect(open('searchFlows')).rejects.toThrow('Gumloop could not process the request');
		expect(bench.asked('listFlows')).toHaveLength(1);
	});
});

describe('the picker of runs', () => {
	test('shows the recent runs of the flow that is picked, with time and state', async () => {
		const flow = addFlow('Report');
		const run = bench.gumloop.addRun({}, flow.savedItemId);
		bench.gumloop.addRun({}, addFlow('Other').savedItemId);
		const savedItemId = {
			__rl: true,
			mode: 'list',
			value: flow.savedItemId,
			cachedResultName: 'Report',
		};
		expect(await open('searchFlowRuns', { savedItemId })).toEqual({
			results: [{ name: '2026-01-01 00:00 UTC, DONE, Report', value: run.runId }],
			paginationToken: undefined,
		});
		expect(bench.asked('listFlows')).toEqual([]);
	});

	test('shows the runs of all flows when none is picked, ten flows at a time', async () => {
		const flows = Array.from({ length: 12 }, (_, i) => addFlow(`Flow ${i}`));
		for (const { savedItemId } of flows) bench.gumloop.addRun({}, savedItemId);
		const first = await open('searchFlowRuns');
		expect(namesOf(first)[0]).toBe('2026-01-01 00:00 UTC, DONE, Flow 0');
		expect(first.results).toHaveLength(10);
		const second = await open('searchFlowRuns', {}, undefined, first.paginationToken as string);
		expect(namesOf(second)).toEqual([
			'2026-01-01 00:10 UTC, DONE, Flow 10',
			'2026-01-01 00:11 UTC, DONE, Flow 11',
		]);
		expect(second.paginationToken).toBeUndefined();
	});

	test('searches in flow names, states and times', async () => {
		const [report, invoices] = [addFlow('Report'), addFlow('Invoices')];
		bench.gumloop.addRun({ states: ['FAILED'] }, report.savedItemId);
		bench.gumloop.addRun({}, invoices.savedItemId);
		expect(namesOf(await open('searchFlowRuns', {}, 'invo'))).toEqual([
			'2026-01-01 00:01 UTC, DONE, Invoices',
		]);
		expect(namesOf(await open('searchFlowRuns', {}, 'failed'))).toEqual([
			'2026-01-01 00:00 UTC, FAILED, Report',
		]);
	});

	test('shows the ID of a run of which nothing else is known', async () => {
		const { savedItemId } = addFlow('Report');
		bench.gumloop.faults.always('listRuns', answerWith(200, { [savedItemId]: ['r1'] }));
		const { results } = await open('searchFlowRuns', { savedItemId });
		expect(results).toEqual([{ name: 'r1', value: 'r1' }]);
	});
});

describe('the fields for inputs', () => {
	test('are those of the flow that is picked, with their types', async () => {
		const types = ['string', 'number', 'boolean', 'list', 'json', 'file'];
		const inputs = types.map((data_type) => ({ name: data_type, data_type, description: '' }));
		inputs[0].description = 'For example 2026-03';
		const { savedItemId } = bench.gumloop.addFlow({ name: 'Flow', inputs });
		const { fields } = await openMapper(
			'gumloop',
			'mapFlowInputs',
			{ ...API_KEY, savedItemId },
			credentials(),
		);
		expect(fields.map(({ id, displayName, type }) => [id, displayName, type])).toEqual([
			['string', 'string (For example 2026-03)', 'string'],
			['number', 'number', 'number'],
			['boolean', 'boolean', 'boolean'],
			['list', 'list', 'array'],
			['json', 'json', 'object'],
			['file', 'file', 'string'],
		]);
		expect(fields.every(({ required, display }) => display && !required)).toBe(true);
	});

	test('say so where a flow has no inputs, and where no flow is picked', async () => {
		const { savedItemId } = addFlow('Flow');
		const mapped = await openMapper(
			'gumloop',
			'mapFlowInputs',
			{ ...API_KEY, savedItemId },
			credentials(),
		);
		expect(mapped).toEqual({ fields: [], emptyFieldsNotice: 'This flow has no inputs.' });
		const empty = openMapper('gumloop', 'mapFlowInputs', API_KEY, credentials());
		await expect(empty).rejects.toThrow("'Flow' is empty");
	});
});
