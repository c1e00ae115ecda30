/** How a field of an event or a context is shown. What has no rule is not shown at all. */
export type Rule =
  /** As it is: a name, an id, a time, a number, a word of ours. */
  | 'plain'
  /** What a person or an agent said: left out unless asked for. */
  | 'content'
  /** Notes of the registry: their texts are content, the rest is as it is. */
  | 'notes'
  /** An object whose fields have rules. */
  | 'fields'
  /** A list of such objects, or of plain values. */
  | 'list'
  /** Something that was thrown: its name and its code. */
  | 'failure'
  /** The Codex process, or how it ended. */
  | 'process'
  /** Lists of any length: their length alone, unless everything is wanted. */
  | 'crowd';

type Words<Kind extends Rule> = Readonly<Record<string, Kind>>;

const wordsOf = <Kind extends Rule>(rule: Kind, words: string): Words<Kind> =>
  Object.fromEntries(words.split(' ').map((word) => [word, rule])) as Words<Kind>;

/** The fields of all machines by their names: a name means the same wherever it stands. */
const RULES: Readonly<Record<string, Rule>> = {
  ...wordsOf('plain', 'type seq at agentId identity team threadId cwd repoRoot repoName branch'),
  ...wordsOf('plain', 'startedAt lastActive status threadState tag agentSource reopen reason'),
  ...wordsOf('plain', 'turnId lastEndedTurnId ticket approvalId maxConcurrent failures restarts'),
  ...wordsOf('plain', 'isNeeded silenceMs errorMs interruptMs limit backOffMs coolOffMs provenMs'),
  ...wordsOf('plain', 'actorId kind'),
  ...wordsOf('content', 'text message prompt'),
  ...wordsOf('notes', 'extra patch'),
  ...wordsOf('fields', 'session record event input current patience'),
  ...wordsOf('list', 'queue approvals'),
  ...wordsOf('failure', 'cause error'),
  ...wordsOf('process', 'output backend'),
  ...wordsOf('crowd', 'sessions'),
};

export function ruleFor(field: string): Rule | undefined {
  return Object.hasOwn(RULES, field) ? RULES[field] : undefined;
}
