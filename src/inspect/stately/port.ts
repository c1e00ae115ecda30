/** The port the bridge to the Stately inspector listens on unless told, if it is free. */
export const INSPECTOR_PORT = 26_340;
