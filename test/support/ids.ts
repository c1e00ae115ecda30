/** Makes agent ids `codex:1`, `codex:2` … */
export function createIdSequence(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `codex:${last}`;
  };
}
