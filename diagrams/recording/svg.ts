import { pauseBefore, piecesOf } from './looks.js';
import { type Row, rowsOf } from './rows.js';
import { STYLE } from './style.js';
import { keyframes, lengthOf, type Moment, momentsOf } from './timeline.js';

const COLUMNS = 100;
const ROWS = 30;
const LINE = 18;
const MARGIN = 20;
const BAR = 36;
/** As wide as the widest of the usual fonts needs: DejaVu Sans Mono, 0.602 em. */
const SCREEN = { width: 784, height: ROWS * LINE };
const CARD = { width: SCREEN.width + 2 * MARGIN, height: SCREEN.height + BAR + MARGIN };

const TITLE = 'A terminal in which npm start tells the story of three Codex sessions';

/**
 * A recording of a terminal as a picture that plays by itself: line by line, over and over, with a
 * rest at the end. Whoever wants no motion sees the last screen: by their settings, or where a page
 * shows the picture as `start.svg#still`. The same lines give the same text.
 */
export function toSvg(lines: readonly string[]): string {
  const written = lines.map((line) => rowsOf(piecesOf(line), COLUMNS));
  const moments = momentsOf(
    lines.map((line, place) => ({
      rows: written[place]?.length ?? 0,
      pauseMs: line === '' ? null : pauseBefore(line),
    })),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${sizeOf(CARD)} viewBox="0 0 ${CARD.width} ${CARD.height}" id="still" role="img" xml:space="preserve">`,
    `<title>${TITLE}</title>`,
    `<style>${STYLE}${motionOf(moments)}</style>`,
    ...frame(),
    `<svg x="${MARGIN}" y="${BAR}" ${sizeOf(SCREEN)}>`,
    `<g class="log">`,
    ...textsOf(written),
    ...cover(moments.at(-1)?.rows ?? 0),
    '</g>',
    '</svg>',
    '</svg>\n',
  ].join('\n');
}

/** The window around the screen. */
function frame(): string[] {
  const dots = [0, 1, 2].map((n) => `<circle cx="${MARGIN + 6 + n * 18}" cy="18" r="6"/>`);
  return [
    `<rect class="card" x=".5" y=".5" width="${CARD.width - 1}" height="${CARD.height - 1}" rx="8"/>`,
    `<g class="dots">${dots.join('')}</g>`,
  ];
}

/** Each line is one text, of as many rows as it takes. */
function textsOf(lines: readonly (readonly Row[])[]): string[] {
  let row = 0;
  return lines.map((rows) => `<text>${rows.map((each) => textOf(each, row++)).join('')}</text>`);
}

function textOf(row: Row, place: number): string {
  if (row.length === 0) return '';
  const pieces = row.map(({ text, look }) =>
    look === 'plain' ? escaped(text) : `<tspan class="${look}">${escaped(text)}</tspan>`,
  );
  return `<tspan x="0" y="${place * LINE + 13}">${pieces.join('')}</tspan>`;
}

/** What hides the rows that are not written yet; the cursor stands on top of it. */
function cover(rows: number): string[] {
  const height = (rows + ROWS) * LINE;
  return [
    '<g class="cover">',
    `<rect class="blank" ${sizeOf({ width: SCREEN.width, height })}/>`,
    '<rect class="cursor" y="1" width="8" height="15"/>',
    '</g>',
  ];
}

/** Where things are at the end, and for whoever wants to see motion the way there. */
function motionOf(moments: readonly Moment[]): string {
  const last = moments.at(-1)?.rows ?? 0;
  const seconds = lengthOf(moments) / 1000;
  const coverAt = (rows: number) => rows * LINE;
  // the row of the cursor is to be seen, too
  const logAt = (rows: number) => -Math.max(0, rows + 1 - ROWS) * LINE || 0;
  return `
.log{transform:translateY(${logAt(last)}px)}
.cover{transform:translateY(${coverAt(last)}px)}
@media (prefers-reduced-motion:no-preference){
.log{animation:scroll ${seconds}s step-end infinite}
.cover{animation:write ${seconds}s step-end infinite}
.cursor{animation:blink 1s step-end infinite}
}
#still:target *{animation:none}
${keyframes('scroll', moments, logAt)}
${keyframes('write', moments, coverAt)}
@keyframes blink{50%{opacity:0}}
`;
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }): string {
  return `width="${width}" height="${height}"`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text as it stands in markup; what may not stand there at all becomes a mark. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? '')
    .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}
