import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { soak } from './soak.js';

const USAGE = `Soaks the proxy: random calls, cancels, closes, approvals and crashes, then an account.

  --turns N     prompts in all (2000)
  --sessions N  places for sessions; a proxy has room for 8 of them at once (20)
  --seed N      what is done, and in which order; printed (random)
  --journal F   a file for all that was done, line by line (none)
  --minutes M   ends earlier, after so long (30)

Exit code 1 if anything is off.`;

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '2000' },
    sessions: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
    minutes: { type: 'string', default: '30' },
    journal: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else {
  console.log(`seed ${values.seed}`);
  const { account, violations, journal } = await soak({
    turns: Number(values.turns),
    sessions: Number(values.sessions),
    seed: Number(values.seed),
    maxSessions: 8,
    limitMs: Number(values.minutes) * 60_000,
  });
  console.log(account);
  if (values.journal !== undefined) writeFileSync(values.journal, `${journal.join('\n')}\n`);
  // calls that were cancelled have deadlines that are still running
  process.exit(violations.length === 0 ? 0 : 1);
}
