import type { SideSizes } from '../support/side.js';

/** The text of a registry file as the original writes one; the same for the same sizes. */
export function registryText({ sessions = 0, closedPercent = 0 }: SideSizes): string {
  const entries = Array.from({ length: sessions }, (_, index) => entry(index, closedPercent));
  // through a buffer: one flat string, as when it is read from a file
  return Buffer.from(JSON.stringify({ version: 1, sessions: entries })).toString();
}

function entry(index: number, closedPercent: number) {
  const closed = index % 100 < closedPercent;
  const number = index.toString(16).padStart(12, '0');
  return {
    agent_id: `codex:3f2b8c1e-5a7d-4e90-9b61-${number}`,
    identity: `agent-${index}`,
    team: 'atm-dev',
    thread_id: `0199c4f2-7a31-7c22-8d15-${number}`,
    cwd: `/srv/repos/project-${index % 50}`,
    repo_root: `/srv/repos/project-${index % 50}`,
    repo_name: `project-${index % 50}`,
    branch: 'main',
    started_at: timeOf(index),
    last_active: timeOf(index + 90),
    status: closed ? 'closed' : 'stale',
    thread_state: closed ? 'closed' : 'idle',
  };
}

const FIRST = Date.UTC(2026, 0, 1);

function timeOf(seconds: number): string {
  return `${new Date(FIRST + seconds * 1000).toISOString().slice(0, 19)}Z`;
}
