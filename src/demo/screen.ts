import type { SessionChange, SessionRecord } from '../domain/index.js';

/** Where the story is told. */
export interface Screen {
  /** One line of the story: a step that begins, what came of it, or how it all ended. */
  tell(line: StoryLine, text: string): void;
  /** A session changed. */
  show(change: SessionChange): void;
  /** The agent of a session says something: the text so far, and at last the whole of it. */
  hear(session: SessionRecord, text: string, whole: boolean): void;
}

export type StoryLine = 'title' | 'step' | 'note' | 'success' | 'failure';

/** What a screen writes to: `process.stdout` is one. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}
