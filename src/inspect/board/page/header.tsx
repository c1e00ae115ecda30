import type { TargetedEvent } from 'preact';
import { useContext, useMemo, useState } from 'preact/hooks';
import { ActsContext } from './acts.js';
import { focusSessions, SESSION } from './focus.js';
import { FILTER_ID } from './keys.js';
import { memo } from './memo.js';
import { rememberedTheme, showTheme, THEMES, type Theme } from './theme.js';
import type { Board } from './view/board.js';
import { type Filter, processesOf } from './view/order.js';
import type { Seen } from './view/seen.js';
import type { View } from './view/types.js';

const STATUSES = ['active', 'stale', 'closed'] as const;
const THREADS = ['busy', 'idle'] as const;

interface HeaderProps {
  readonly board: Board;
  readonly seen: Seen;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}

export function Header({ board, seen, filter, onFilter }: HeaderProps) {
  const { show } = useContext(ActsContext);
  return (
    <header class="top">
      <div class="brand">
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
          <rect x="1.5" y="4" width="21" height="16" rx="5" />
          <path d="M12 4v16" />
          <circle cx="7" cy="12" r="2.2" />
          <circle cx="17" cy="12" r="2.2" />
        </svg>
        <h1>codex-sessions</h1>
        <ConnectionState board={board} />
      </div>
      <Counts view={seen.view} />
      <FilterBox filter={filter} onFilter={onFilter} />
      <div class="tools">
        <ThemeChoice />
        <button
          type="button"
          class="icon"
          aria-label="Keys and words"
          title="Keys and words (?)"
          onClick={() => show({ type: 'help' })}
        >
          ?
        </button>
      </div>
    </header>
  );
}

const CONNECTIONS = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting',
  ended: 'ended',
} as const;

function ConnectionState({ board: { connection, mode } }: { readonly board: Board }) {
  const words = connection === 'live' && mode === 'replay' ? 'replay' : CONNECTIONS[connection];
  return (
    <span class={`connection ${words}`} role="status" aria-label={`connection: ${words}`}>
      <span class="dot" aria-hidden="true" />
      {words}
    </span>
  );
}

const Counts = memo(({ view }: { readonly view: View }) => {
  const { show } = useContext(ActsContext);
  const { active, busy, stale, asked } = useMemo(() => countsOf(view), [view]);
  const [first] = asked;
  return (
    <div class="counts">
      <span class="count">
        <b>{active}</b> active
      </span>
      <span class="count">
        <b>{busy}</b> busy
      </span>
      <span class="count">
        <b>{stale}</b> stale
      </span>
      {first !== undefined && (
        <button
          type="button"
          class="badge"
          data-heir={SESSION}
          onClick={() => show({ type: 'approval', ...first })}
        >
          <b>{asked.length}</b> {asked.length === 1 ? 'approval' : 'approvals'}
        </button>
      )}
    </div>
  );
});

function countsOf(view: View) {
  const all = processesOf(view);
  const records = all.flatMap(({ sessions }) => [...sessions.values()].map(({ record }) => record));
  const active = records.filter(({ status }) => status === 'active');
  return {
    active: active.length,
    busy: active.filter(({ threadState }) => threadState === 'busy').length,
    stale: records.filter(({ status }) => status === 'stale').length,
    asked: all.flatMap(({ key, approvals }) =>
      approvals.map(({ approvalId }) => ({ process: key, approvalId })),
    ),
  };
}

const FilterBox = memo(({ filter, onFilter }: Pick<HeaderProps, 'filter' | 'onFilter'>) => (
  <search class="filter">
    <input
      id={FILTER_ID}
      type="search"
      placeholder="Filter   /"
      aria-label="Filter sessions"
      value={filter.text}
      autocomplete="off"
      spellcheck={false}
      onInput={({ currentTarget }: TargetedEvent<HTMLInputElement>) =>
        onFilter({ ...filter, text: currentTarget.value })
      }
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // some browsers empty the field themselves, and some do not
        event.preventDefault();
        if (filter.text === '') focusSessions();
        else onFilter({ ...filter, text: '' });
      }}
    />
    <fieldset class="chips">
      <legend class="unseen">Only these states</legend>
      {STATUSES.map((status) => (
        <Chip
          key={status}
          name={status}
          isOn={filter.statuses.includes(status)}
          onChange={() => onFilter({ ...filter, statuses: toggled(filter.statuses, status) })}
        />
      ))}
      <span class="chips-border" aria-hidden="true" />
      {THREADS.map((thread) => (
        <Chip
          key={thread}
          name={thread}
          isOn={filter.threads.includes(thread)}
          onChange={() => onFilter({ ...filter, threads: toggled(filter.threads, thread) })}
        />
      ))}
    </fieldset>
  </search>
));

interface ChipProps {
  readonly name: string;
  readonly isOn: boolean;
  readonly onChange: () => void;
}

function Chip({ name, isOn, onChange }: ChipProps) {
  return (
    <button type="button" class={`chip ${name}`} aria-pressed={isOn} onClick={onChange}>
      <span class="dot" aria-hidden="true" />
      {name}
    </button>
  );
}

function toggled<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.includes(item) ? items.filter((each) => each !== item) : [...items, item];
}

const THEME_WORDS: Readonly<Record<Theme, string>> = { auto: '◐', light: '☀', dark: '☾' };

function ThemeChoice() {
  const [theme, setTheme] = useState(rememberedTheme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
  const change = () => {
    showTheme(next);
    setTheme(next);
  };
  return (
    <button
      type="button"
      class="icon"
      aria-label={`Theme: ${theme}; change to ${next}`}
      title={`Theme: ${theme}`}
      onClick={change}
    >
      {THEME_WORDS[theme]}
    </button>
  );
}
