import type { SessionChange, SessionRecord } from '../domain/index.js';
import { sameRegions } from './board.js';
import type { Output, Screen, StoryLine } from './screen.js';
import { printable } from './style.js';

const INDENTS: Readonly<Record<StoryLine, string>> = {
  title: '',
  step: '\n',
  note: '    ',
  success: '\n',
  failure: '\n',
};

/** Tells line by line, without any escape code: for pipes, files and simple terminals. */
export function createPlainScreen(output: Pick<Output, 'write'>): Screen {
  return {
    tell: (line, text) => void output.write(`${INDENTS[line]}${printable(text)}\n`),
    show(change) {
      const text = changeLine(change);
      if (text !== undefined) output.write(`    ${printable(text)}\n`);
    },
    hear(session, text, whole) {
      if (whole) output.write(`    ${nameOf(session)}says "${printable(text)}"\n`);
    },
  };
}

/** A change in words: both regions, each with where it came from; undefined when neither moved. */
export function changeLine(change: SessionChange): string | undefined {
  if (change.type === 'refused') return undefined;
  const { record, previous, reason } = change;
  if (previous !== undefined && sameRegions(previous, record)) return undefined;
  const status = moved(previous?.status, record.status).padEnd(18);
  const thread = moved(previous?.threadState, record.threadState).padEnd(18);
  const why = reason ?? (change.type === 'changed' ? '' : change.type);
  return `${nameOf(record)}status ${status}thread ${thread}${why}`.trimEnd();
}

function nameOf({ identity }: SessionRecord): string {
  return `${identity} `.padEnd(10);
}

function moved(from: string | undefined, to: string): string {
  return from === undefined || from === to ? to : `${from} -> ${to}`;
}
