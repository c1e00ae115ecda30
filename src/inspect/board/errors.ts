/** The files of the board's page are not there: the program was not built. */
export class BoardError extends Error {
  override readonly name = 'BoardError';
  readonly code = 'page_not_built';
}
