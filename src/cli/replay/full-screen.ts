import type { Surroundings } from '../terminal.js';
import { KeyReader } from '../watch/keys.js';
import { Screen } from '../watch/screen.js';
import { cutOff, type End, hearing, type Tty } from '../watch/tty.js';
import { placeAfter, type Stepping, stepFrame } from './frame.js';

/** Shows step after step on the whole terminal, as keys say, and gives it back then. Tells why it ended. */
export async function stepThrough(
  stepping: Stepping & { readonly first: number },
  tty: Tty,
  { colours }: Pick<Surroundings, 'colours'>,
): Promise<End> {
  const { input, output } = tty;
  const screen = new Screen(output);
  const keys = new KeyReader();
  let index = stepping.first;
  const draw = (): void => {
    const size = { columns: output.columns || 80, rows: output.rows || 24, colours };
    screen.draw(stepFrame(stepping, index, size));
  };
  const { over, forget } = cutOff(tty);
  const giveBack = (): void => {
    screen.leave();
    input.setRawMode?.(false);
  };
  const ends: (() => void)[] = [];
  const quit = new Promise<End>((resolve) => {
    const press = (text: string): void => {
      for (const key of keys.read(upright(text))) {
        const next = placeAfter(
          key.type === 'text' ? key.text : key.type,
          index,
          stepping.steps.length,
        );
        if (next === 'quit') return resolve('enough');
        index = next;
      }
      draw();
    };
    ends.push(hearing(input, 'data', press));
    for (const event of ['end', 'close', 'error'])
      ends.push(hearing(input, event, () => resolve('hung_up')));
  });
  ends.push(
    hearing(output, 'resize', () => {
      screen.forget();
      draw();
    }),
    hearing(tty.process, 'exit', giveBack),
  );
  try {
    screen.enter();
    input.setRawMode?.(true);
    input.setEncoding('utf8');
    input.resume();
    draw();
    return await Promise.race([over, quit]);
  } finally {
    giveBack();
    for (const end of ends) end();
    input.pause();
    forget();
  }
}

const ESCAPE = '\x1b';
const SIDEWAYS = new RegExp(`${ESCAPE}([[O])([CD])`, 'g');

/** Right and left go where down and up do. */
function upright(text: string): string {
  return text.replace(SIDEWAYS, (_, kind: string, way: string) => {
    return `${ESCAPE}${kind}${way === 'C' ? 'B' : 'A'}`;
  });
}
