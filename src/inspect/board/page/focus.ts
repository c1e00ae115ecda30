import { useEffect } from 'preact/hooks';

/** What Tab leads to, but for what is written in: a key for the page would be written there. */
const TABBABLE = 'button, select, [tabindex="0"]';

/** The list of what happened. */
export const TIMELINE = '.rows';

/** What opens a session. */
export const SESSION = '.card-open';

/**
 * Gives the focus to the first session that is shown, or to the place of all.
 *
 * @param scrolls whether that comes into sight.
 */
export function focusSessions(scrolls = true): void {
  const places = [SESSION, 'main'].map((selector) => document.querySelector(selector));
  places.some((place) => takesFocus(place, scrolls));
}

/** Where something stands. */
interface Stand {
  readonly holder: Element;
  /** How many stand before it. */
  readonly place: number;
  /** Selects what gets the focus when it goes, rather than a neighbour: its `data-heir`. */
  readonly heir: string | null;
}

/** What has the focus, with all around it, the nearest first. */
interface Held {
  readonly element: Element;
  /** Whether it is shown to have the focus: to a reader who uses keys, and follows it. */
  readonly isShown: boolean;
  readonly stands: readonly Stand[];
  /** What had the focus before the dialog in which this stands. */
  readonly opener: Held | null;
}

/**
 * Keeps the focus on the page: when what has it is taken away or moved, it goes back there, to the
 * heir of what went, or to what is next to it by Tab; out of a dialog, to what is left of the place
 * from where it was opened. A reader who takes the focus away is not hindered.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    const openers = new WeakMap<Element, Held | null>();
    let held: Held | null = null;
    const take = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return;
      const dialog = target.closest('dialog');
      if (dialog !== null && !openers.has(dialog)) openers.set(dialog, held);
      const opener = dialog === null ? null : (openers.get(dialog) ?? null);
      const isShown = target.matches(':focus-visible');
      held = { element: target, isShown, stands: standsOf(target), opener };
    };
    const settle = (records: readonly MutationRecord[]) => {
      if (held === null || document.activeElement !== document.body) return;
      const lost = held;
      held = null;
      if (tookAway(records, lost.element)) giveBack(lost);
    };
    const observer = new MutationObserver(settle);
    const drop = ({ relatedTarget }: FocusEvent) => {
      // some browsers tell of the loss before the change that is its cause
      if (relatedTarget === null) queueMicrotask(() => settle(observer.takeRecords()));
    };
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', take);
    document.addEventListener('focusout', drop);
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', take);
      document.removeEventListener('focusout', drop);
    };
  }, []);
}

function standsOf(element: Element): readonly Stand[] {
  const holder = element.parentElement;
  if (holder === null || element.matches('dialog')) return [];
  const place = [...holder.children].indexOf(element);
  return [{ holder, place, heir: element.getAttribute('data-heir') }, ...standsOf(holder)];
}

function tookAway(records: readonly MutationRecord[], element: Element): boolean {
  return records.some(({ removedNodes }) =>
    [...removedNodes].some((node) => node.contains(element)),
  );
}

/** The page is not moved under a reader who points. */
function giveBack(held: Held): void {
  const takes = (element: Element | null) => takesFocus(element, held.isShown);
  const from = (lost: Held): boolean =>
    takes(lost.element) ||
    lost.stands.some((stand) => inherits(stand, takes)) ||
    (lost.opener !== null && from(lost.opener));
  if (!from(held)) focusSessions(held.isShown);
}

type Takes = (element: Element | null) => boolean;

function inherits({ holder, place, heir }: Stand, takes: Takes): boolean {
  if (!holder.isConnected) return false;
  if (heir !== null && takes(document.querySelector(heir))) return true;
  const children = [...holder.children];
  const after = children.slice(place).flatMap(tabbableIn);
  const before = children.slice(0, place).flatMap(tabbableIn).toReversed();
  return [...after, ...before].some(takes) || takes(holder);
}

function tabbableIn(element: Element): readonly Element[] {
  const inside = [...element.querySelectorAll(TABBABLE)];
  return element.matches(TABBABLE) ? [element, ...inside] : inside;
}

/** What is behind a dialog, or is not drawn, takes none. */
function takesFocus(element: Element | null, scrolls: boolean): boolean {
  if (element instanceof HTMLElement) element.focus({ preventScroll: !scrolls });
  return element !== null && document.activeElement === element;
}
