import { useEffect } from 'preact/hooks';
import type { Acts } from './acts.js';

export const FILTER_ID = 'filter';

interface Keys extends Pick<Acts, 'show' | 'look'> {
  readonly isInPast: boolean;
}

/** The keys that hold on the whole page; what is typed into a field is left alone. */
export function useKeys({ show, look, isInPast }: Keys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('dialog[open]') !== null) return;
      if (event.key === '/') document.getElementById(FILTER_ID)?.focus();
      else if (event.key === '?') show({ type: 'help' });
      else if (event.key === 'Escape' && isInPast) look(null);
      else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [show, look, isInPast]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}
