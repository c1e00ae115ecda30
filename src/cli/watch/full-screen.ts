import type { FleetNews } from '../../inspect/fleet/api.js';
import { KeyReader } from '../screen/keys.js';
import { Stage } from '../screen/stage.js';
import { cutOff, type End, hearing, sizeOf, type Tty } from '../screen/tty.js';
import type { Surroundings } from '../terminal.js';
import { type Frame, frame } from './frame.js';
import { Pacer } from './pacer.js';
import { afterKey, afterNews, FIRST_STATE, type WatchState } from './state.js';

/** Where the news comes from; called once. */
export type Subscribe = (listener: (news: FleetNews) => void) => void;

type World = Pick<Surroundings, 'clock' | 'colours'>;

/** Shows the board on the whole terminal until somebody has seen enough, and gives it back then. */
export async function watchFullScreen(subscribe: Subscribe, tty: Tty, world: World): Promise<End> {
  const board = new Board(tty, world);
  const { over, forget } = cutOff(tty);
  try {
    board.open();
    subscribe((news) => board.hear(news));
    const end = await Promise.race([over, board.over]);
    // whatever cannot be written to is no terminal any more
    return end === 'unread' ? 'hung_up' : end;
  } finally {
    board.close();
    forget();
  }
}

class Board {
  /** Resolves when somebody quits, or nobody is there any more. */
  readonly over: Promise<End>;
  readonly #tty: Tty;
  readonly #world: World;
  readonly #stage: Stage;
  readonly #keys = new KeyReader();
  #state: WatchState = FIRST_STATE;
  #frame: Frame = { lines: [], height: 0, maxScroll: 0 };
  #pacer: Pacer | undefined;
  #endDrain = (): void => {};
  #end = (_: End): void => {};

  constructor(tty: Tty, world: World) {
    this.#tty = tty;
    this.#world = world;
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#stage = new Stage(tty, {
      press: (text) => this.#press(text),
      redraw: () => this.#pacer?.request(),
      end: this.#end,
    });
  }

  open(): void {
    const { output, later } = this.#tty;
    this.#stage.open();
    this.#endDrain = hearing(output, 'drain', () => this.#pacer?.drained());
    this.#pacer = new Pacer({ draw: () => this.#draw(), later });
  }

  hear(news: FleetNews): void {
    this.#state = afterNews(this.#state, news);
    this.#pacer?.request();
  }

  close(): void {
    this.#pacer?.end();
    this.#endDrain();
    this.#stage.close();
  }

  #press(text: string): void {
    for (const key of this.#keys.read(text)) {
      if (key.type === 'suspend') return this.#stage.pause();
      const next = afterKey(this.#state, key, this.#frame);
      if (next === 'quit') return this.#end('enough');
      this.#state = next;
    }
    this.#pacer?.request();
  }

  #draw(): boolean {
    const { clock, colours } = this.#world;
    const now = clock().getTime();
    this.#frame = frame(this.#state, { ...sizeOf(this.#tty), now, colours });
    return this.#stage.screen.draw(this.#frame.lines);
  }
}
