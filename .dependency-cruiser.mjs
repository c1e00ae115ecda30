/**
 * Who may import whom. The folders of src and machines are layers; a rule names the only things a
 * layer may reach. `npm test` runs it.
 */
const FOLDERS = {
  domain: { own: ['domain'], packages: ['zod', 'uuid'] },
  machines: { own: ['machines', 'domain'], packages: ['xstate'] },
  runtime: { own: ['runtime', 'domain', 'machines'], packages: ['xstate'] },
  codex: { own: ['codex', 'domain'], node: true },
  store: { own: ['store', 'domain'], node: true },
  proxy: { own: ['proxy', 'domain', 'machines', 'runtime'], packages: ['xstate'], node: true },
  mcp: {
    own: ['mcp', 'domain', 'proxy'],
    packages: ['@modelcontextprotocol/server', 'zod'],
    node: true,
  },
  control: { own: ['control', 'domain', 'runtime'], node: true },
  inspect: {
    own: ['inspect', 'domain', 'runtime', 'control'],
    packages: ['xstate', '@statelyai/inspect', 'ws'],
    node: true,
  },
};

/** The board's page runs in a browser: it is no part of its layer, and not what is compiled. */
const PAGE = '^src/inspect/board/page/';

const pathOf = (folder) => (folder === 'machines' ? '^machines/' : `^src/${folder}/`);

const layers = Object.entries(FOLDERS).map(([name, { own, packages = [], node = false }]) => ({
  name: `${name}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: pathOf(name), pathNot: PAGE },
  to: {
    pathNot: [...own.map(pathOf), ...packages.map((pkg) => `^node_modules/${pkg}/`)],
    ...(node && { dependencyTypesNot: ['core'] }),
  },
}));

const BUILD = `${PAGE}(build|bundle)\\.ts$`;

const page = [
  {
    name: 'the-page-bundles-only-what-runs-in-a-browser',
    comment: 'of the rest it takes types, and the few files that need nothing but the language',
    severity: 'error',
    from: { path: PAGE, pathNot: BUILD },
    to: {
      pathNot: [
        PAGE,
        '^node_modules/preact/',
        '^src/inspect/view/view\\.ts$',
        '^src/domain/json\\.ts$',
        '^src/inspect/board/beat\\.ts$',
      ],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'nothing-imports-the-page',
    severity: 'error',
    from: { pathNot: [PAGE, '^test/', '^diagrams/geometry\\.ts$', '^diagrams/board/'] },
    to: { path: PAGE },
  },
];

const onlyDoor = {
  name: 'machines-have-one-door',
  comment: 'everything imports machines from machines/index.ts',
  severity: 'error',
  from: { pathNot: '^machines/' },
  to: { path: '^machines/', pathNot: '^machines/index\\.ts$' },
};

const noImportOf = (folder) => ({
  name: `nothing-imports-${folder}`,
  severity: 'error',
  from: { pathNot: [`^src/${folder}/`, `^src/${folder}\\.ts$`, '^test/'] },
  to: { path: `^src/${folder}/` },
});

export default {
  forbidden: [
    ...layers,
    ...page,
    onlyDoor,
    noImportOf('cli'),
    noImportOf('demo'),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'packages-do-not-import-tests',
      severity: 'error',
      from: { path: '^(src|machines)/', pathNot: BUILD },
      to: { path: '^(test|diagrams)/' },
    },
    {
      name: 'no-development-packages-in-what-is-packed',
      severity: 'error',
      from: { path: '^(src|machines)/', pathNot: ['^src/demo/', PAGE] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
