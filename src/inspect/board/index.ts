/** The board: a page on this machine that shows the processes of a user, and a server for it. */
export { type Assets, readAssets } from './assets.js';
export { BoardError } from './errors.js';
export type { BoardMessage, TimedNews } from './messages.js';
export { type Board, type BoardOptions, type BoardSource, openBoard } from './server.js';
