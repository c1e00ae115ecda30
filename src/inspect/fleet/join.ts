import {
  type ControlClient,
  ControlError,
  type ControlPicture,
  connectControl,
  type News,
} from '../../control/index.js';

export interface JoinRequest {
  /** The path of the control socket. */
  readonly path: string;
  /** How long connecting and each answer may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock: () => Date;
  /** Told all that happens after the picture. */
  readonly hear: (news: News) => void;
}

export interface Joined {
  readonly client: ControlClient;
  readonly picture: ControlPicture;
}

/**
 * Connects to a process and observes it; one that cannot be observed, as an older one, is watched.
 *
 * @throws ControlError as the client does; nothing stays open.
 */
export async function join(request: JoinRequest): Promise<Joined> {
  const { path, timeoutMs } = request;
  const client = await connectControl(path, { timeoutMs });
  try {
    const picture = await observed(client, request).catch((reason: unknown) => {
      if (isOlder(reason)) return watched(client, request);
      throw reason;
    });
    return { client, picture };
  } catch (reason) {
    client.end();
    throw reason;
  }
}

/** Whether a process listens whose sessions are not open yet. */
export const isNotReady = (reason: unknown): boolean => refusedWith(reason, 'not_ready');

const isOlder = (reason: unknown): boolean =>
  refusedWith(reason, 'unknown_method') || refusedWith(reason, 'not_supported');

function refusedWith(reason: unknown, code: string): boolean {
  return reason instanceof ControlError && reason.refusal?.code === code;
}

async function observed(client: ControlClient, { hear }: JoinRequest): Promise<ControlPicture> {
  const { unobserve: _, ...picture } = await client.observe(hear);
  return picture;
}

async function watched(
  client: ControlClient,
  { hear, clock }: JoinRequest,
): Promise<ControlPicture> {
  const now = () => clock().toISOString();
  const watch = await client.watch((change) => hear({ type: 'session', at: now(), change }));
  const { unwatch: _, ...listing } = watch;
  return { ...listing, at: now(), sights: [], approvals: [], backend: null, charts: [] };
}
