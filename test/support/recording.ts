const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** The lines a person reads in a recording, from its markup. */
export function linesIn(svg: string): string[] {
  return [...svg.matchAll(/<text>(.*?)<\/text>/gs)].map(([, marked = '']) => textIn(marked));
}

/** The rows that those lines take in the terminal, each with its place from above, in pixels. */
export function rowsIn(svg: string): { readonly y: number; readonly text: string }[] {
  const rows = svg.matchAll(/<tspan x="0" y="(\d+)">(.*?)(?=<tspan x="0"|<\/text>)/gs);
  return [...rows].map(([, y, marked = '']) => ({ y: Number(y), text: textIn(marked) }));
}

function textIn(marked: string): string {
  const text = marked.replaceAll(/<[^>]*>/g, '');
  return text.replaceAll(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity);
}
