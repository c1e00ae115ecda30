import { Pause } from './pause.js';
import { Screen } from './screen.js';
import { type End, hearing, type Tty } from './tty.js';

/** What goes on on a whole terminal. */
export interface Play {
  /** Takes what was typed. */
  press(text: string): void;
  /** Draws on a screen of which it is not known any more what is on it. */
  redraw(): void;
  /** Nobody is there any more. */
  end(how: End): void;
}

/** The whole terminal, taken until it is given back, whatever ends or stops this process. */
export class Stage {
  readonly screen: Screen;
  readonly #tty: Tty;
  readonly #play: Play;
  readonly #ends: (() => void)[] = [];
  #pause: Pause | undefined;

  constructor(tty: Tty, play: Play) {
    this.#tty = tty;
    this.#play = play;
    this.screen = new Screen(tty.output);
  }

  open(): void {
    const { output, process } = this.#tty;
    // whatever ends this process: the terminal is given back, and then it is said why
    for (const event of ['uncaughtExceptionMonitor', 'exit']) {
      this.#on(process, event, () => this.#giveBack());
    }
    this.#listen();
    this.screen.enter();
    this.#on(output, 'resize', () => this.#redraw());
    this.#pause = new Pause(this.#tty, {
      leave: () => this.#giveBack(),
      comeBack: () => this.#takeAgain(),
    });
  }

  /** Gives the terminal back and stops this process, as Ctrl-Z asks for; goes on when it does. */
  pause(): void {
    this.#pause?.stop();
  }

  /** Idempotent, and good for one that was not opened. */
  close(): void {
    this.#pause?.end();
    for (const end of this.#ends.splice(0)) end();
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
    this.#on(input, 'data', (text: string) => this.#play.press(text));
    for (const event of ['end', 'close', 'error']) {
      this.#on(input, event, () => this.#play.end('hung_up'));
    }
    input.resume();
  }

  /** The shell has written meanwhile, and may have set the mode without our knowing. */
  #takeAgain(): void {
    this.#setRaw(false);
    this.#setRaw(true);
    this.screen.enter();
    this.#redraw();
  }

  #redraw(): void {
    this.screen.forget();
    this.#play.redraw();
  }

  #giveBack(): void {
    this.screen.leave();
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
