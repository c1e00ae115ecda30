import { render } from 'preact';
import { App } from './app.js';
import { BoardFeed } from './connection.js';
import { rememberedTheme, showTheme } from './theme.js';
import { NO_BOARD } from './view/board.js';

const place = document.getElementById('board');
if (place !== null) {
  showTheme(rememberedTheme());
  const feed = new BoardFeed((board) => render(<App board={board} />, place));
  render(<App board={NO_BOARD} />, place);
  feed.open();
}
