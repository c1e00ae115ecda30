import { existsSync } from 'node:fs';
import type { ProxyHouse } from './proxy-e2e.js';
import type { ProxyClient } from './proxy-e2e-client.js';

/** What a session could write. */
export interface Written {
  readonly inside: boolean;
  readonly outside: boolean;
}

/** Has a session try to write in its folder, and beside it. @param name of a file there is not. */
export async function whatItWrites(
  house: ProxyHouse,
  client: ProxyClient,
  { threadId, cwd, name }: { readonly threadId: string; readonly cwd: string; name: string },
): Promise<Written> {
  const [inside, outside] = [`${cwd}/${name}`, house.world.at(name)];
  const { text } = await client.reply(threadId, `exec:\`pwd; touch ${inside} ${outside}\``);
  // otherwise it says nothing that it wrote nothing
  if (!text.includes(cwd)) throw new Error(`the command did not run in ${cwd}: ${text}`);
  return { inside: existsSync(inside), outside: existsSync(outside) };
}

/** Whether a command that wants to leave the sandbox is asked about; refuses it if it is. */
export async function isAskedToEscalate(
  house: ProxyHouse,
  client: ProxyClient,
  threadId: string,
): Promise<boolean> {
  const prompt = `exec:\`touch ${house.world.at('escaped')}\` escalate`;
  client.lines.skip();
  const { answer } = client.begin('codex-reply', { threadId, prompt });
  const asked = client.lines
    .next((message) => JSON.stringify(message).includes('exec_approval_request'))
    .then(() => true);
  const isAsked = await Promise.race([asked, answer.then(() => false)]);
  if (isAsked) {
    const { fields } = await client.call('agent_status');
    const [open] = fields.approvals as readonly { readonly approval_id: string }[];
    const given = { approval_id: open?.approval_id, decision: 'decline' };
    await client.call('agent_approve', given);
    await answer;
  }
  return isAsked;
}
