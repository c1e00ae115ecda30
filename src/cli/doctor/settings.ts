import type { Result } from '../../domain/index.js';
import type { ConfigurationFault } from '../config/given.js';
import type { Configuration } from '../config/load.js';
import type { Finding } from '../findings.js';
import { good, problem } from './finding.js';

const ABOUT = 'settings';

/** What is wrong with the configuration of `serve`, or where it comes from. */
export function settingsFindings(
  loaded: Result<Configuration, readonly ConfigurationFault[]>,
): readonly Finding[] {
  if (!loaded.ok) return loaded.refusal.map((fault) => problem(ABOUT, sentenceOn(fault)));
  const { value } = loaded;
  return [
    good(ABOUT, `good, from ${sourcesOf(value).join(', ')}`),
    ...value.notes.map((note) => good(ABOUT, `note: ${sentenceOn(note)}`)),
  ];
}

function sourcesOf({ files, origins }: Configuration): readonly string[] {
  const read = files.filter(({ exists }) => exists).map(({ path }) => path);
  const variables = Object.values(origins).flatMap(({ layer, source }) =>
    layer === 'environment' && source !== null ? [source] : [],
  );
  const sources = [...read, ...variables];
  return sources.length === 0 ? ['the defaults alone'] : sources;
}

function sentenceOn({ source, line, sentence }: Omit<ConfigurationFault, 'key'>): string {
  return line === null ? `${source}: ${sentence}` : `${source}:${line}: ${sentence}`;
}
