import { describe, expect, it } from 'vitest';
import { type Ask, verdictOn } from '../../../../src/inspect/board/rules.js';

const SECRET = 'q7Cq0F7b3p-ZkS_0tqk2o7Yw4k0xv1r2s3t4u5v6w7x';
const DOOR = { secret: SECRET, port: 4000 };
const HOST = ['127.0.0.1:4000'];
const ORIGIN = ['http://127.0.0.1:4000'];

type Headers = Ask['headers'];
const get = (path: string, headers: Headers = {}, method = 'GET') =>
  verdictOn({ method, target: `/${SECRET}/${path}`, headers: { host: HOST, ...headers } }, DOOR);
const post = (path: string, headers: Headers = {}) =>
  get(path, { origin: ORIGIN, 'content-type': ['application/json'], ...headers }, 'POST');

const NOTHING = { status: 404, code: 'not_found' };
const NOT_YOU = { status: 403, code: 'forbidden' };

describe('who knows the secret', () => {
  it.each([
    ['', { type: 'asset', name: 'index.html' }],
    ['page.js', { type: 'asset', name: 'page.js' }],
    ['page.css', { type: 'asset', name: 'page.css' }],
    ['events', { type: 'events' }],
  ])('gets %j', (path, verdict) => {
    expect(get(path)).toEqual(verdict);
  });

  it.each(['GET', 'HEAD'])(
    'is sent by %s to the page from its address without a slash',
    (method) => {
      const ask = { method, target: `/${SECRET}`, headers: { host: HOST } };
      expect(verdictOn(ask, DOOR)).toEqual({ type: 'moved', location: `/${SECRET}/` });
      const host = ['evil.example:4000'];
      expect(verdictOn({ ...ask, headers: { host } }, DOOR)).toMatchObject(NOTHING);
      const posted = verdictOn({ ...ask, method: 'POST' }, DOOR);
      expect(posted).toMatchObject({ status: 405, allow: ['GET', 'HEAD'] });
    },
  );

  it.each(['close', 'approve'])('may %s', (name) => {
    expect(post(name)).toEqual({ type: 'command', name });
    expect(post(name, { 'content-type': ['application/json; charset=UTF-8'] })).toEqual({
      type: 'command',
      name,
    });
  });

  it('may call this machine localhost, if the page comes from there too', () => {
    const host = ['localhost:4000'];
    expect(post('close', { host, origin: ['http://localhost:4000'] })).toMatchObject({
      name: 'close',
    });
    expect(post('close', { host, origin: ORIGIN })).toMatchObject(NOT_YOU);
  });

  it('may look at the head of a file alone, but not of what never ends', () => {
    expect(get('page.js', {}, 'HEAD')).toEqual({ type: 'asset', name: 'page.js' });
    expect(get('events', {}, 'HEAD')).toMatchObject({ status: 405, allow: ['GET'] });
  });

  it.each(['page.html', 'index.html', 'events/', 'page.js?', '../page.js', '%65vents', '/'])(
    'finds nothing at %j',
    (path) => {
      expect(get(path)).toMatchObject(NOTHING);
    },
  );

  it.each([
    ['PUT', 'close', ['POST']],
    ['GET', 'close', ['POST']],
    ['HEAD', 'approve', ['POST']],
    ['DELETE', '', ['GET', 'HEAD']],
    ['OPTIONS', 'events', ['GET']],
    ['POST', 'events', ['GET']],
  ])('may not %s %j', (method, path, allow) => {
    expect(get(path, { origin: ORIGIN }, method)).toMatchObject({ status: 405, allow });
  });
});

describe('who does not know the secret', () => {
  it.each([
    ['no secret', '/'],
    ['a wrong one', `/${SECRET.slice(0, -1)}y/`],
    ['half of it', `/${SECRET.slice(0, 20)}/`],
    ['more than it', `/${SECRET}x/`],
    ['other letters', `/${SECRET.toLowerCase()}/`],
    ['an empty one', '//'],
    ['one of strange letters', '/é\u0000/'],
    ['it elsewhere', `/x/${SECRET}/`],
    ['a wrong one without what follows', `/${SECRET.slice(0, -1)}y`],
    ['another server', `http://127.0.0.1:4000/${SECRET}/`],
    ['everything', '*'],
  ])('is told the same about %s, by every method', (_, target) => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'TRACE']) {
      expect(verdictOn({ method, target, headers: { host: HOST } }, DOOR)).toEqual(get('nothing'));
    }
  });
});

