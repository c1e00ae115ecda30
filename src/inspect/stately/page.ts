/** Where the viewer is: a page of Stately's, which runs in the browser alone. */
const VIEWER = 'https://stately.ai';

/** What the page may do: run our script, talk to us, and show the viewer. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  `frame-src ${VIEWER}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>codex-sessions in the Stately inspector</title>
<link rel="stylesheet" href="bridge.css">
<iframe id="viewer" title="Stately inspector" src="${VIEWER}/inspect"></iframe>
<p id="notice" role="status"></p>
<script src="bridge.js"></script>
</html>
`;

export const STYLE = `html, body, iframe { margin: 0; width: 100%; height: 100%; border: 0; }
p { position: fixed; bottom: 0; left: 0; margin: 8px; font: 14px sans-serif; }
`;

/**
 * Passes messages on to the viewer once it is there. Each connection brings the current picture
 * first, so nothing is kept here.
 */
export const SCRIPT = `const viewer = document.getElementById('viewer');
const notice = document.getElementById('notice');
let socket;
addEventListener('message', ({ source, origin, data }) => {
  if (source !== viewer.contentWindow || origin !== '${VIEWER}') return;
  if (data && data.type === '@statelyai.connected') connect();
});
function connect() {
  if (socket) socket.onclose = null, socket.close();
  socket = new WebSocket(new URL('events', location.href.replace(/^http/, 'ws')));
  socket.onopen = () => { notice.textContent = ''; };
  socket.onmessage = ({ data }) => viewer.contentWindow.postMessage(JSON.parse(data), '${VIEWER}');
  socket.onclose = () => {
    notice.textContent = 'The connection to codex-sessions is lost; trying again.';
    setTimeout(connect, 2000);
  };
}
`;
