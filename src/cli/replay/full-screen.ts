import { KeyReader } from '../screen/keys.js';
import { Stage } from '../screen/stage.js';
import { cutOff, type End, sizeOf, type Tty } from '../screen/tty.js';
import type { Surroundings } from '../terminal.js';
import { placeAfter, type Stepping, stepFrame } from './frame.js';

/** Shows step after step on the whole terminal, as keys say, and gives it back then. Tells why it ended. */
export async function stepThrough(
  stepping: Stepping & { readonly first: number },
  tty: Tty,
  { colours }: Pick<Surroundings, 'colours'>,
): Promise<End> {
  const { over, forget } = cutOff(tty);
  const keys = new KeyReader();
  let index = stepping.first;
  let end = (_: End): void => {};
  const left = new Promise<End>((resolve) => {
    end = resolve;
  });
  const stage = new Stage(tty, { press, redraw: draw, end });
  try {
    stage.open();
    draw();
    return await Promise.race([over, left]);
  } finally {
    stage.close();
    forget();
  }

  function draw(): void {
    stage.screen.draw(stepFrame(stepping, index, { ...sizeOf(tty), colours }));
  }

  function press(text: string): void {
    for (const key of keys.read(upright(text))) {
      if (key.type === 'suspend') return stage.pause();
      const word = key.type === 'text' ? key.text : key.type;
      const next = placeAfter(word, index, stepping.steps.length);
      if (next === 'quit') return end('enough');
      index = next;
    }
    draw();
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