describe('whoever reaches this machine by another name', () => {
  it.each([
    ['a name of the internet', ['evil.example:4000']],
    ['one that begins alike', ['127.0.0.1.evil.example:4000']],
    ['another port', ['127.0.0.1:4001']],
    ['no port', ['127.0.0.1']],
    ['an address of another family', ['[::1]:4000']],
    ['any address', ['0.0.0.0:4000']],
    ['a user', ['me@127.0.0.1:4000']],
    ['none', undefined],
    ['two', ['127.0.0.1:4000', '127.0.0.1:4000']],
  ])('is told what strangers are: %s', (_, host) => {
    expect(get('', { host })).toEqual(get('nothing'));
    expect(post('close', { host })).toEqual(get('nothing'));
  });
});

describe('another page than the board', () => {
  it.each([
    ['elsewhere', ['https://evil.example']],
    ['another port', ['http://127.0.0.1:4001']],
    ['the same by https', ['https://127.0.0.1:4000']],
    ['the other name of this machine', ['http://localhost:4000']],
    ['nowhere', ['null']],
    ['a file', ['file://']],
    ['two places', [...ORIGIN, ...ORIGIN]],
  ])('may neither look nor act, from %s', (_, origin) => {
    expect(post('close', { origin })).toMatchObject(NOT_YOU);
    expect(get('events', { origin })).toMatchObject(NOT_YOU);
    expect(get('', { origin })).toMatchObject(NOT_YOU);
  });

  it('may not act without saying where it comes from', () => {
    expect(post('approve', { origin: undefined })).toMatchObject(NOT_YOU);
  });

  it.each(['cross-site', 'same-site', 'none', 'made-up'])(
    'may load nothing of it where a browser says %s',
    (site) => {
      const headers = { 'sec-fetch-site': [site] };
      expect(get('events', headers)).toMatchObject(NOT_YOU);
      expect(get('page.js', headers)).toMatchObject(NOT_YOU);
      expect(get('', headers)).toMatchObject(NOT_YOU);
      expect(post('close', headers)).toMatchObject(NOT_YOU);
    },
  );

  it.each(['none', 'cross-site', 'same-site'])(
    'may be where somebody goes from to the board, as a browser says with %s',
    (site) => {
      const going = { 'sec-fetch-site': [site], 'sec-fetch-mode': ['navigate'] };
      expect(get('', { ...going, 'sec-fetch-dest': ['document'] })).toMatchObject({
        type: 'asset',
      });
      expect(get('', { ...going, 'sec-fetch-dest': ['iframe'] })).toMatchObject(NOT_YOU);
      const moved = { method: 'GET', target: `/${SECRET}` };
      const asked = (dest: string) =>
        verdictOn({ ...moved, headers: { host: HOST, ...going, 'sec-fetch-dest': [dest] } }, DOOR);
      expect(asked('document')).toMatchObject({ type: 'moved' });
      expect(asked('iframe')).toMatchObject(NOT_YOU);
      const files = get('events', { ...going, 'sec-fetch-dest': ['document'] });
      expect(files).toMatchObject(NOT_YOU);
    },
  );

  it('is not the board itself, which may do all', () => {
    const headers = { 'sec-fetch-site': ['same-origin'] };
    expect(get('events', headers)).toEqual({ type: 'events' });
    expect(post('close', headers)).toEqual({ type: 'command', name: 'close' });
  });
});

describe('what is posted', () => {
  it.each([
    ['a form', ['application/x-www-form-urlencoded']],
    ['text', ['text/plain']],
    ['a type that only begins alike', ['application/jsonp']],
    ['JSON in other letters', ['application/json; charset=utf-16']],
    ['nothing', undefined],
    ['two types', ['application/json', 'text/plain']],
  ])('must be JSON: not %s', (_, type) => {
    expect(post('close', { 'content-type': type })).toMatchObject({ status: 415 });
  });
});
