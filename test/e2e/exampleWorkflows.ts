import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Workflow } from '../host/workflow';

const FOLDER = resolve(__dirname, '../../workflows');

/** What is entered into a workflow's nodes, by node name. */
export type Entered = Record<string, Record<string, unknown>>;

/** The names of the example workflows' files, without `.json`. */
export function exampleNames(): string[] {
	const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
	return files.map((name) => name.replace('.json', ''));
}

/** An example workflow as it is delivered, with what a user has to enter. */
export function exampleOf(name: string, entered: Entered = {}): Workflow {
	const workflow = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Workflow;
	const nodes = workflow.nodes.map((node) => ({
		...node,
		parameters: { ...node.parameters, ...entered[node.name] },
	}));
	return { ...workflow, nodes };
}
