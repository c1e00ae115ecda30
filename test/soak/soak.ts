import { ProxyHouse } from '../support/proxy-e2e.js';
import { accountOf, growthFaults } from './account.js';
import { audit } from './audit.js';
import type { SoakOptions } from './plan.js';
import { SoakRun } from './run.js';

/** What came of a soak. */
export interface SoakReport {
  readonly account: string;
  readonly violations: readonly string[];
  readonly turns: number;
  /** What was done, line by line. */
  readonly journal: readonly string[];
}

/** Soaks real proxies with the real Codex and a scripted model, and looks at all they leave. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const settings = 'approval_policy = "on-request"\nsandbox_mode = "read-only"';
  const house = await ProxyHouse.open({ settings });
  try {
    const run = new SoakRun(house, options);
    await run.run();
    const findings = await audit(run, house);
    for (const fault of run.fleet.lives.flatMap(growthFaults)) run.ledger.violate(fault);
    const account = accountOf(run, findings, options);
    const { violations, journal } = run.ledger;
    return { account, violations, journal, turns: run.turns };
  } finally {
    await house.close();
  }
}
