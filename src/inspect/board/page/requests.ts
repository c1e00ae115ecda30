import type { ApprovalAnswer, ApprovalOutcome } from './view/types.js';

/** What was asked for and could not be done, in words. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}

/** Closes a session; false if the process knows no such session. Throws RequestError. */
export async function closeSession(process: string, agentId: string): Promise<boolean> {
  const answer = (await post('./close', { process, agentId })) as { readonly closed: boolean };
  return answer.closed;
}

/** Answers an approval. Throws RequestError. */
export async function answerApproval(
  process: string,
  answer: ApprovalAnswer,
): Promise<ApprovalOutcome> {
  return (await post('./approve', { process, answer })) as ApprovalOutcome;
}

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new RequestError(
      'the board’s server cannot be reached; nothing is known to have changed',
    );
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok)
    throw new RequestError(refusalIn(answer) ?? `the server answered ${response.status}`);
  return answer;
}

function refusalIn(answer: unknown): string | undefined {
  const { error } = (answer ?? {}) as { readonly error?: { readonly message?: unknown } };
  return typeof error?.message === 'string' ? error.message : undefined;
}
