/** One entry of a request's `input`, as far as the script reads it. */
export interface ModelInput {
  readonly type?: string;
  readonly role?: string;
  readonly content?: string | readonly { readonly text?: string }[];
  readonly output?: unknown;
}

export interface ModelTool {
  readonly type: string;
  readonly name?: string;
  readonly tools?: readonly { readonly name: string }[];
}

/** The body of `POST /v1/responses`, as far as the script reads it. */
export interface ModelBody {
  readonly model?: string;
  readonly instructions?: string;
  readonly input?: readonly ModelInput[];
  readonly tools?: readonly ModelTool[];
  readonly reasoning?: unknown;
  readonly text?: unknown;
  readonly prompt_cache_key?: string;
  readonly parallel_tool_calls?: boolean;
}

// Codex injects "user" messages of its own: they are no prompts
const INJECTED =
  /^\s*(<environment_context>|<user_instructions>|<recommended_skills>|<turn_aborted>|# AGENTS\.md|<permissions|<skills|<subagent)/;

export function textOf({ content = [] }: ModelInput): string {
  return typeof content === 'string' ? content : content.map(({ text = '' }) => text).join('');
}

export function isPrompt(item: ModelInput): boolean {
  const { type = 'message', role } = item;
  return role === 'user' && type === 'message' && !INJECTED.test(textOf(item));
}

/** The last prompt of a request, and what tools have said since; "" when there is no prompt. */
export function lastPromptOf({ input = [] }: ModelBody): {
  readonly prompt: string;
  readonly outputs: readonly unknown[];
} {
  const at = input.findLastIndex(isPrompt);
  const outputs = input.slice(at + 1).filter(({ type = '' }) => /(_call|tool)_output$/.test(type));
  return { prompt: at < 0 ? '' : textOf(input[at]!), outputs: outputs.map(({ output }) => output) };
}

/** The names of the tools Codex offers; of a namespace, `NAMESPACE.NAME` each. */
export function toolNames({ tools = [] }: ModelBody): string[] {
  return tools.flatMap(({ type, name, tools: members = [] }) =>
    type === 'namespace' ? members.map((member) => `${name}.${member.name}`) : [name ?? type],
  );
}

/** What `dump` says of a request. */
export interface ModelBodySummary {
  readonly model: string | undefined;
  readonly instructions: string;
  readonly developer: readonly string[];
  readonly user: readonly string[];
  readonly tools: readonly string[];
  readonly reasoning: unknown;
  readonly text: unknown;
  readonly prompt_cache_key: string | null;
  readonly parallel_tool_calls: boolean | undefined;
}

export function summaryOf(body: ModelBody): ModelBodySummary {
  const { input = [], instructions = '' } = body;
  const textsOf = (role: string, length: number) =>
    input.filter((item) => item.role === role).map((item) => textOf(item).slice(0, length));
  return {
    model: body.model,
    instructions: instructions.slice(0, 80),
    developer: textsOf('developer', 160),
    user: textsOf('user', 400),
    tools: toolNames(body),
    reasoning: body.reasoning ?? null,
    text: body.text ?? null,
    prompt_cache_key: body.prompt_cache_key ?? null,
    parallel_tool_calls: body.parallel_tool_calls,
  };
}
