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
  #isDue = false;
  readonly #tell: (board: Board) => void;

  constructor(tell: (board: Board) => void) {
    this.#tell = tell;
  }

  /** Connects, and connects again whenever the connection is lost. */
  open(): void {
    const source = new EventSource(EVENTS);
    source.onmessage = ({ data }) => this.#hear(String(data));
    source.onerror = () => {
      this.#connection(source.readyState === EventSource.CLOSED ? 'ended' : 'reconnecting');
    };
  }

  #connection(connection: Connection): void {
    this.#board = { ...this.#board, connection };
    this.#tell(this.#board);
  }

  /** All messages of one frame are one change of the page. */
  #hear(data: string): void {
    this.#waiting.push(JSON.parse(data) as BoardMessage);
    if (this.#isDue) return;
    this.#isDue = true;
    // a page in the background has no frames
    if (document.hidden) setTimeout(() => this.#flush(), UNSEEN_MS);
    else requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    const messages = this.#waiting;
    [this.#waiting, this.#isDue] = [[], false];
    this.#board = boardAfter(this.#board, messages);
    this.#tell(this.#board);
  }
}
