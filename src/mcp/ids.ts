import type { ContentBlock } from '@modelcontextprotocol/server';

/** The names a session goes by, as far as they are known. */
export interface Ids {
  readonly threadId?: string | null | undefined;
  readonly agentId?: string | undefined;
  readonly identity?: string | undefined;
}

export function textBlock(text: string): ContentBlock {
  return { type: 'text', text };
}

/**
 * The names in one line, as a block of its own, for clients that hide structured content from the
 * model; nothing where none is known.
 */
export function idsBlocks({ threadId, agentId, identity }: Ids): ContentBlock[] {
  const names = [
    ['threadId', threadId],
    ['agent_id', agentId],
    ['identity', identity],
  ];
  const known = names.filter(([, name]) => name !== undefined && name !== null && name !== '');
  if (known.length === 0) return [];
  return [textBlock(known.map(([label, name]) => `${label}: ${name}`).join(' · '))];
}

/** The names as fields of structured content; the thread id is always a text. */
export function idsFields({ threadId, agentId, identity }: Ids) {
  return {
    threadId: threadId ?? '',
    ...(agentId !== undefined && { agent_id: agentId }),
    ...(identity !== undefined && { identity }),
  };
}
