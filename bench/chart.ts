import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import type { Results, WayResult } from './results';

export const CHARTS = {
	light: 'docs/images/benchmark-light.svg',
	dark: 'docs/images/benchmark-dark.svg',
};

type Theme = keyof typeof CHARTS;
type UnitOrFacet = Extract<TopLevelSpec, { hconcat: unknown }>['hconcat'][number];

const COLOURS = {
	light: { text: '#1f2328', lines: '#d1d9e0', package: '#0b6bcb', other: '#9aa4af' },
	dark: { text: '#f0f6fc', lines: '#3d444d', package: '#58a6ff', other: '#6e7681' },
};
/** Internet latency, roughly. */
const LATENCY_MS = 50;
/** Jobs of users; the others compare the package with itself. */
const SHOWN = ['list', 'zip-1-gib', 'zip', 'files', 'input-items'];

/** Time and memory of the users' jobs, done by the package and by n8n's own nodes, as SVG. */
export async function drawChart(results: Results, theme: Theme): Promise<string> {
	const view = new View(parse(compile(chart(results, theme)).spec), { renderer: 'none' });
	return await view.toSVG();
}

function chart(results: Results, theme: Theme): TopLevelSpec {
	const { text, lines, package: ours, other } = COLOURS[theme];
	return {
		data: { values: bars(results) },
		spacing: 30,
		// The names of the jobs stand on the left only; on the right they keep the rows level.
		hconcat: [
			panel('time', 'Seconds', text),
			panel('memory', 'MB of memory over idle', 'transparent'),
		],
		config: {
			background: 'transparent',
			font: 'system-ui, sans-serif',
			view: { stroke: null },
			axis: { labelColor: text, titleColor: text, gridColor: lines, domain: false, ticks: false },
			legend: { labelColor: text, labelFontSize: 12, orient: 'top', title: null },
			range: { category: [ours, other] },
		},
	};
}

/** A small chart for each job with an axis of its own: the jobs differ too much for one scale. */
function panel(field: 'time' | 'memory', title: string, titleColour: string): UnitOrFacet {
	const header = { title: null, labelOrient: 'top', labelAnchor: 'start', labelFontSize: 12 };
	const way = { field: 'way', type: 'nominal', axis: null, sort: null };
	const x = { field, type: 'quantitative', title, axis: { tickCount: 4 } };
	const range = {
		x: { field: `${field}Least`, type: 'quantitative' },
		x2: { field: `${field}Most` },
	};
	return {
		facet: {
			row: {
				field: 'job',
				type: 'nominal',
				sort: { field: 'order' },
				header: { ...header, labelColor: titleColour },
			},
		},
		resolve: { scale: { x: 'independent' } },
		spacing: 10,
		spec: {
			width: 300,
			height: 34,
			layer: [
				{
					mark: { type: 'bar', cornerRadiusEnd: 2 },
					encoding: { x, y: way, color: { field: 'way', type: 'nominal', sort: null } },
				},
				{
					mark: { type: 'rule', color: titleColour, opacity: 0.6 },
					encoding: { ...range, y: way },
				},
			],
		},
	} as UnitOrFacet;
}

function bars({ jobs }: Results): object[] {
	const shown = jobs.filter(({ id, latencyMs }) => latencyMs === LATENCY_MS && SHOWN.includes(id));
	return shown.flatMap(({ title, package: ours, other }, order) => [
		bar(title, order, 'This package', ours),
		...(other ? [bar(title, order, "n8n's own nodes", other)] : []),
	]);
}

function bar(title: string, order: number, way: string, { seconds, memoryMb }: WayResult): object {
	return {
		job: title.replace(/ \(.*\)/, ''),
		order,
		way,
		time: seconds.median,
		timeLeast: seconds.least,
		timeMost: seconds.most,
		memory: memoryMb.median,
		memoryLeast: memoryMb.least,
		memoryMost: memoryMb.most,
	};
}
