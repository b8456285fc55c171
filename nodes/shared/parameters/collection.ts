import type { INodeProperties } from 'n8n-workflow';

/** 'Options': what most people leave as it is, to be added one by one, in the order of the alphabet. */
export function optionsCollection(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: byName(options),
	};
}

/** 'Filters': what narrows the results, in the same way. */
export function filtersCollection(filters: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		options: byName(filters),
	};
}

/**
 * One that another shows comes behind that one: n8n looks at them in their order, and takes away what
 * is not shown.
 */
function byName(fields: INodeProperties[]): INodeProperties[] {
	const nameOf = (field: INodeProperties) => {
		const shownBy = fields.find(({ name }) => field.displayOptions?.show?.[name]);
		return shownBy ? `${shownBy.displayName} ${field.displayName}` : field.displayName;
	};
	return [...fields].sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
}
