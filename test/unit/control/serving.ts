import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type ControlClient,
  type ControlServer,
  type ControlServerOptions,
  connectControl,
  openControlServer,
  type ServedSessions,
} from '../../../src/control/index.js';
import { createLineSplitter } from '../../../src/domain/lines.js';
import type { SessionSupervisor, SessionSupervisorOptions } from '../../../src/index.js';
import { settableClock, supervisorWith } from '../../support/supervisors.js';

/** A folder for this test alone, with a short path. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A control server that has nothing to serve yet. */
export async function openServer(
  options: Partial<ControlServerOptions> = {},
): Promise<ControlServer> {
  const folder = options.folder ?? (await temporaryFolder());
  const control = await openControlServer({ clock: settableClock(), ...options, folder });
  onTestFinished(() => control.close());
  return control;
}

export interface Serving {
  readonly control: ControlServer;
  readonly supervisor: SessionSupervisor;
}

/** A control server of the team `atm-dev` over a supervisor that keeps nothing on disk. */
export async function serving(options: SessionSupervisorOptions = {}): Promise<Serving> {
  const control = await openServer();
  const supervisor = supervisorWith(options);
  control.serve({ team: 'atm-dev', sessions: sessionsOf(supervisor) });
  return { control, supervisor };
}

export function sessionsOf(supervisor: SessionSupervisor): ServedSessions {
  return { supervisor, close: async (agentId) => supervisor.close(agentId) };
}

/** Sessions whose closes are done when a test says so. */
export function slowlyClosing(supervisor: SessionSupervisor) {
  const waiting: ((closed: boolean) => void)[] = [];
  return {
    sessions: {
      supervisor,
      close: () => new Promise<boolean>((resolve) => waiting.push(resolve)),
    },
    /** Finishes the closes that are under way. */
    finish: () => {
      for (const resolve of waiting.splice(0)) resolve(true);
    },
  };
}

/** Sessions that know how many listen to them. */
export function countingListeners(supervisor: SessionSupervisor) {
  let listeners = 0;
  let tell = (): void => {};
  const allLeft = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const subscribe: SessionSupervisor['subscribe'] = (listener) => {
    const subscription = supervisor.subscribe(listener);
    listeners += 1;
    const unsubscribe = (): void => {
      subscription.unsubscribe();
      listeners -= 1;
      if (listeners === 0) tell();
    };
    return { unsubscribe };
  };
  return {
    sessions: { ...sessionsOf(supervisor), supervisor: { ...supervisor, subscribe } },
    listeners: () => listeners,
    /** Resolves when the last one has left. */
    allLeft,
  };
}

/** A client that ends with its test. */
export async function connected(path: string, timeoutMs?: number): Promise<ControlClient> {
  const client = await connectControl(path, { timeoutMs });
  onTestFinished(() => client.end());
  return client;
}

/** Somebody who writes what he likes. */
export interface Stranger {
  readonly socket: Socket;
  /** Everything that came and was not asked for yet. */
  readonly unread: object[];
  /** Writes text as it is. */
  write(text: string): void;
  /** Writes a request as a line. */
  ask(request: object): void;
  /** The next line, parsed; rejects when the connection ends first. */
  next(): Promise<object>;
  /** Resolves when nothing more will come. */
  readonly ended: Promise<void>;
}

/** Connects without a client, and takes the hello away. */
export async function stranger(path: string): Promise<Stranger> {
  const peer = strangerOn(createConnection({ path, allowHalfOpen: true }));
  await peer.next();
  return peer;
}

export function strangerOn(socket: Socket): Stranger {
  onTestFinished(() => void socket.destroy());
  const unread: object[] = [];
  let tell = (): void => {};
  const lines = createLineSplitter((line) => {
    unread.push(JSON.parse(line) as object);
    tell();
  });
  socket.on('data', lines.push);
  socket.on('error', () => {});
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        resolve();
        tell();
      });
    }
  });
  const write = (text: string): void => void socket.write(text);
  return {
    socket,
    unread,
    ended,
    write,
    ask: (request) => write(`${JSON.stringify(request)}\n`),
    async next() {
      while (unread.length === 0) {
        if (socket.readableEnded || socket.closed) throw new Error('the connection ended');
        await new Promise<void>((resolve) => {
          tell = resolve;
        });
      }
      return unread.shift() as object;
    },
  };
}

/** Somebody who listens like a control server, and says what he is told to. */
export async function fakeServer(onConnection: (peer: Stranger) => void): Promise<string> {
  const path = join(await temporaryFolder(), 'fake.sock');
  const server: Server = createServer({ allowHalfOpen: true }, (socket) =>
    onConnection(strangerOn(socket)),
  );
  await new Promise<void>((resolve) => {
    server.listen({ path }, resolve);
  });
  onTestFinished(() => void server.close());
  return path;
}

export const HELLO = { hello: 'codex-sessions', protocol: 1, pid: 4711 };

export interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

/** A server that says hello, and then does with each request what it is told to. */
export function scriptedServer(serve: (peer: Stranger, request: Asked) => void): Promise<string> {
  return fakeServer(async (peer) => {
    peer.ask(HELLO);
    for (;;) {
      const request = await peer.next().catch(() => undefined);
      if (request === undefined) return void peer.socket.destroy();
      serve(peer, request as Asked);
    }
  });
}
