import type { Json, JsonObject } from '../domain/index.js';
import type { CodexBackend, CodexConfiguration, ThreadSettings } from '../domain/ports/codex.js';
import { folderNamed, namesOf } from './folders.js';
import { rootsOf } from './git-context.js';
import { askedRights, isApprovalPolicy } from './rights.js';

/**
 * Keeps Codex from trusting a repository behind the user's back.
 *
 * `thread/start` in a git repository with a sandbox that may write marks the repository as trusted
 * in the user's config.toml, and at once loads the repository's own configuration (codex 0.169.0).
 * An entry of the thread's own that says `untrusted` prevents both; the user's own entry, whatever
 * it says, goes before ours.
 *
 * @returns the settings to start with instead; undefined if nothing is to be prevented.
 */
export async function untrusting(
  backend: CodexBackend,
  settings: ThreadSettings,
): Promise<ThreadSettings | undefined> {
  // without a `cwd` Codex trusts nothing
  if (settings.cwd === undefined) return undefined;
  const roots = [...new Set(rootsOf(folderNamed(settings.cwd)).flatMap(namesOf))];
  if (roots.length === 0 || settings.sandbox === 'read-only') return undefined;
  const configuration = await backend.readConfiguration(settings.cwd);
  if (isReadOnly(settings, configuration)) return undefined;
  if (roots.some((root) => configuration.projects.includes(root))) return undefined;
  return withEntries(settings, roots, configuration);
}

/** Whether nothing but a read-only sandbox can come of it: a permission profile may be anything. */
function isReadOnly(settings: ThreadSettings, configuration: CodexConfiguration): boolean {
  const sandbox = askedRights(settings).sandbox ?? configuration.sandbox ?? 'read-only';
  const names = Object.keys(settings.config ?? {});
  const hasProfile = configuration.hasPermissionProfile || names.some((name) => PROFILE.test(name));
  return sandbox === 'read-only' && !hasProfile;
}

const PROFILE = /^(?:default_)?permissions\b/;

function withEntries(
  settings: ThreadSettings,
  roots: readonly string[],
  { approvalPolicy: configured }: CodexConfiguration,
): ThreadSettings {
  const config = settings.config ?? {};
  const projects = { ...objectAt(config, 'projects') };
  for (const root of roots) projects[root] = { trust_level: 'untrusted' };
  // an untrusted repository would be asked for everything
  const fallback = isApprovalPolicy(configured) ? configured : 'on-request';
  const approvalPolicy = askedRights(settings).approvalPolicy ?? fallback;
  return { ...settings, approvalPolicy, config: { ...config, projects } };
}

function objectAt(object: JsonObject, key: string): Record<string, Json> {
  const value = object[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}
