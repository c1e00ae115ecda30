import { expect, it } from 'vitest';
import { agentIdFault, newAgentId } from '../../../src/domain/index.js';

it('makes agent ids of a random UUID, each another', () => {
  const ids = Array.from({ length: 1000 }, () => newAgentId());
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) {
    expect(id).toMatch(
      /^codex:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(agentIdFault(id)).toBeNull();
  }
});
