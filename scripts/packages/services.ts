/** A service with a package of its own, made from this repository by `npm run packages`. */
export interface Service {
	packageName: string;
	/**
	 * The words by which a path or a text is known to be about it. Files that have them belong to its
	 * package, and no file of another one may have them.
	 */
	words: RegExp;
	/** What npm and n8n show below the package's name. */
	description: string;
	/** Keywords of package.json that only fit this service. */
	keywords: string[];
}

/** All that differs between the packages; the rest follows from the repository's files by rule. */
export const services: Service[] = [
	{
		packageName: 'n8n-nodes-dify-knowledge',
		// Not every “modify”.
		words: /\bdify|Dify|DIFY|[Kk]nowledge\s?[Bb]ase/,
		description:
			'Nodes for n8n that bring documents out of Dify knowledge bases, as one ZIP or as separate files',
		keywords: ['dify', 'knowledge base', 'dataset', 'rag'],
	},
	{
		packageName: 'n8n-nodes-gumloop',
		words: /gumloop|\bflow\s+run/i,
		description:
			'Nodes for n8n that start Gumloop flows and bring the files of their runs, as one ZIP or as separate files',
		keywords: ['gumloop'],
	},
];

/** Development tools that only these packages need: n8n's own command line. */
export const packageTools = {
	'@n8n/node-cli': '0.48.3',
	// A newer one, which a dependency of n8n's command line would take, does not install.
	'@langchain/langgraph': '1.2.9',
	// `n8n-node release` runs it on a maintainer's computer.
	'release-it': '19.2.4',
};

/** Whether a path or a text is about another service than this one. */
export function namesAnother(service: Service, text: string): boolean {
	return services.some((other) => other !== service && other.words.test(text));
}
