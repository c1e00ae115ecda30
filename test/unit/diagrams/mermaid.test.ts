import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { toMermaid } from '../../../diagrams/mermaid.js';
import { readMachine } from '../../../diagrams/model.js';
import { PICTURES } from '../../../diagrams/pictures.js';
import { sessionMachine } from '../../../machines/index.js';
import { factsOf, wordsOf } from './facts.js';

/** The text without the name that Mermaid wants before each further line of a description. */
const unwrapped = (text: string) =>
  wordsOf(text.replaceAll(/\n +(session|supervisor|turns|backend)\w*: /g, '\n'));

describe.each(PICTURES.map(({ machine }) => [machine.id, machine] as const))(
  'the %s machine in Mermaid',
  (_, machine) => {
    const text = toMermaid(readMachine(machine));
    const lines = text.split('\n').map((line) => line.trim());
    const { keys, descriptions, events, guards, actions } = factsOf(machine);

    it('shows every state, event, guard, action and description', () => {
      const words = unwrapped(text);
      for (const fact of [...keys, ...events, ...guards, ...actions, ...descriptions]) {
        expect(words).toContain(wordsOf(fact));
      }
    });

    it('declares every state before an arrow or a note names it', () => {
      const declared = lines.flatMap(
        (line) => /^state "[^"]+" as (\w+)( \{)?$/.exec(line)?.[1] ?? [],
      );
      for (const line of lines) {
        const arrow = /^(\S+) --> ([^\s:]+)/.exec(line)?.slice(1) ?? [];
        const note = /^note right of (\w+)$/.exec(line)?.slice(1) ?? [];
        const first = lines.indexOf(line);
        for (const name of [...arrow, ...note].filter((each) => each !== '[*]')) {
          expect(declared).toContain(name);
          expect(lines.findIndex((each) => each.includes(`as ${name}`))).toBeLessThan(first);
        }
      }
    });

    it('has only lines that Mermaid reads as one statement', () => {
      const notes = /note right of \w+\n.*?end note/gs;
      const label = '[^:;%"]|#\\d+;';
      const statement = new RegExp(
        [
          'stateDiagram-v2|accTitle: .+|accDescr: .+|--|\\}|',
          'state "[^"]+" as \\w+( \\{)?',
          `(\\w+|\\[\\*\\]) --> (\\w+|\\[\\*\\])(: (${label})+)?`,
          `\\w+: (${label})+`,
        ].join('|'),
      );
      for (const line of text.replaceAll(notes, '').split('\n')) {
        expect(line.trim()).toMatch(new RegExp(`^(${statement.source})$`));
      }
    });

    it('closes every brace', () => {
      const opened = lines.filter((line) => line.endsWith('{')).length;
      expect(lines.filter((line) => line === '}')).toHaveLength(opened);
    });
  },
);

describe('Mermaid', () => {
  it('divides the regions of the session and ends both', () => {
    const lines = toMermaid(readMachine(sessionMachine))
      .split('\n')
      .map((line) => line.trim());
    expect(lines.filter((line) => line === '--')).toHaveLength(1);
    expect(lines).toContain('session_status_closed --> [*]');
    expect(lines).toContain('session_thread_closed --> [*]');
  });

  it('draws an arrow in the innermost state that both its ends are in', () => {
    const nested = createMachine({
      id: 'm',
      initial: 'a',
      states: {
        a: { initial: 'b', states: { b: { on: { in: 'c', out: '#m.d' } }, c: {} } },
        d: {},
      },
    });
    const lines = toMermaid(readMachine(nested)).split('\n');
    expect(lines).toContain('      m_a_b --> m_a_c: in');
    expect(lines).toContain('    m_a_b --> m_d: out');
  });

  it('gets entity codes for the characters it trips over', () => {
    const odd = createMachine({ id: 'odd-one', description: 'a: "b"; <c> 5 %% #d' });
    const text = toMermaid(readMachine(odd));
    expect(text).toContain('odd_one: a#58; #34;b#34;#59; #60;c#62; 5 #37;#37; #35;d\n');
  });
});
