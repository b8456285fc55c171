import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { customOperation, type CustomOperation } from './customOperation';
import { routedBy, type CoveredItems, type Operation } from './routing';

/** One operation of a node: how the editor offers it, its fields, and what it does. */
export interface OperationDescription {
	/** In Title Case, without the resource. */
	name: string;
	/** Internal name. */
	value: string;
	/** Reads well alone: the node panel offers it, and the node's subtitle says it. */
	action: string;
	/** Adds something to the action. */
	description: string;
	/** In the order in which people decide. One that several operations share is the same object in each. */
	fields: INodeProperties[];
	run: Operation;
	/** The input items that the work for one stands for; only that one when left out. */
	coveredItems?: CoveredItems;
	/** Whether more items may come out, or go in, than n8n's declarative engine takes, or takes in good time. */
	isForMany?: boolean;
}

/** What a node works on, with its operations in the order of the alphabet. */
export interface ResourceDescription {
	name: string;
	value: string;
	/** Value of the operation that is chosen at first. */
	default: string;
	operations: OperationDescription[];
}

/**
 * All properties of a node that follow from its resources: 'Resource', an 'Operation' for each, and
 * their fields, each shown for the operations that have it. The first resource is chosen at first.
 */
export function propertiesOf(resources: ResourceDescription[]): INodeProperties[] {
	return [resourceField(resources), ...resources.map(operationField), ...fieldsOf(resources)];
}

/** Operations that n8n runs beside its declarative engine, by resource and operation. */
export function customOperationsOf(
	resources: ResourceDescription[],
	credential: string,
): Record<string, Record<string, CustomOperation>> {
	return Object.fromEntries(
		resources.map(({ value, operations }) => [
			value,
			Object.fromEntries(
				operations
					.filter(({ isForMany }) => isForMany)
					.map((one) => [one.value, customOperation(one.run, credential, one.coveredItems)]),
			),
		]),
	);
}

/** The expression under a node's name in the editor: the action of the operation that is chosen. */
export function subtitleOf(resources: ResourceDescription[]): string {
	const actions = Object.fromEntries(
		resources.map(({ value, operations }) => [
			value,
			Object.fromEntries(operations.map((operation) => [operation.value, operation.action])),
		]),
	);
	// Two braces in a row would end the expression.
	const table = JSON.stringify(actions).replaceAll('}}', '} }');
	return `={{ (${table})[$parameter["resource"]][$parameter["operation"]] }}`;
}

const RESOURCE_FIELD: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	default: '',
};

const OPERATION_FIELD: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: '',
};

function resourceField(resources: ResourceDescription[]): INodeProperties {
	const options = resources.map(({ name, value }) => ({ name, value }));
	return { ...RESOURCE_FIELD, default: resources[0].value, options };
}

function operationField(resource: ResourceDescription): INodeProperties {
	const options = resource.operations.map(
		({ name, value, action, description, run, coveredItems }): INodePropertyOptions => {
			const routing = routedBy(run, coveredItems);
			return { name, value, action, description, routing };
		},
	);
	const displayOptions = { show: { resource: [resource.value] } };
	return { ...OPERATION_FIELD, default: resource.default, displayOptions, options };
}

interface ShownField {
	field: INodeProperties;
	/** Operations that show it, by resource. */
	operations: Map<string, string[]>;
}

/**
 * n8n's engine looks at every field for every input item, so operations share theirs, and resources do where
 * the operations that have a field are called the same.
 */
function fieldsOf(resources: ResourceDescription[]): INodeProperties[] {
	const shown: ShownField[] = [];
	for (const resource of resources) {
		for (const operation of resource.operations) placeFields(shown, resource.value, operation);
	}
	return shown.flatMap(({ field, operations }) => {
		const places = [...operations];
		const isSame = places.every(([, values]) => values.join() === places[0][1].join());
		const shows = isSame
			? [{ resource: [...operations.keys()], operation: places[0][1] }]
			: places.map(([resource, operation]) => ({ resource: [resource], operation }));
		return shows.map((show) => ({
			...field,
			displayOptions: { ...field.displayOptions, show: { ...show, ...field.displayOptions?.show } },
		}));
	});
}

/** A field that is new comes behind the one in front of it, so that each operation keeps its order. */
function placeFields(
	shown: ShownField[],
	resource: string,
	{ fields, value }: OperationDescription,
): void {
	let last = -1;
	for (const field of fields) {
		let at = shown.findIndex((known) => known.field === field);
		if (at === -1) {
			at = last + 1;
			shown.splice(at, 0, { field, operations: new Map() });
		}
		last = at;
		const { operations } = shown[at];
		operations.set(resource, [...(operations.get(resource) ?? []), value]);
	}
}
