import { type SessionMachine, sessionMachine } from '../../machines/index.js';

/** The real session machine, with a switch that makes its next step (or birth) throw. */
export interface FailingSession {
  readonly machine: SessionMachine;
  /** What the next step will throw; undefined lets it work. */
  arm(cause: unknown): void;
  disarm(): void;
}

/** @param base the machine to be made to fail; default the real one. */
export function failingSession(base: SessionMachine = sessionMachine): FailingSession {
  let armed: { readonly cause: unknown } | undefined;
  const unlessArmed = <Args extends unknown[], Made>(make: (...args: Args) => Made) => {
    return (...args: Args): Made => {
      if (armed === undefined) return make(...args);
      const { cause } = armed;
      armed = undefined;
      throw cause;
    };
  };
  const machine: SessionMachine = Object.create(base, {
    transition: { value: unlessArmed(base.transition) },
    getInitialSnapshot: { value: unlessArmed(base.getInitialSnapshot) },
  });
  return {
    machine,
    arm: (cause) => {
      armed = { cause };
    },
    disarm: () => {
      armed = undefined;
    },
  };
}
