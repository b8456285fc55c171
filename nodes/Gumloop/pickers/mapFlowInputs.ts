import type {
	FieldType,
	IDataObject,
	ILoadOptionsFunctions,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { requestJson } from '../../shared/http/requestJson';
import { objectsIn, textOf } from '../../shared/json';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import { readFlow } from '../flow/field';
import { callTo, gumloopForPicker } from '../gumloop';

/** The inputs of the flow that is picked, each as a field. */
export async function mapFlowInputs(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const gumloop = await gumloopForPicker(this);
	const { value: saved_item_id } = readFlow(this);
	const call = callTo(gumloop, 'GET', '/get_inputs', { saved_item_id });
	const answer = valueOrThrow(this, await requestJson(gumloop, call));
	const inputs = objectsIn(answer.inputs).filter(({ name }) => textOf(name));
	return { fields: inputs.map(fieldOf), emptyFieldsNotice: 'This flow has no inputs.' };
}

function fieldOf({ name, description, data_type }: IDataObject): ResourceMapperField {
	const id = textOf(name)!;
	const explained = textOf(description);
	return {
		id,
		displayName: explained ? `${id} (${explained})` : id,
		required: false,
		defaultMatch: false,
		display: true,
		type: fieldType(textOf(data_type) ?? ''),
	};
}

/** Gumloop does not document its type names; what is not recognized is entered as text. */
function fieldType(dataType: string): FieldType {
	if (/list|array/i.test(dataType)) return 'array';
	if (/bool/i.test(dataType)) return 'boolean';
	if (/number|int|float/i.test(dataType)) return 'number';
	if (/object|json|dict/i.test(dataType)) return 'object';
	return 'string';
}
