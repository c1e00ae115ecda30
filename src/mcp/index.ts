/**
 * The MCP face of the proxy: `codex`, `codex-reply` and the agent tools over any sessions.
 *
 * @module codex-sessions/mcp
 */

export type * from '../proxy/api.js';
export type { Audit, AuditEntry } from '../proxy/audit.js';
export type { BackendHooks, StartBackend } from '../proxy/backend-host.js';
export type { Log, LogLevel } from '../proxy/log.js';
export { DEFAULT_POLICY, type Preset, type ServicePolicy } from '../proxy/policy.js';
export { AS_ASKED, type OwnRights, type Rights, type RightsRule } from '../proxy/rights.js';
export { type AgentServiceOptions, createAgentService } from '../proxy/service.js';
export type { House } from './house.js';
export { type ConnectionEnd, LineTransport, type LineTransportOptions } from './line-transport.js';
export { type McpServerOptions, type RunningMcpServer, serveMcp } from './server.js';
