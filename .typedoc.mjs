import { Converter, makeRecursiveVisitor } from 'typedoc';

/**
 * How `npm run docs` and `npm run docs:check` read the docstrings. Every sub-path that
 * package.json exports is an entry point; a test holds the two lists together.
 */
export default {
  name: 'codex-sessions',
  entryPoints: [
    'src/index.ts',
    'src/store/index.ts',
    'src/codex/index.ts',
    'src/mcp/index.ts',
    'src/inspect/index.ts',
    'machines/index.ts',
  ],
  tsconfig: 'tsconfig.json',
  // npm run types does that
  skipErrorChecking: true,
  out: 'dist/docs',
  plugin: [withShortMachineTypes],
  // without a remote there is nothing to link to
  disableSources: true,
  excludePrivate: true,
  readme: 'none',
  // every export and every call; a field whose name and type say all needs no sentence
  requiredToBeDocumented: [
    ...['Module', 'Namespace', 'Class', 'Interface', 'TypeAlias', 'Enum', 'Function', 'Variable'],
    ...['Method', 'Accessor'],
  ],
  // names for parts of a type: what they stand for is documented where they are used
  intentionallyNotExported: ['DurableCommand', 'Index', 'Neighbours'],
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
};

/** The type of a machine repeats its whole configuration; for a reader its name says enough. */
function withShortMachineTypes({ converter }) {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const shorten = makeRecursiveVisitor({
      reference(type) {
        if (type.package !== 'xstate' || type.typeArguments === undefined) return;
        for (const argument of type.typeArguments) project.removeTypeReflections(argument);
        type.typeArguments = undefined;
      },
    });
    for (const { type } of Object.values(project.reflections)) type?.visit(shorten);
  });
}
