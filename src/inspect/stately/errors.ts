/** A package that only the inspector needs is not installed. */
export class InspectorMissingError extends Error {
  readonly code = 'inspector_missing';
  override readonly name = 'InspectorMissingError';

  constructor(cause: unknown) {
    super('the Stately inspector needs two optional packages: npm install @statelyai/inspect ws', {
      cause,
    });
  }
}
