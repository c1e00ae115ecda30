/** The type of the server-sent event that says nothing but that the server is there. */
export const BEAT = 'beat';

/** How often a page hears a beat, whatever else it hears, in milliseconds. */
export const BEAT_MS = 15_000;
