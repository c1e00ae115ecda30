import { join } from 'node:path';
import type { AgentService, ShutdownOptions } from '../../proxy/api.js';
import type { Log } from '../../proxy/log.js';
import { createAgentService } from '../../proxy/service.js';
import { type Inspector, openSessions } from '../../runtime/index.js';
import { inspectorOf } from '../../runtime/inspection.js';
import { createFileStore } from '../../store/index.js';
import { folderOf } from '../../store/overview.js';
import type { Configuration } from '../config/load.js';
import { createAuditLog } from './audit-log.js';
import { Charts } from './charts.js';
import { codexStarter } from './codex.js';
import { openControl, runtimeFolders } from './control.js';
import { policyOf } from './policy.js';
import { servedBy } from './served.js';

export interface ServiceRequest {
  readonly configuration: Configuration;
  readonly version: string;
  /** The folder that `.config/atm/agent-sessions` is in. */
  readonly home: string;
  readonly log: Log;
  readonly clock: () => Date;
  /** Who looks at its actors, too. */
  readonly inspectors?: readonly Inspector[];
}

/** The service, and all that was opened for it. */
export interface OpenService {
  readonly service: AgentService;
  /** Ends it all, as the service's `shutdown` does. */
  close(options: ShutdownOptions): Promise<void>;
}

/**
 * Opens the registry of the team and puts its sessions to work.
 *
 * @throws StoreError or RegistryFormatError when the registry cannot be opened; nothing stays open.
 */
export async function openService(request: ServiceRequest): Promise<OpenService> {
  const { configuration, version, home, log, clock, inspectors = [] } = request;
  const { settings } = configuration;
  const { team, maxSessions, closeUnusedAfterDays } = settings;
  const control = await openControl(runtimeFolders(process.env, home), log);
  const charts = new Charts();
  const inspect = inspectorOf([charts, ...inspectors]);
  try {
    const store = createFileStore({ team, home, ...(control && { control: control.path }) });
    const sessions = await openSessions({
      ...{ store, clock, closeUnusedAfterDays, inspect },
      maxConcurrent: maxSessions,
    });
    reportLoad(sessions.loadReport, log);
    const service = createAgentService({
      ...{ sessions, team, log, inspect },
      startBackend: codexStarter(settings, version, log),
      policy: policyOf(configuration),
      audit: auditOf(request),
    });
    control?.serve({ team, sessions: servedBy({ service, sessions, charts, clock }) });
    return {
      service,
      async close(options) {
        await service.shutdown(options);
        await control?.close();
      },
    };
  } catch (error) {
    await control?.close();
    throw error;
  }
}

type Sessions = Awaited<ReturnType<typeof openSessions>>;

function reportLoad({ issues, movedAside }: Sessions['loadReport'], log: Log): void {
  if (movedAside !== null) log('warn', 'a damaged registry was moved aside', { movedAside });
  for (const { path, code, repair } of issues) {
    log('warn', 'the registry was repaired', { path, code, repair });
  }
}

function auditOf({ configuration, home, log, clock }: ServiceRequest) {
  const { audit, auditPrompts, auditFile, team } = configuration.settings;
  if (!audit) return undefined;
  return createAuditLog({
    path: auditFile ?? join(folderOf(home, team), 'audit.jsonl'),
    prompts: auditPrompts,
    clock,
    onFailure: () => log('error', 'the audit log cannot be written'),
  });
}
