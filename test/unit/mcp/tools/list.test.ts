import { isSpecType, type Tool } from '@modelcontextprotocol/server';
import { describe, expect, it } from 'vitest';
import { LISTING_TOOLS, TOOLS } from '../../../../src/mcp/tools/list.js';
import { recording } from '../recordings/read.js';

const recorded = recording<Tool[]>('tools-list.json');

function toolNamed(name: string): Tool {
  const tool = TOOLS.find((candidate) => candidate.name === name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  return tool;
}

/** A copy without the properties that the recording does not have, in the order of ours. */
function withoutOurs(tool: Tool, old: Tool): Tool {
  const known = Object.keys(old.inputSchema.properties ?? {});
  const properties = Object.entries(tool.inputSchema.properties ?? {});
  const kept = properties.filter(([name]) => known.includes(name));
  const inputSchema = Object.fromEntries(
    Object.entries(tool.inputSchema).map(([key, value]) =>
      key === 'properties' ? [key, Object.fromEntries(kept)] : [key, value],
    ),
  );
  return { ...tool, description: old.description, inputSchema } as Tool;
}

describe('the tools', () => {
  it.each(recorded)(
    '$name is listed byte for byte as by the old server, but for what we add',
    (old) => {
      expect(JSON.stringify(withoutOurs(toolNamed(old.name), old))).toBe(JSON.stringify(old));
    },
  );

  it.each(recorded)('$name begins its description with the old one', (old) => {
    expect(toolNamed(old.name).description?.startsWith(old.description ?? 'none')).toBe(true);
  });

  it('come with the old ones first, and ours after the old properties', () => {
    expect(TOOLS.slice(0, 2).map(({ name }) => name)).toEqual(['codex', 'codex-reply']);
    const names = Object.keys(toolNamed('codex').inputSchema.properties ?? {});
    expect(names.slice(9)).toEqual(['identity', 'agent_id', 'agent_file', 'tag', 'wait', 'fork']);
  });

  it('let results of codex have more fields than the schema names', () => {
    for (const name of ['codex', 'codex-reply']) {
      expect(toolNamed(name).outputSchema).not.toHaveProperty('additionalProperties');
    }
  });

  it('are what the protocol calls tools, and each says what it is for', () => {
    for (const tool of TOOLS) {
      expect(isSpecType.Tool(tool)).toBe(true);
      expect(tool.description?.length).toBeGreaterThan(100);
    }
  });

  it('stay under 12 KB on the wire', () => {
    expect(Buffer.byteLength(JSON.stringify({ tools: TOOLS }))).toBeLessThan(12_000);
  });

  it('are only those that look, inside a Codex that we started', () => {
    expect(LISTING_TOOLS.every((tool) => tool.annotations?.readOnlyHint)).toBe(true);
    expect(LISTING_TOOLS.map(({ name }) => name)).toEqual(['agent_sessions', 'agent_status']);
  });
});
