import { hostsOf, isSecret } from '../loopback.js';
import type { AssetName } from './assets.js';
import type { CommandName } from './commands.js';
import { type Refusal, refusal } from './refusals.js';

/** What a request says of itself. */
export interface Ask {
  readonly method: string;
  /** The request target, as it was sent. */
  readonly target: string;
  /** All values of each header, by its name in lower case. */
  readonly headers: Readonly<Partial<Record<string, readonly string[]>>>;
}

/** What must be known to get in. */
export interface Door {
  readonly secret: string;
  readonly port: number;
}

/** What a request gets. */
export type Verdict =
  | { readonly type: 'asset'; readonly name: AssetName }
  /** The page is elsewhere. */
  | { readonly type: 'moved'; readonly location: string }
  | { readonly type: 'events' }
  | { readonly type: 'command'; readonly name: CommandName }
  | Refusal;

type Place = Exclude<Verdict, Refusal>;

/** What there is below the secret. */
const PLACES: ReadonlyMap<string, Place> = new Map<string, Place>([
  ['', { type: 'asset', name: 'index.html' }],
  ['page.js', { type: 'asset', name: 'page.js' }],
  ['page.css', { type: 'asset', name: 'page.css' }],
  ['events', { type: 'events' }],
  ['close', { type: 'command', name: 'close' }],
  ['approve', { type: 'command', name: 'approve' }],
]);

const METHODS: Readonly<Record<Place['type'], readonly string[]>> = {
  asset: ['GET', 'HEAD'],
  moved: ['GET', 'HEAD'],
  events: ['GET'],
  command: ['POST'],
};

const TARGET = /^\/([^/]*)(?:\/(.*))?$/s;
const JSON_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i;

/** Decides what a request gets. Who does not know the secret learns nothing, not even of its form. */
export function verdictOn(ask: Ask, door: Door): Verdict {
  const place = placeOf(ask, door);
  if (place === undefined) return NOT_FOUND;
  const methods = METHODS[place.type];
  if (!methods.includes(ask.method)) {
    const message = `this takes ${methods.join(' and ')} alone`;
    return { ...refusal('method_not_allowed', message), allow: methods };
  }
  if (isFromElsewhere(ask, place)) return FORBIDDEN;
  if (place.type === 'command' && !JSON_TYPE.test(only(ask, 'content-type') ?? '')) {
    return refusal('unsupported_media_type', 'what is posted must be application/json');
  }
  return place;
}

const NOT_FOUND = refusal('not_found', 'there is nothing here');
const FORBIDDEN = refusal('forbidden', 'only the page of this board may ask for this');

function placeOf(ask: Ask, { secret, port }: Door): Place | undefined {
  const [, given = '', path] = TARGET.exec(ask.target) ?? [];
  // a name that leads here by another way, as a rebound one of the internet, is no host of ours
  const isHost = hostsOf(port).includes(only(ask, 'host') ?? '');
  if (!isSecret(given, secret) || !isHost) return undefined;
  // what the page asks for is relative to its address: that must end with a slash
  return path === undefined ? { type: 'moved', location: `/${secret}/` } : PLACES.get(path);
}

/** Whether something else than the page asks, or somebody who opens the page. */
function isFromElsewhere(ask: Ask, place: Place): boolean {
  const { origin, 'sec-fetch-site': site } = ask.headers;
  const isOwnOrigin = only(ask, 'origin') === `http://${only(ask, 'host')}`;
  if (!isOwnOrigin && (origin !== undefined || place.type === 'command')) return true;
  if (site === undefined || only(ask, 'sec-fetch-site') === 'same-origin') return false;
  return !(isFrontDoor(place) && isNavigation(ask));
}

function isFrontDoor(place: Place): boolean {
  return place.type === 'moved' || (place.type === 'asset' && place.name === 'index.html');
}

/** From wherever: the address is the secret, and a page that opens another cannot look into it. */
function isNavigation(ask: Ask): boolean {
  return only(ask, 'sec-fetch-mode') === 'navigate' && only(ask, 'sec-fetch-dest') === 'document';
}

/** The value of a header that is there once. */
function only({ headers }: Ask, name: string): string | undefined {
  const values = headers[name];
  return values?.length === 1 ? values[0] : undefined;
}
