import { useEffect, useRef } from 'preact/hooks';
import type { Acts } from './acts.js';

export const FILTER_ID = 'filter';

interface Keys extends Pick<Acts, 'show' | 'look'> {
  readonly isInPast: boolean;
}

/** The keys that hold on the whole page. */
export function useKeys({ show, look, isInPast }: Keys): void {
  usePageKeys({
    '/': () => document.getElementById(FILTER_ID)?.focus(),
    '?': () => show({ type: 'help' }),
    ...(isInPast && { Escape: () => look(null) }),
  });
}

/** Does what belongs to a key; what is typed into a field, or in a pane, is left alone. */
export function usePageKeys(keys: Readonly<Record<string, () => void>>): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = Object.hasOwn(current.current, event.key)
        ? current.current[event.key]
        : undefined;
      if (act === undefined || !isForPage(event)) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function isForPage({ ctrlKey, metaKey, altKey, target, key }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  const field = target instanceof HTMLElement && target.matches(FIELDS) ? target : null;
  const isTyping = field !== null && !(field.matches('select') && NO_USE_IN_SELECT.has(key));
  return !isTyping && document.querySelector('dialog[open]') === null;
}

const FIELDS = 'input, textarea, select';

/** The others choose, or look for an option. */
const NO_USE_IN_SELECT: ReadonlySet<string> = new Set(['/', '?', 'Escape']);
