import type { IDataObject } from 'n8n-workflow';

/** Whether a document, as Dify lists it, is wanted. */
export type Condition = (document: IDataObject) => boolean;
