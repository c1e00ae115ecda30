let held = '';
let holding = false;

/** What happens when a request of ours is answered, by its id. */
const asked = new Map();
let lastAsked = -1;

/** Writes a message, or a line as it is. */
export function write(message) {
  held += `${typeof message === 'string' ? message : JSON.stringify(message)}\n`;
  if (!holding) flush();
}

/** Holds back what is written until everything that happens at once has happened. */
export function inOneWrite() {
  holding = true;
  setImmediate(flush);
}

function flush() {
  holding = false;
  process.stdout.write(held);
  held = '';
}

export const notify = (method, params) => write({ method, params, emittedAtMs: Date.now() });
export const answer = (id, result) => write({ id, result });
export const refuse = (id, message, code = -32600) => write({ id, error: { code, message } });

/** Asks the client; `then` gets its answer once, with the id of the request. */
export function ask(method, params, then) {
  lastAsked += 1;
  asked.set(lastAsked, then);
  write({ method, id: lastAsked, params });
  return lastAsked;
}

/** Takes the answer of the client to a request of ours; a late or second one is ignored. */
export function takeAnswer(message) {
  const then = asked.get(message.id);
  asked.delete(message.id);
  then?.(message);
}

/** Takes a request back. */
export const forget = (id) => asked.delete(id);
