import type { WebSocket } from 'ws';

/** How much may wait for a slow viewer, in bytes. */
export const MAX_UNSENT_BYTES = 1024 * 1024;

/**
 * Somebody who looks. One who cannot follow misses what happens until it has caught up, and is then
 * given the whole picture again; so nobody costs more than a fixed amount of memory.
 */
export class Viewer {
  readonly #socket: WebSocket;
  readonly #picture: () => readonly object[];
  #isBehind = false;

  constructor(socket: WebSocket, picture: () => readonly object[]) {
    this.#socket = socket;
    this.#picture = picture;
    this.#sendPicture();
  }

  /** Whether what happens is worth telling. */
  get isFollowing(): boolean {
    return !this.#isBehind;
  }

  tell(messages: readonly object[]): void {
    if (this.#isBehind) return;
    for (const message of messages) this.#send(message);
    if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) this.#fallBehind();
  }

  /** The rest of what it was sent before tells, when it is through, that it has caught up. */
  #fallBehind(): void {
    this.#isBehind = true;
    this.#socket.send(LAST_WORD, (error) => {
      if (error) return;
      this.#isBehind = false;
      this.#sendPicture();
    });
  }

  /** All of it, however large: it is bounded by what there is. */
  #sendPicture(): void {
    for (const message of this.#picture()) this.#send(message);
  }

  #send(message: object): void {
    // a closed connection is told nothing; its end is heard elsewhere
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

/** A message the viewer has no word for and ignores. */
const LAST_WORD = JSON.stringify({ type: '@codex-sessions.skipped' });
