import { BEAT } from '../beat.js';
import { Silence } from './silence.js';
import type { Board, Connection } from './view/board.js';
import { boardAfter, NO_BOARD } from './view/board.js';
import type { BoardMessage } from './view/types.js';

/** Where the page hears of what happens, relative to its own address. */
const EVENTS = './events';

/** How long messages wait while the page is not drawn, in milliseconds. */
const UNSEEN_MS = 500;

/** The board as it is told by the server, and whoever looks at it. */
export class BoardFeed {
  #board: Board = NO_BOARD;
  #waiting: BoardMessage[] = [];
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #tell: (board: Board) => void;

  constructor(tell: (board: Board) => void) {
    this.#tell = tell;
  }

  /** Connects, and connects again whenever the connection is lost or has gone silent. */
  open(): void {
    this.#connect(1);
  }

  #connect(patience: number): void {
    const source = new EventSource(EVENTS);
    const silence = new Silence(patience, (next) => {
      source.close();
      this.#connection('reconnecting');
      this.#connect(next);
    });
    source.onmessage = ({ data }) => {
      silence.heard();
      this.#hear(String(data));
    };
    source.addEventListener(BEAT, () => silence.heard());
    source.onerror = () => {
      const isOver = source.readyState === EventSource.CLOSED;
      if (isOver) silence.end();
      this.#connection(isOver ? 'ended' : 'reconnecting');
    };
  }

  #connection(connection: Connection): void {
    this.#board = { ...this.#board, connection };
    this.#tell(this.#board);
  }

  /** All messages of one frame are one change of the page. */
  #hear(data: string): void {
    this.#waiting.push(JSON.parse(data) as BoardMessage);
    if (this.#waiting.length > 1) return;
    this.#frame = requestAnimationFrame(() => this.#flush());
    // a page in the background has no frames; it may go there before the next one
    this.#timer = setTimeout(() => this.#flush(), UNSEEN_MS);
  }

  #flush(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    const messages = this.#waiting;
    this.#waiting = [];
    this.#board = boardAfter(this.#board, messages);
    this.#tell(this.#board);
  }
}
