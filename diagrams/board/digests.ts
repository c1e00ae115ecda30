import { createHash } from 'node:crypto';

/** SHA-256 by name. */
export type Digests = Readonly<Record<string, string>>;

/** What `diagrams/board.json` keeps: digests of what the pictures are drawn from, and of them. */
export interface Drawing {
  readonly from: Digests;
  readonly drawn: Digests;
}

type Contents = ReadonlyMap<string, Uint8Array>;

export function drawingOf(sources: Contents, pictures: Contents): Drawing {
  return { from: digestsOf(sources), drawn: digestsOf(pictures) };
}

function digestsOf(contents: Contents): Digests {
  const digests = [...contents].map(([name, content]) => {
    return [name, createHash('sha256').update(content).digest('hex')] as const;
  });
  return Object.fromEntries(digests);
}

/** Tells why the pictures are not those of what they are drawn from now; nothing if they are. */
export function staleness(now: Drawing, kept: Drawing): string[] {
  return [
    ...othersIn(now.from, kept.from).map((name) => `${name} is not what was drawn`),
    ...othersIn(now.drawn, kept.drawn).map((name) => `diagrams/${name} is not what was made of it`),
  ].map((what) => `${what}: run npm run screenshot`);
}

function othersIn(now: Digests, kept: Digests): string[] {
  const names = new Set([...Object.keys(now), ...Object.keys(kept)]);
  return [...names].filter((name) => now[name] !== kept[name]);
}
