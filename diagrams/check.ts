/** Tells, for each drawn file, where the committed one is another or missing; nothing if none is. */
export function differences(
  drawn: ReadonlyMap<string, string>,
  committed: (name: string) => string | undefined,
): string[] {
  return [...drawn].flatMap(([name, text]) => {
    const found = committed(name);
    if (found === text) return [];
    const what = found === undefined ? 'is missing' : `differs in line ${firstLine(text, found)}`;
    return [`diagrams/${name} ${what}: run npm run diagrams`];
  });
}

function firstLine(text: string, found: string): number {
  const [expected, actual] = [text.split('\n'), found.split('\n')];
  return expected.findIndex((line, place) => line !== actual[place]) + 1 || expected.length + 1;
}
