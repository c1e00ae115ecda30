import { EMPTY_VIEW, viewAfter } from '../../inspect/view/view.js';
import { cutOff, type End, type Tty } from '../screen/tty.js';
import { type Surroundings, say } from '../terminal.js';
import { printableJson } from '../text.js';
import type { Subscribe } from './full-screen.js';
import { happeningsOf } from './happenings.js';

/** Prints each thing that happens, in a line of its own, until nobody wants to read it. */
export async function watchPlainly(
  subscribe: Subscribe,
  tty: Tty,
  world: Surroundings,
): Promise<End> {
  const { over, forget } = cutOff(tty);
  let view = EMPTY_VIEW;
  subscribe((news) => {
    const happenings = happeningsOf(news, view);
    view = viewAfter(view, news);
    for (const { at, team, pid, text, look } of happenings) {
      say(world, `${at} ${team} ${pid} ${text}`, look);
    }
  });
  const end = await over;
  forget();
  return end;
}

/** Prints all news as it is: a line of JSON each. */
export async function watchAsJson(
  subscribe: Subscribe,
  tty: Tty,
  { out }: Surroundings,
): Promise<End> {
  const { over, forget } = cutOff(tty);
  subscribe((news) => out(`${printableJson(news)}\n`));
  const end = await over;
  forget();
  return end;
}
