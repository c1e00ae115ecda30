/** What a version of Codex gets wrong, where we work around it. */
export interface CodexVersionQuirks {
  /** A turn hangs when its thread was started with a `config` (openai/codex issue 45361). */
  readonly hangsOnThreadConfig: boolean;
}

/** @param version such as `0.169.0`; null if it is not known. */
export function quirksOf(version: string | null): CodexVersionQuirks {
  return { hangsOnThreadConfig: version === '0.154.0' };
}
