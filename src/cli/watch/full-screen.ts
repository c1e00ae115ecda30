import type { FleetNews } from '../../inspect/fleet/api.js';
import type { Surroundings } from '../terminal.js';
import { type Frame, frame, type Size } from './frame.js';
import { KeyReader } from './keys.js';
import { Pacer } from './pacer.js';
import { Pause } from './pause.js';
import { Screen } from './screen.js';
import { afterKey, afterNews, FIRST_STATE, type WatchState } from './state.js';
import { cutOff, type End, hearing, type Tty } from './tty.js';

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
  readonly #screen: Screen;
  readonly #keys = new KeyReader();
  readonly #ends: (() => void)[] = [];
  #state: WatchState = FIRST_STATE;
  #frame: Frame = { lines: [], height: 0, maxScroll: 0 };
  #pacer: Pacer | undefined;
  #pause: Pause | undefined;
  #end = (_: End): void => {};

  constructor(tty: Tty, world: World) {
    this.#tty = tty;
    this.#world = world;
    this.#screen = new Screen(tty.output);
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  open(): void {
    const { output, process, later } = this.#tty;
    // whatever ends this process: the terminal is given back, and then it is said why
    for (const event of ['uncaughtExceptionMonitor', 'exit']) {
      this.#on(process, event, () => this.#giveBack());
    }
    this.#listen();
    this.#screen.enter();
    this.#on(output, 'resize', () => this.#redraw());
    this.#on(output, 'drain', () => this.#pacer?.drained());
    this.#pause = new Pause(this.#tty, {
      leave: () => this.#giveBack(),
      comeBack: () => this.#takeAgain(),
    });
    this.#pacer = new Pacer({ draw: () => this.#draw(), later });
  }

  hear(news: FleetNews): void {
    this.#state = afterNews(this.#state, news);
    this.#pacer?.request();
  }

  close(): void {
    this.#pacer?.end();
    this.#pause?.end();
    for (const end of this.#ends) end();
    this.#giveBack();
    if (this.#tty.input.isTTY) this.#tty.input.pause();
  }

  /**
   * Without a terminal there are no keys, and what comes there is not for us. The mode comes before
   * all that is written: who sets it in the background is stopped by that.
   */
  #listen(): void {
    const { input } = this.#tty;
    if (!input.isTTY) return;
    this.#setRaw(true);
    input.setEncoding('utf8');
    this.#on(input, 'data', (text: string) => this.#press(text));
    for (const event of ['end', 'close', 'error'])
      this.#on(input, event, () => this.#end('hung_up'));
    input.resume();
  }

  #press(text: string): void {
    for (const key of this.#keys.read(text)) {
      if (key.type === 'suspend') {
        this.#pause?.stop();
        continue;
      }
      const next = afterKey(this.#state, key, this.#frame);
      if (next === 'quit') return this.#end('enough');
      this.#state = next;
    }
    this.#pacer?.request();
  }

  /** The shell has written meanwhile, and may have set the mode without our knowing. */
  #takeAgain(): void {
    this.#setRaw(false);
    this.#setRaw(true);
    this.#screen.enter();
    this.#redraw();
  }

  #redraw(): void {
    this.#screen.forget();
    this.#pacer?.request();
  }

  #draw(): boolean {
    const { clock, colours } = this.#world;
    const now = clock().getTime();
    this.#frame = frame(this.#state, { ...sizeOf(this.#tty), now, colours });
    return this.#screen.draw(this.#frame.lines);
  }

  #giveBack(): void {
    this.#screen.leave();
    this.#setRaw(false);
  }

  #setRaw(isRaw: boolean): void {
    const { input } = this.#tty;
    try {
      if (input.isTTY) input.setRawMode?.(isRaw);
    } catch {
      // the terminal is gone, which its events tell
    }
  }

  #on(
    emitter: Parameters<typeof hearing>[0],
    event: string,
    listener: (text: string) => void,
  ): void {
    this.#ends.push(hearing(emitter, event, listener));
  }
}

/** A terminal that does not know its size says 0. */
const sizeOf = ({ output }: Tty): Size => ({
  columns: output.columns || 80,
  rows: output.rows || 24,
});
