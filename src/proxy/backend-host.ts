import { type Actor, createActor, fromPromise, waitFor } from 'xstate';
import {
  type BackendMachine,
  type BackendPatience,
  type BackendSnapshot,
  backendMachine,
} from '../../machines/index.js';
import type { CodexBackend, CodexFact } from '../domain/ports/codex.js';
import type { ActorGroup } from '../runtime/inspection.js';
import type { BackendStatus } from './api.js';
import { Mailroom } from './mailroom.js';
import { leftAlone, RefusedError, shuttingDown } from './refusals.js';

/** What a backend is started with. */
export interface BackendHooks {
  /** Takes in every fact, in the order Codex wrote them. */
  readonly onFact: (fact: CodexFact) => void;
  /** Aborting it ends the start, process included. */
  readonly signal: AbortSignal;
}

/** Starts a Codex process; rejects, and leaves none behind, where it cannot or is aborted. */
export type StartBackend = (hooks: BackendHooks) => Promise<CodexBackend>;

export interface BackendHostOptions {
  readonly start: StartBackend;
  readonly patience: BackendPatience;
  /** A backend that served is gone, by itself or (null) stopped; before the next one is started. */
  readonly onLost: (error: unknown) => void;
  /** Its status may be another. */
  readonly onChange?: () => void;
  /** Where its actor can be looked at. */
  readonly actors: ActorGroup;
}

export const BACKEND_PATIENCE: BackendPatience = Object.freeze({
  limit: 5,
  backOffMs: 500,
  coolOffMs: 30_000,
  provenMs: 10_000,
});

/** Runs the one Codex process: starts it on first use, and again when it died. */
export class BackendHost {
  /** Threads of sub-agents and of sessions that left: nobody could answer for them. */
  readonly mailroom = new Mailroom(({ requestId }) => {
    this.current?.answer(requestId, { decision: 'decline' });
  });
  readonly #actor: Actor<BackendMachine>;
  readonly #starting = new AbortController();
  #started: Promise<CodexBackend> | undefined;

  constructor({ start, patience, onLost, onChange, actors }: BackendHostOptions) {
    const machine = backendMachine.provide({
      actors: {
        startBackend: fromPromise(() => {
          this.mailroom.empty();
          const { signal } = this.#starting;
          this.#started = start({ onFact: (fact) => this.mailroom.deliver(fact), signal });
          return this.#started;
        }),
        watchBackend: fromPromise(async ({ input }) => exitOf(input)),
        stopBackend: fromPromise(async ({ input }) => {
          this.#starting.abort(new Error('the proxy is shutting down'));
          const started = input ?? (await this.#started?.catch(() => null));
          await started?.stop();
        }),
      },
    });
    const settings = { id: 'backend', input: { patience } };
    this.#actor = actors.add((inspect) => createActor(machine, { ...settings, ...inspect }));
    let last: CodexBackend | null = null;
    this.#actor.subscribe(({ context: { backend, error }, status }) => {
      const isLost = last !== null && backend === null;
      last = backend;
      if (isLost) onLost(status === 'done' ? null : error);
      onChange?.();
    });
    this.#actor.start();
  }

  /**
   * The running backend; started if there is none.
   *
   * @throws BackendSpawnError, BackendExitedError, RequestTimeoutError or RequestRefusedError when
   *   it cannot be started: the error of the attempt. RefusedError once it failed too often, or
   *   (`shutting_down`) is being stopped.
   */
  async need(): Promise<CodexBackend> {
    const { failures } = this.#snapshot.context;
    this.#actor.send({ type: 'backend.need' });
    const isDecided = (snapshot: BackendSnapshot) =>
      snapshot.matches('ready') ||
      snapshot.matches('failed') ||
      snapshot.status === 'done' ||
      snapshot.matches('stopping') ||
      snapshot.context.failures > failures;
    const decided = await waitFor(this.#actor, isDecided);
    const { backend, error } = decided.context;
    if (decided.status === 'done' || decided.matches('stopping')) {
      throw new RefusedError(shuttingDown());
    }
    if (decided.matches('failed')) {
      throw new RefusedError(leftAlone(error, decided.context.patience.coolOffMs));
    }
    if (backend === null) throw error;
    return backend;
  }

  /** The running backend, if there is one. */
  get current(): CodexBackend | null {
    return this.#snapshot.context.backend;
  }

  get status(): BackendStatus {
    const { value, context } = this.#snapshot;
    const state = value === 'judging' ? 'backing_off' : value;
    return {
      state,
      pid: context.backend?.pid ?? null,
      version: context.backend?.version ?? null,
      restarts: context.restarts,
      lastError: context.error instanceof Error ? context.error.message : null,
    };
  }

  /** A turn came to its end: the backend works. */
  prove(): void {
    this.#actor.send({ type: 'backend.proved' });
  }

  /** Ends the process, also one that is being started. Idempotent; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#actor.send({ type: 'backend.stop' });
    await waitFor(this.#actor, (snapshot) => snapshot.status === 'done');
  }

  get #snapshot(): BackendSnapshot {
    return this.#actor.getSnapshot();
  }
}

function exitOf(backend: CodexBackend | null) {
  if (backend === null) throw new TypeError('there is no backend to watch');
  return backend.exited;
}
