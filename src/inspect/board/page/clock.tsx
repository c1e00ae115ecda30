import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { dayAndTime, stretch } from './view/times.js';

/** The moment that is looked at, in milliseconds; null for now. */
export const Moment = createContext<number | null>(null);

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for the whole page; it stands still while nobody looks at it. */
function onSecond(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The moment that is looked at, to the second. */
export function useNow(): number {
  const moment = useContext(Moment);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (moment !== null) return undefined;
    const tick = () => setNow(Date.now());
    tick();
    return onSecond(tick);
  }, [moment]);
  return moment ?? now;
}

/** How long ago something began. */
export function Since({ at }: { readonly at: string }) {
  const past = useNow() - Date.parse(at);
  return (
    <time class="since" dateTime={at} title={`since ${dayAndTime(at)}`}>
      {stretch(past)}
    </time>
  );
}

/** How long it is until something ends. */
export function Until({ at }: { readonly at: string }) {
  const left = Date.parse(at) - useNow();
  return (
    <time class="since" dateTime={at} title={`at ${dayAndTime(at)}`}>
      {left > 0 ? stretch(left) : 'now'}
    </time>
  );
}
