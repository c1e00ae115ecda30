import type { InspectionEvent } from 'xstate';
import { InvalidArgumentError } from '../../domain/index.js';
import type { InspectionSource, Inspector, Subscription } from '../../runtime/index.js';
import { InspectorMissingError } from './errors.js';
import { INSPECTOR_PORT } from './port.js';
import { openRelay } from './relay.js';
import { Translator } from './translator.js';
import { Viewer } from './viewer.js';

/** Where the inspector is told, and how much. */
export interface StatelyBridgeOptions {
  /** The port to listen on; a free one is taken if it is not to be had. Default {@link INSPECTOR_PORT}. */
  readonly port?: number | undefined;
  /** Tell answers, notes and sentences of errors, too. Default false: they are told by their length. */
  readonly contents?: boolean | undefined;
}

/** Shows actors in the Stately inspector: `createSessionSupervisor({ inspect: bridge })`. */
export interface StatelyBridge extends Inspector {
  /** The page to open in a browser, on the loopback address. Whoever has it can look. */
  readonly url: string;
  /** Ends all connections; nothing is told any more. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens a bridge to the Stately inspector. Each viewer is given the current picture first, then
 * what happens. Actors cost nothing while nobody looks, and do not wait for whoever does; the bridge
 * does not keep the process running.
 *
 * @throws InspectorMissingError when `@statelyai/inspect` or `ws` is not installed;
 *   InvalidArgumentError when the port is none.
 */
export async function createStatelyBridge(
  options: StatelyBridgeOptions = {},
): Promise<StatelyBridge> {
  const { port = INSPECTOR_PORT, contents = false } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('port', 'must be an integer from 0 to 65535');
  }
  const { createInspector, WebSocketServer } = await packages();
  const studio = new Studio(new Translator(createInspector, { contents }));
  const { url, close } = await openRelay({
    port,
    WebSocketServer,
    onViewer(socket) {
      const viewer = studio.enter((picture) => new Viewer(socket, picture));
      socket.once('close', () => studio.leave(viewer));
    },
  });
  let closing: Promise<void> | undefined;
  return {
    url,
    attach: (source) => studio.attach(source),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** Here, so that nobody needs the packages who opens no bridge. */
async function packages() {
  try {
    const [{ createInspector }, { WebSocketServer }] = await Promise.all([
      import('@statelyai/inspect'),
      import('ws'),
    ]);
    return { createInspector, WebSocketServer };
  } catch (cause) {
    throw new InspectorMissingError(cause);
  }
}

/** What is looked at, and who looks. Sources are observed while anybody does. */
class Studio {
  readonly #translator: Translator;
  readonly #sources = new Map<InspectionSource, Subscription | undefined>();
  readonly #viewers = new Set<Viewer>();

  constructor(translator: Translator) {
    this.#translator = translator;
  }

  attach(source: InspectionSource): void {
    this.#letGo();
    this.#sources.set(source, undefined);
    if (this.#viewers.size === 0) return;
    this.#tell(() => this.#translator.picture([source]));
    this.#observe(source);
  }

  /** Of what is over, so that a bridge can be used again and again. */
  #letGo(): void {
    for (const [source, subscription] of this.#sources) {
      if (!source.isOver?.()) continue;
      subscription?.unsubscribe();
      this.#sources.delete(source);
    }
  }

  enter(admit: (picture: () => readonly object[]) => Viewer): Viewer {
    this.#letGo();
    const viewer = admit(() => this.#translator.picture(this.#sources.keys()));
    this.#viewers.add(viewer);
    for (const [source, subscription] of this.#sources) {
      if (subscription === undefined) this.#observe(source);
    }
    return viewer;
  }

  leave(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size > 0) return;
    for (const [source, subscription] of this.#sources) {
      subscription?.unsubscribe();
      this.#sources.set(source, undefined);
    }
  }

  #observe(source: InspectionSource): void {
    const hear = (event: InspectionEvent) => this.#tell(() => this.#translator.messages(event));
    this.#sources.set(source, source.inspect(hear));
  }

  #tell(translate: () => readonly object[]): void {
    const following = [...this.#viewers].filter(({ isFollowing }) => isFollowing);
    if (following.length === 0) return;
    const messages = translate();
    for (const viewer of following) viewer.tell(messages);
  }
}
