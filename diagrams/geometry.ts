import type {
  Box,
  Geometry,
  GeometryEdge,
  GeometryLine,
  GeometryNode,
} from '../src/inspect/board/page/chart/geometry.js';

const KINDS = ['initial', 'final', 'every', 'parallel', 'compound', 'simple'] as const;

/** Reads one of the pictures made here back into where everything lies. */
export function geometryOf(svg: string): Geometry {
  const groups = [
    ...svg.matchAll(/<g id="\w+" class="((?:node|cluster|edge) [^"]*)">(.*?)<\/g>/gs),
  ];
  const of = (kind: string) =>
    groups.flatMap(([, names = '', body = '']) =>
      names.startsWith(kind) ? [{ names, body }] : [],
    );
  const [x = 0, y = 0] = numbersIn(svg, /translate\(([^)]*)\)/);
  const [, , width = 0, height = 0] = numbersIn(svg, /viewBox="([^"]*)"/);
  return {
    ...{ width, height, origin: [x, y] },
    nodes: [...of('cluster'), ...of('node')].map(({ names, body }) => nodeOf(names, body)),
    edges: of('edge').map(({ body }) => edgeOf(body)),
  };
}

function nodeOf(names: string, body: string): GeometryNode {
  const id = titleOf(body).replace('cluster_', '');
  const rule = /class="rule"[^>]*points="[^,]*,(-?[\d.]+)/.exec(body)?.[1];
  return {
    id,
    kind: id.endsWith('.end') ? 'end' : kindOf(names),
    box: body.includes('<ellipse') ? boxOfEllipse(body) : boxOfOutline(body),
    rule: rule === undefined ? null : Number(rule),
    lines: linesIn(body),
  };
}

function kindOf(names: string): GeometryNode['kind'] {
  const kind = KINDS.find((each) => names.split(' ').includes(each));
  if (kind === undefined) throw new TypeError(`no kind of state is among ${names}`);
  return kind;
}

function boxOfOutline(body: string): Box {
  const points = numbersIn(body, / (?:d|points)="([^"]*)"/);
  const xs = points.filter((_, place) => place % 2 === 0);
  const ys = points.filter((_, place) => place % 2 === 1);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return [x, y, rounded(Math.max(...xs) - x), rounded(Math.max(...ys) - y)];
}

function boxOfEllipse(body: string): Box {
  const radii = [...body.matchAll(/ rx="([\d.]+)"/g)].map(([, radius]) => Number(radius));
  const [x = 0] = numbersIn(body, / cx="([^"]*)"/);
  const [y = 0] = numbersIn(body, / cy="([^"]*)"/);
  const size = Math.max(...radii);
  return [rounded(x - size), rounded(y - size), rounded(2 * size), rounded(2 * size)];
}

function edgeOf(body: string): GeometryEdge {
  const [from = '', to = ''] = titleOf(body).split('->');
  const path = / d="([^"]*)"/.exec(body)?.[1] ?? '';
  const head = /<polygon[^>]* points="([^"]*)"/.exec(body)?.[1] ?? '';
  const lines = linesIn(body);
  return { from, to, events: eventsIn(lines), path: shortened(path), head: shortened(head), lines };
}

/** What stands before the guard and the actions, over all lines. */
function eventsIn(lines: readonly GeometryLine[]): string[] {
  const steps = lines.filter(([kind]) => kind === 'step');
  const special = steps.findIndex(
    ([, , , , guard, action]) => guard !== undefined || action !== undefined,
  );
  const before = special < 0 ? steps : steps.slice(0, special + 1);
  return before
    .map(([, , , text]) => text)
    .join(' ')
    .split('|')
    .map((name) => name.trim())
    .filter(Boolean);
}

function linesIn(body: string): GeometryLine[] {
  return [...body.matchAll(/<text class="(\w*)" x="([^"]*)" y="([^"]*)">(.*?)<\/text>/g)].map(
    ([, kind = '', x, y, inner = '']) => {
      const [guard, action] = [partIn(inner, 'guard'), partIn(inner, 'action')];
      const text = decoded(inner.replaceAll(/<tspan.*?<\/tspan>/g, '')).trim();
      const start = [kind, rounded(Number(x)), rounded(Number(y)), text] as const;
      if (action !== undefined) return [...start, guard ?? '', action];
      return guard === undefined ? start : [...start, guard];
    },
  );
}

function partIn(inner: string, kind: 'guard' | 'action'): string | undefined {
  const found = new RegExp(`<tspan class="${kind}">(.*?)</tspan>`).exec(inner)?.[1];
  return found === undefined ? undefined : decoded(found);
}

function titleOf(body: string): string {
  return decoded(/<title>([^<]*)<\/title>/.exec(body)?.[1] ?? '');
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name = '') =>
    code === undefined ? (NAMED[name] ?? whole) : String.fromCodePoint(Number(code)),
  );
}

function numbersIn(text: string, place: RegExp): number[] {
  const found = place.exec(text)?.[1] ?? '';
  return [...found.matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => rounded(Number(number)));
}

/** Half a pixel is not seen in an arrow. */
function shortened(path: string): string {
  return path.replaceAll(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number))));
}

function rounded(number: number): number {
  return Math.round(number * 10) / 10;
}
