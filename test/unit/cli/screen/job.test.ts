import { describe, expect, it } from 'vitest';
import { isInFront } from '../../../../src/cli/screen/job.js';

/** As /proc/PID/stat begins, with the group of a process and the one that has its terminal. */
const stat = (group: number, owner: number, name = 'node') =>
  `4711 (${name}) R 4000 ${group} 4000 34816 ${owner} 4194304 1`;

describe('a process has its terminal', () => {
  it.each([
    ['while its group is the one in front', stat(4711, 4711), true],
    ['not while another is', stat(4711, 4000), false],
    ['whatever its name', stat(4711, 4000, 'a) R 1 2 3 4 2 ('), false],
    ['where none controls it', stat(4711, -1), true],
    ['where a group outside of its container has it', stat(4711, 0), true],
    ['where nobody tells', '', true],
  ])('%s', (_, text, expected) => {
    expect(isInFront(text)).toBe(expected);
  });
});
