import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject } from '../../domain/index.js';
import { outcomes, prompts } from '../script.js';
import type { Stage } from '../stage.js';
import { CAST, must, mustSay, type Step } from './step.js';

const [, WRITER] = CAST;

export const approve: Step = {
  title: `The ${WRITER} may only read, and wants to write a file: the client says yes`,
  async play(stage) {
    const file = join(stage.environment.workspace, 'notes.txt');
    const { call, question } = await askToWrite(stage, file, 'allowed');
    must(!existsSync(file), 'nothing is written before the answer');
    question.answer('accept');
    mustSay(await call, 'the turn went on with the answer', outcomes.ran);
    must((await readFile(file, 'utf8')) === 'allowed', 'the file is written');
    stage.note(`answered with accept, and written: ${file}`);
  },
};

export const decline: Step = {
  title: `The ${WRITER} wants to write another: nobody answers the client, agent_approve says no`,
  async play(stage) {
    const file = join(stage.environment.workspace, 'more-notes.txt');
    const { call, question } = await askToWrite(stage, file, 'not allowed');
    const approvalId = await openApproval(stage);
    const given = { approval_id: approvalId, decision: 'decline' };
    const answered = await stage.call('agent_approve', given);
    mustSay(answered, 'agent_approve answers it');
    stage.note(`agent_approve: ${answered.text}`);
    await stage.during(call, question.withdrawn, 'the question was withdrawn');
    mustSay(await call, 'the turn went on without the file', outcomes.declined);
    must(!existsSync(file), 'the file is not written');
    stage.note('the question was withdrawn at the client, and the turn went on');
  },
};

async function askToWrite(stage: Stage, file: string, words: string) {
  const asked = stage.questions.next();
  const call = stage.reply(WRITER, prompts.run(`printf '${words}' > '${file}'`));
  const question = await stage.during(call, asked, 'a question to the client');
  stage.note(`the client is asked: ${question.message}`);
  return { call, question };
}

async function openApproval(stage: Stage): Promise<string> {
  const { approvals } = await stage.facts('agent_status', {});
  const [open] = Array.isArray(approvals) ? approvals : [];
  must(isJsonObject(open), 'agent_status shows the open approval');
  return String(open.approval_id);
}
