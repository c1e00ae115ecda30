import type { JsonObject } from '../../domain/index.js';
import type { ShownSnapshot } from '../shown/index.js';
import { Actor } from './actor.js';
import { type RecordedEvent, type Script, typeOf } from './script.js';

const RESOLVED = 'xstate.promise.resolve';
const REJECTED = 'xstate.promise.reject';

/** A task that a machine invokes (`fromPromise`): when it ends, and with what, comes from outside. */
export class TaskActor extends Actor {
  isOpenTo(): boolean {
    return false;
  }

  isDue(event: JsonObject): boolean {
    const type = typeOf(event);
    return this.isIdle && (type === RESOLVED || type === REJECTED);
  }

  protected *begin(_init: RecordedEvent): Script {
    // its code runs here, up to its first wait
    yield* this.#tell('xstate.init', { status: 'active' });
  }

  protected *step(event: JsonObject): Script {
    const type = typeOf(event);
    if (type === 'xstate.stop') {
      yield* this.#tell(type, { status: 'stopped' });
      this.end();
    } else if (type === RESOLVED) {
      yield* this.#report('done');
      yield* this.#tell(type, { status: 'done' });
    } else {
      const { error } = yield* this.#report('error');
      yield* this.#tell(type, { status: 'error', ...(error !== undefined && { error }) });
    }
  }

  /** What came of it is in the event alone. */
  *#report(how: 'done' | 'error'): Script<JsonObject> {
    this.end();
    const { parent, name } = this;
    if (parent === undefined) return {};
    const event = { type: `xstate.${how}.actor.${name}`, actorId: name };
    return yield* this.send(parent, event, { isOpen: true, isPart: true });
  }

  *#tell(event: string, snapshot: ShownSnapshot): Script {
    yield* this.stage.expect({ kind: 'snapshot', actor: this.key, event, snapshot }, true);
  }
}
