import type { Preset, ServicePolicy } from '../../proxy/policy.js';
import type { Configuration } from '../config/load.js';
import type { Preset as PresetSettings } from '../config/presets.js';
import { type Bounds, NO_BOUNDS, sessionRights } from '../config/rights.js';

/** What the configuration means for the service. */
export function policyOf(configuration: Configuration): ServicePolicy {
  const { settings, presets } = configuration;
  return {
    maxTurns: settings.maxTurns,
    approvalTimeoutMs: settings.approvalTimeoutSeconds * 1000,
    approvalDefault: { decision: settings.approvalDefault },
    watchdogMs: settings.watchdogSeconds * 1000,
    turnTimeoutMs: settings.turnTimeoutSeconds === null ? null : settings.turnTimeoutSeconds * 1000,
    closeTimeoutMs: settings.closeTimeoutSeconds * 1000,
    archiveOnClose: settings.archiveOnClose,
    defaults: settings.model === null ? {} : { model: settings.model },
    presets: new Map([...presets].map(([identity, preset]) => [identity, presetOf(preset)])),
    rights: rightsOf(configuration),
  };
}

function presetOf({ model, instructions, baseInstructions }: PresetSettings): Preset {
  return {
    ...(model !== null && { model }),
    ...(instructions !== null && { developerInstructions: instructions }),
    ...(baseInstructions !== null && { baseInstructions }),
  };
}

function rightsOf({ settings, bounds, presets }: Configuration): ServicePolicy['rights'] {
  const { sandbox, approvalPolicy } = settings;
  return {
    readsConfiguration:
      isBound(bounds) || [...presets.values()].some((preset) => isBound(preset.bounds)),
    decide(identity, asked, own) {
      const preset = (identity !== undefined && presets.get(identity)) || null;
      const rights = sessionRights({
        asked: { ...NO_BOUNDS, ...asked },
        preset,
        settings: { sandbox, approvalPolicy },
        bounds,
        own,
      });
      return {
        ...(rights.sandbox !== null && { sandbox: rights.sandbox }),
        ...(rights.approvalPolicy !== null && { approvalPolicy: rights.approvalPolicy }),
      };
    },
  };
}

const isBound = ({ sandbox, approvalPolicy }: Bounds): boolean =>
  sandbox !== null || approvalPolicy !== null;
