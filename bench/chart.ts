import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

import type { Results } from './results';

export const CHARTS = {
	light: 'docs/images/benchmark-light.svg',
	dark: 'docs/images/benchmark-dark.svg',
};

const COLOURS = {
	light: { text: '#1f2328', grid: '#d1d9e0', package: '#0b6bcb', other: '#9aa4af' },
	dark: { text: '#f0f6fc', grid: '#3d444d', package: '#58a6ff', other: '#6e7681' },
};

/** Time and memory of every job that both ways do, at the highest latency measured, as SVG. */
export async function drawChart(results: Results, theme: 'light' | 'dark'): Promise<string> {
	const view = new View(parse(compile(chart(results, theme)).spec), { renderer: 'none' });
	return await view.toSVG();
}

function chart(results: Results, theme: 'light' | 'dark'): TopLevelSpec {
	const { text, grid, package: ours, other } = COLOURS[theme];
	const axis = { labelColor: text, titleColor: text, gridColor: grid, domainColor: grid };
	return {
		data: { values: bars(results) },
		spacing: 24,
		hconcat: [panel('seconds', 'Time (s)', true), panel('memoryMb', 'Memory over idle (MB)', false)],
		config: {
			background: 'transparent',
			font: 'system-ui, sans-serif',
			view: { stroke: null },
			axis: { ...axis, tickColor: grid },
			legend: { labelColor: text, orient: 'top', title: null, labelLimit: 400 },
			header: { labelColor: text, titleColor: text, title: null },
			range: { category: [ours, other] },
		},
	};
}

/** One small chart a job, each with an axis of its own: the jobs differ too much for one scale. */
function panel(field: string, title: string, hasLabels: boolean): TopLevelSpec['hconcat'] {
	return undefined;
}

function bars({ jobs }: Results): object[] {
	return [];
}
