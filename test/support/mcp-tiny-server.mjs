/** An MCP server as small as can be, to show that the clients of the tests work. */
import { ProtocolError, Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const QUESTION = {
  message: 'Allow it?',
  requestedSchema: { type: 'object', properties: {} },
  codex_command: ['ls'],
};

/** Takes whatever the client answers. */
const ANYTHING = {
  '~standard': { version: 1, vendor: 'tests', validate: (value) => ({ value }) },
};

const told = (value) => ({ content: [{ type: 'text', text: JSON.stringify(value) }] });

const TOOLS = {
  echo: async (given) => told(given),
  async tell({ times }, { mcpReq }) {
    for (let nth = 1; nth <= times; nth += 1) {
      const params = { _meta: { requestId: mcpReq.id, threadId: 't' }, id: '', msg: {} };
      params.msg.type = `told_${nth}`;
      await mcpReq.notify({ method: 'codex/event', params });
    }
    return told('done');
  },
  async ask(_, { mcpReq }, era) {
    if (era === 'legacy') {
      return told(await mcpReq.send({ method: 'elicitation/create', params: QUESTION }, ANYTHING));
    }
    if (mcpReq.requestState() !== undefined) return told(mcpReq.inputResponses);
    const approval = { method: 'elicitation/create', params: { mode: 'form', ...QUESTION } };
    return { resultType: 'input_required', inputRequests: { approval }, requestState: 'state' };
  },
  hang: (_, { mcpReq }) =>
    new Promise((_resolve, reject) => {
      process.stderr.write('hanging\n');
      mcpReq.signal.addEventListener('abort', () => {
        process.stderr.write('aborted\n');
        reject(new Error('aborted'));
      });
    }),
};

serveStdio(({ era }) => {
  const server = new Server({ name: 'tiny', version: '0' }, { capabilities: { tools: {} } });
  const tools = Object.keys(TOOLS).map((name) => ({ name, inputSchema: { type: 'object' } }));
  server.setRequestHandler('tools/list', () => ({ tools }));
  server.fallbackRequestHandler = async ({ method, params }, ctx) => {
    const tool = method === 'tools/call' ? TOOLS[params.name] : undefined;
    if (tool === undefined) throw new ProtocolError(-32601, `no method ${method}`);
    return tool(params.arguments ?? {}, ctx, era);
  };
  return server;
});
