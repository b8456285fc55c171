import { json, type Answer } from '../../sandbox/answer';
import { type Call, startHttpServer } from '../../sandbox/httpServer';

interface Message {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string;
}

/** What the model does next: call a tool, or answer. */
export type Turn = { tool: string; parameters: object } | { answer: string };

export interface ChatModel {
	/** What n8n's OpenAI credential needs. */
	credential: object;
	/** The names of the tools that the model was offered. */
	tools: Set<string>;
	close(): Promise<void>;
}

/**
 * Starts an OpenAI-compatible endpoint on 127.0.0.1 whose model follows a script.
 *
 * @param next the model's next turn, from what the tools have answered so far
 */
export async function startChatModel(
	next: (toolAnswers: string[], question: string) => Turn,
): Promise<ChatModel> {
	const apiKey = 'stand-in-model-key';
	const tools = new Set<string>();
	const server = await startHttpServer({
		answer: async (call: Call): Promise<Answer> => {
			if (call.log.headers.authorization !== `Bearer ${apiKey}`) {
				return json(401, { error: { message: 'Incorrect API key provided' } });
			}
			if (call.url.pathname !== '/v1/chat/completions') return json(404, {});
			const asked = JSON.parse(call.log.body) as {
				messages: Message[];
				model: string;
				stream?: boolean;
				tools?: Array<{ function: { name: string } }>;
			};
			for (const tool of asked.tools ?? []) tools.add(tool.function.name);
			const texts = (role: Message['role']) =>
				asked.messages.filter((one) => one.role === role).map((one) => textOf(one.content));
			const turn = next(texts('tool'), texts('user').join('\n'));
			return asked.stream ? streamed(asked.model, turn) : whole(asked.model, turn);
		},
	});
	return {
		credential: { apiKey, url: `${server.origin}/v1` },
		tools,
		close: server.close,
	};
}

/** Content may also come as a list of parts. */
function textOf(content: unknown): string {
	return typeof content === 'string' ? content : JSON.stringify(content);
}

function whole(model: string, turn: Turn): Answer {
	const message = { role: 'assistant', ...messageOf(turn) };
	const choices = [{ index: 0, message, finish_reason: finishReason(turn) }];
	const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
	return json(200, { ...envelope(model), object: 'chat.completion', choices, usage });
}

function streamed(model: string, turn: Turn): Answer {
	const chunk = (delta: object, finish_reason: string | null) => ({
		...envelope(model),
		object: 'chat.completion.chunk',
		choices: [{ index: 0, delta, finish_reason }],
	});
	const events = [
		chunk({ role: 'assistant', ...messageOf(turn) }, null),
		chunk({}, finishReason(turn)),
	].map((event) => `data: ${JSON.stringify(event)}\n\n`);
	return {
		status: 200,
		headers: { 'Content-Type': 'text/event-stream' },
		body: `${events.join('')}data: [DONE]\n\n`,
	};
}

function envelope(model: string): object {
	return { id: 'chatcmpl-stand-in', created: 1_767_225_600, model };
}

function messageOf(turn: Turn): object {
	if ('answer' in turn) return { content: turn.answer };
	const call = { name: turn.tool, arguments: JSON.stringify(turn.parameters) };
	const id = `call_${turn.tool}`;
	return { content: null, tool_calls: [{ index: 0, id, type: 'function', function: call }] };
}

function finishReason(turn: Turn): string {
	return 'answer' in turn ? 'stop' : 'tool_calls';
}
