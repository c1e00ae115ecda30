import type { RegistryStore } from '../../domain/ports/store.js';
import type { SupervisorCore } from '../supervisor.js';
import type { Adoption } from './adoption.js';
import type { Serial } from './serial.js';
import type { Writer } from './writer.js';

/** What durable sessions are made of. */
export interface Parts {
  readonly store: RegistryStore;
  readonly core: SupervisorCore;
  readonly adoption: Adoption;
  readonly writer: Writer;
  readonly serial: Serial;
  readonly ids: {
    readonly create: () => string;
    /** What the supervisor gives to the next session it registers. */
    next: string;
  };
  /** True once the sessions were shut down. */
  hasEnded: boolean;
}

/** Commands that share one of these run one after another. */
export const agentKey = (agentId: string) => `agent ${agentId}`;
export const identityKey = (identity: string) => `identity ${identity}`;

/** An agent id that is no string is that of no session. */
export const idArgument = (agentId: unknown) => (typeof agentId === 'string' ? agentId : '');
