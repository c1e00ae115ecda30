/** The known word that is most like another one; undefined if none is much like it. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(word.length / 3));
  const near = known
    .filter((one) => Math.abs(one.length - word.length) <= most)
    .map((one) => ({ one, distance: distanceBetween(word, one) }))
    .filter(({ distance }) => distance <= most);
  return near.sort((a, b) => a.distance - b.distance)[0]?.one;
}

/** How many letters must be added, left out, changed or swapped with the next. */
function distanceBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row += 1) {
    const cells = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const at = (up: number, left: number) =>
        (up === 0 ? cells : rows[row - up])?.[column - left] ?? Number.POSITIVE_INFINITY;
      cells.push(
        Math.min(at(0, 1) + 1, at(1, 0) + 1, at(1, 1) + cost, swapped ? at(2, 2) + 1 : Infinity),
      );
    }
    rows.push(cells);
  }
  return rows[a.length]?.[b.length] ?? Number.POSITIVE_INFINITY;
}
