import { HARD_SPACE, MARKS } from './marks.js';

/** The width of a blank in Verdana at the size of the text. */
const BLANK = 3.87;

const STYLE = `
  text { font: 11px Verdana, 'DejaVu Sans', sans-serif; fill: #1f2328; }
  text.title { font-weight: bold; text-anchor: middle; }
  text.text { font-style: italic; fill: #424a53; }
  text.activity { fill: #0550ae; }
  text.ignored { fill: #57606a; }
  tspan.guard { fill: #8250df; }
  tspan.action { fill: #0550ae; }
  .edge text { font-size: 10px; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
  .edge path { stroke: #57606a; }
  .edge polygon { stroke: #57606a; fill: #57606a; }
  .node.initial ellipse, .node.state.final ellipse { stroke: #1f2328; }
  .node > path { fill: #ddf4ff; stroke: #54aeff; stroke-width: 1.5; }
  .node.final > path { fill: #eaeef2; stroke: #6e7781; stroke-width: 3; }
  .node.every > path { fill: #fff8c5; stroke: #d4a72c; stroke-dasharray: 4 3; }
  .rule { fill: none; stroke: #afb8c1; stroke-width: 1; }
  .cluster > path { fill: #fff; stroke: #57606a; stroke-width: 1.5; }
  .cluster > polygon:not(.rule) { fill: #f6f8fa; stroke: #57606a; }
  .card { fill: #fff; }`;

/** Turns what state-machine-cat 14 draws into a picture that brings its own background and style. */
export function dress(svg: string, title: string): string {
  const body = svg
    .slice(svg.indexOf('<g id="graph0"'))
    .replaceAll(/<!--.*?-->\n/gs, '')
    .replace(/<title>[^<]*<\/title>\n<polygon fill="white"[^>]*>\n/, '')
    .replaceAll(/<g [^>]*class="(?:node|cluster) .*?<\/g>/gs, dressBox)
    .replaceAll(/<text [^>]*>(?:\s|&#160;)*<\/text>\n/g, '')
    .replaceAll(/<text ([^>]*)>([^<]*)<\/text>/g, (_, place, text) => dressText(place, text));
  return `${openingOf(svg, title)}${body}`;
}

function openingOf(svg: string, title: string): string {
  const [width, height] = /viewBox="0\.00 0\.00 ([\d.]+) ([\d.]+)"/.exec(svg)?.slice(1) ?? [];
  const size = `width="${width}" height="${height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>The ${title} machine</title>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="card" ${size} rx="8"/>\n`,
  ].join('\n');
}

/** The outline goes below the text, so that it can be filled; the title to the middle of it. */
function dressBox(box: string): string {
  const outline = /<(?:path|polygon) fill="none".*?\/>\n/s.exec(box)?.[0] ?? '';
  return box
    .replace(outline, '')
    .replace(/<polygon fill="#ffffff".*?\/>\n/, '')
    .replaceAll('<polygon fill="black"', '<polygon class="rule"')
    .replace('</title>\n', `</title>\n${outline}`)
    .replace(new RegExp(`x="[^"]*"([^>]*>${MARKS.title})`), `x="${middleOf(outline)}"$1`);
}

function middleOf(outline: string): string {
  const points = / (?:d|points)="([^"]*)"/.exec(outline)?.[1] ?? '';
  const xs = [...points.matchAll(/(-?[\d.]+),/g)].map(([, x]) => Number(x));
  return ((Math.min(...xs) + Math.max(...xs)) / 2).toFixed(2);
}

/** Not every renderer keeps blanks at the beginning of a line, so they become a distance. */
function dressText(place: string, marked: string): string {
  const [, x, y] = / x="([^"]*)" y="([^"]*)"/.exec(place) ?? [];
  const [kind, mark] = Object.entries(MARKS).find(([, each]) => marked.startsWith(each)) ?? [
    '',
    '',
  ];
  const text = marked.slice(mark.length).replaceAll('&#160;', HARD_SPACE);
  const indent = text.length - text.trimStart().length;
  const plain = text.trim();
  const shown = kind === 'text' || kind === 'title' ? plain : withParts(plain);
  return `<text class="${kind}" x="${(Number(x) + indent * BLANK).toFixed(2)}" y="${y}">${shown}</text>`;
}

function withParts(text: string): string {
  return text
    .replace(/\[[^\]]+\]/, '<tspan class="guard">$&</tspan>')
    .replace(/\/[\s\u00a0].*/, '<tspan class="action">$&</tspan>');
}
