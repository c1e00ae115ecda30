/** What stands for a name that is another in every run. */
export interface Names {
  /** The folder the server works in. */
  readonly cwd: string;
  /** Thread id → `<thread:NAME OF THE CASE THAT STARTED IT>`. */
  readonly threads: ReadonlyMap<string, string>;
}

/** What is another in every run wherever it stands in a text, and what it is called instead. */
const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\bcodex-[0-9a-f]{8}\b/g, 'codex-<name>'],
  [/hello from mock \d+/g, 'hello from mock <n>'],
  [/Chunk ID: [0-9a-f]+/g, 'Chunk ID: <id>'],
  [/Wall time: [\d.]+ seconds/g, 'Wall time: <t> seconds'],
  [/Original token count: \d+/g, 'Original token count: <n>'],
  [/\bcall_\d+_(\d+)/g, 'call_<n>_$1'],
  [/127\.0\.0\.1:(\d+|<port>)/g, '127.0.0.1:<port>'],
];

const LONG_RUN = /(.)\1{999,}/g;
const FOLDED_RUN = /<(.)\*(\d+)>/g;

/** A JSON value with placeholders for whatever is another in every run. */
export function normalised(value: unknown, names: Names): unknown {
  return mapTexts(value, (text) => opened(normalisedText(text, names)));
}

/** A request of a recording as this run must send it. */
export function filledIn<T>(value: T, { cwd, threads }: Names): T {
  const ids = new Map([...threads].map(([id, name]) => [name, id]));
  return mapTexts(value, (text) =>
    text
      .replaceAll('<cwd>', cwd)
      .replace(/<thread:[^>]*>/g, (name) => ids.get(name) ?? name)
      .replace(FOLDED_RUN, (_, character: string, times: string) =>
        character.repeat(Number(times)),
      ),
  ) as T;
}

function normalisedText(text: string, { cwd, threads }: Names): string {
  let plain = text.replaceAll(cwd, '<cwd>');
  for (const [id, name] of threads) plain = plain.replaceAll(id, name);
  for (const [pattern, name] of CHANGING) plain = plain.replace(pattern, name);
  return plain.replace(LONG_RUN, (run, character: string) => `<${character}*${run.length}>`);
}

// the model cuts texts after some hundred characters, and a longer path moves the cut
const COMPARED_CHARACTERS = 60;

/** The summary of a request, taken apart, where a text is one: what the model was sent. */
function opened(text: string): unknown {
  if (!text.startsWith('{"model":')) return text;
  const summary: unknown = JSON.parse(text);
  return mapTexts(summary, (each) => each.slice(0, COMPARED_CHARACTERS));
}

/** A copy of a JSON value with its texts changed, keys included. */
function mapTexts(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => {
    const name = change(key);
    return [typeof name === 'string' ? name : key, mapTexts(each, change)];
  });
  return Object.fromEntries(entries);
}
