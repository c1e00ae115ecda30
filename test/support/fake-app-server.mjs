#!/usr/bin/env node
/**
 * A `codex app-server` (the dialect of 0.169.0) that does what the real one cannot be made to do.
 * Run it instead of Codex: `node fake-app-server.mjs`, whatever arguments follow.
 *
 * Words in a prompt pick what the turn does; they may stand anywhere in it:
 *
 *   (nothing)            says "fake N", N counts the turns of the thread, and completes
 *   say:`TEXT`           says TEXT
 *   deltas=N             says it in N pieces
 *   commentary           what it says is commentary: the end carries no items
 *   hang                 says nothing until it is interrupted
 *   deaf                 like hang, and an interrupt is answered without ending the turn
 *   lost-end             H2: all but turn/completed; afterwards the thread is idle, the turn listed
 *   lost-turn            H2: nothing after the answer of turn/start, and the thread stays active
 *   error-then-silence   H2: an error that is not tried again, and no end; the thread stays active
 *   late:`TEXT`          H3: completes; while the next turn runs, TEXT and its end come (again)
 *   twice                its end is told twice
 *   same-chunk           the answer of turn/start and all that follows come in one write
 *   retry                an error that is tried again before it goes on
 *   fail:`TEXT`          fails with TEXT
 *   junk                 lines that are no messages before it says anything
 *   big=CHARACTERS       H9: says so much, in one line
 *   unknown-request      H5: asks what nobody can answer; says "answered CODE", the code of the error
 *   ask:KIND             asks for an approval: command, changes, permissions, mcp or question; says
 *                        "answered JSON" with the result or the error it got
 *   withdraw             with ask: takes the request back at once and says "withdrawn"
 *   elsewhere            facts of a thread nobody opened, before it says anything
 *   refuse:`TEXT`        turn/start is refused with TEXT
 *   die=CODE             writes three lines to standard error and exits with CODE
 *   killed               ends itself by SIGKILL
 *
 * Words in FAKE_APP_SERVER, or in the developer instructions of one thread/start, thread/resume or
 * thread/fork, pick what happens around turns:
 *
 *   old-cli              exits as a Codex that has no app-server
 *   no-terminal          exits as a Codex that takes the word for a prompt
 *   never:METHOD         H8: this request is never answered: never:thread/start, never:initialize
 *   die-on:METHOD        exits with code 3 instead of answering it
 *   held                 H1: resuming and archiving find another writer
 *   unwritable           thread/start is refused: the configuration does not load
 *   history=CHARACTERS   H9: thread/resume answers with so much history, in one line
 *   stubborn             ends neither at the end of its input nor by SIGTERM
 *   version=VERSION      says that it is this version of Codex
 *
 * FAKE_APP_SERVER_LOG names a file that gets every line it reads. With CODEX_HOME, threads that had
 * a turn survive the process, in a file there.
 */
import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { threadMethods } from './fake-app-server/threads.mjs';
import { turnMethods } from './fake-app-server/turns.mjs';
import { answer, refuse, takeAnswer } from './fake-app-server/wire.mjs';
import { has, wordOf } from './fake-app-server/words.mjs';

const { FAKE_APP_SERVER = '', FAKE_APP_SERVER_LOG } = process.env;
const version = wordOf(FAKE_APP_SERVER, 'version') ?? '0.169.0';

const methods = {
  initialize(id, { clientInfo: { name } }) {
    answer(id, { userAgent: `${name}/${version} (Fake 1; none) unknown (${name}; 0)` });
  },
  'config/read'(id) {
    const config = { model: null, sandbox_mode: null, approval_policy: null };
    answer(id, { config, origins: {}, layers: [] });
  },
  ...threadMethods,
  ...turnMethods,
};

function receive(line) {
  if (FAKE_APP_SERVER_LOG) appendFileSync(FAKE_APP_SERVER_LOG, `${line}\n`);
  const message = JSON.parse(line);
  const { id, method, params } = message;
  if (method === undefined) return takeAnswer(message);
  if (id === undefined) return;
  const words = `${FAKE_APP_SERVER} ${params.developerInstructions ?? ''}`;
  if (wordOf(words, 'die-on') === method) process.exit(3);
  if (wordOf(words, 'never') === method) return;
  const serve = methods[method];
  if (serve === undefined) refuse(id, `Invalid request: unknown variant \`${method}\``);
  else serve(id, params, words);
}

function refuseToStart(line, code) {
  process.stderr.write(`${line}\n`);
  process.exit(code);
}

if (has(FAKE_APP_SERVER, 'old-cli')) {
  refuseToStart("error: unrecognized subcommand 'app-server'", 2);
}
if (has(FAKE_APP_SERVER, 'no-terminal')) refuseToStart('Error: stdin is not a terminal', 1);
if (has(FAKE_APP_SERVER, 'stubborn')) {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1_000_000);
}
createInterface({ input: process.stdin }).on('line', receive);
