import type { FleetNews } from '../../inspect/fleet/api.js';
import { EMPTY_VIEW, type View, viewAfter } from '../../inspect/view/view.js';
import type { Key } from '../screen/keys.js';
import { type Happening, happeningsOf } from './happenings.js';

/** How many events are kept to look at. */
const MAX_HAPPENINGS = 100;

/** The longest filter, in characters. */
const MAX_FILTER = 200;

/** All that the screen depends on, besides its size and the time. Never changed. */
export interface WatchState {
  readonly view: View;
  /** The last ones, oldest first. */
  readonly happenings: readonly Happening[];
  readonly mode: 'board' | 'filter' | 'help';
  /** Shown is what has this in it; '' shows all. */
  readonly filter: string;
  /** How many lines of the board are above the screen. */
  readonly scroll: number;
}

export const FIRST_STATE: WatchState = Object.freeze({
  view: EMPTY_VIEW,
  happenings: [],
  mode: 'board',
  filter: '',
  scroll: 0,
});

/** What the screen shows of the board. */
export interface Extent {
  /** How many lines of the board fit. */
  readonly height: number;
  /** How far it can be scrolled. */
  readonly maxScroll: number;
}

export function afterNews(state: WatchState, news: FleetNews): WatchState {
  const more = happeningsOf(news, state.view).filter(({ isMinor }) => !isMinor);
  const happenings = [...state.happenings, ...more].slice(-MAX_HAPPENINGS);
  return { ...state, view: viewAfter(state.view, news), happenings };
}

/** What a key does; `quit` ends it all. */
export function afterKey(state: WatchState, key: Key, extent: Extent): WatchState | 'quit' {
  if (key.type === 'interrupt' || key.type === 'end_of_input') return 'quit';
  if (state.mode === 'filter') return whileFiltering(state, key);
  const by = key.type === 'text' ? 0 : stepOf(key.type, extent);
  if (by !== 0) return scrolled(state, by, extent);
  if (state.mode === 'help') return isLetter(key, 'q') ? 'quit' : onBoard(state);
  if (key.type === 'text') return afterLetter(state, key.text, extent);
  return key.type === 'escape' ? { ...onBoard(state), filter: '' } : state;
}

const isLetter = (key: Key, letter: string): boolean => key.type === 'text' && key.text === letter;

const onBoard = (state: WatchState): WatchState => ({ ...state, mode: 'board', scroll: 0 });

function afterLetter(state: WatchState, letter: string, extent: Extent): WatchState | 'quit' {
  switch (letter) {
    case 'q':
      return 'quit';
    case '/':
      return { ...state, mode: 'filter' };
    case '?':
    case 'h':
      return { ...state, mode: 'help', scroll: 0 };
    case 'j':
      return scrolled(state, 1, extent);
    case 'k':
      return scrolled(state, -1, extent);
    case ' ':
      return scrolled(state, stepOf('page_down', extent), extent);
    default:
      return state;
  }
}

function whileFiltering(state: WatchState, key: Key): WatchState {
  switch (key.type) {
    case 'enter':
      return { ...state, mode: 'board' };
    case 'escape':
      return { ...state, mode: 'board', filter: '', scroll: 0 };
    case 'backspace':
      return { ...state, filter: Array.from(state.filter).slice(0, -1).join(''), scroll: 0 };
    case 'text':
      return { ...state, filter: `${state.filter}${key.text}`.slice(0, MAX_FILTER), scroll: 0 };
    default:
      return state;
  }
}

/** How many lines a key moves the board by. */
function stepOf(key: Key['type'], { height }: Extent): number {
  const page = Math.max(1, height - 1);
  switch (key) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'page_up':
      return -page;
    case 'page_down':
      return page;
    case 'home':
      return Number.NEGATIVE_INFINITY;
    case 'end':
      return Number.POSITIVE_INFINITY;
    default:
      return 0;
  }
}

function scrolled(state: WatchState, by: number, { maxScroll }: Extent): WatchState {
  const from = Math.min(state.scroll, maxScroll);
  return { ...state, scroll: Math.max(0, Math.min(from + by, maxScroll)) };
}
