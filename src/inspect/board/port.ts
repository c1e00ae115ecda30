/** The port of the board: always the same, so that a browser remembers what it was told there. */
export const PREFERRED_PORT = 26_339;
