import { glimpse, visible } from './view/text.js';

/** What is drawn of a text at most: a box shows a line of it, the details all. */
const LONGEST = 240;

interface ToldProps {
  readonly text: string;
  readonly whole?: boolean;
  /** How many characters are drawn of what is not drawn whole. */
  readonly most?: number;
}

/** A text that somebody else wrote: kept apart from what stands beside it, whatever is in it. */
export function Told({ text, whole = false, most = LONGEST }: ToldProps) {
  return (
    <bdi class={whole ? 'told whole' : 'told'}>{whole ? visible(text) : glimpse(text, most)}</bdi>
  );
}
