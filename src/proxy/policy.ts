import type { ApprovalDecision, CodexBackend, ThreadSettings } from '../domain/ports/codex.js';
import type { SessionSettings } from './api.js';
import { invalid, RefusedError } from './refusals.js';
import { AS_ASKED, askedRights, excessOf, type Rights, type RightsRule } from './rights.js';

/** The settings that an identity stands for. */
export interface Preset {
  readonly model?: string;
  /** Goes after Codex' own system prompt. */
  readonly developerInstructions?: string;
  /** Replaces Codex' own system prompt. */
  readonly baseInstructions?: string;
}

/** What the person it serves has decided. */
export interface ServicePolicy {
  /** How many turns may run at once, over all sessions; null: as many as there are sessions. */
  readonly maxTurns: number | null;
  /** How long an approval waits for an answer, in milliseconds. */
  readonly approvalTimeoutMs: number;
  /** What answers an approval that nobody answered in time. */
  readonly approvalDefault: ApprovalDecision;
  /** After so much silence in a turn Codex is asked how it stands. */
  readonly watchdogMs: number;
  /** A turn longer than this is interrupted; null: none is. */
  readonly turnTimeoutMs: number | null;
  /** How long a close waits for the end of what runs. */
  readonly closeTimeoutMs: number;
  /** Whether closing a session archives the thread that was started for it. */
  readonly archiveOnClose: boolean;
  /** Where neither the caller nor a preset says anything. */
  readonly defaults: Preset;
  /** By identity. */
  readonly presets: ReadonlyMap<string, Preset>;
  /** Who decides what a session may do. */
  readonly rights: RightsRule;
}

/** What holds where nobody decides: as `codex-sessions serve` without any configuration. */
export const DEFAULT_POLICY: ServicePolicy = Object.freeze<ServicePolicy>({
  maxTurns: null,
  approvalTimeoutMs: 300_000,
  approvalDefault: { decision: 'decline' },
  watchdogMs: 300_000,
  turnTimeoutMs: null,
  closeTimeoutMs: 10_000,
  archiveOnClose: true,
  defaults: {},
  presets: new Map(),
  rights: AS_ASKED,
});

/** The settings of a new session: the caller's, then its preset's, then the defaults. */
export function settingsOf(
  given: SessionSettings,
  identity: string | undefined,
  { presets, defaults }: ServicePolicy,
): SessionSettings {
  const preset = identity === undefined ? undefined : presets.get(identity);
  return { ...defaults, ...preset, ...given };
}

/** Who asks for rights, and who decides. */
export interface RightsClaim {
  readonly identity: string | undefined;
  readonly rule: RightsRule;
}

/** Gives a thread the rights that were decided, whatever its settings ask for. */
export async function entitled(
  backend: CodexBackend,
  settings: ThreadSettings,
  { identity, rule }: RightsClaim,
): Promise<ThreadSettings> {
  const own = rule.readsConfiguration
    ? await backend.readConfiguration(settings.cwd)
    : { sandbox: null, approvalPolicy: null };
  return { ...settings, ...rule.decide(identity, askedRights(settings), own) };
}

/** What a caller changes of a session that is resumed may only narrow what the session had. */
export function checkNarrows(changes: SessionSettings, had: Rights): void {
  const excess = excessOf(askedRights(changes), had);
  if (excess === undefined) return;
  throw new RefusedError(
    invalid(`${excess}, which this session had; start a new session, or fork this one, for more`),
  );
}
