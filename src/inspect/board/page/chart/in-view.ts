/** Where something is drawn, in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How much of a state says which one it is: its title and a line, in pixels. */
const HEAD = 40;

/**
 * What is to be seen of the states that are lit: all of them; if there is no room, where they
 * begin; if there is none for that either, the last one. Undefined without any.
 */
export function areaToSee(
  lit: readonly Area[],
  room: Pick<Area, 'width' | 'height'>,
): Area | undefined {
  const last = lit.at(-1);
  if (last === undefined) return undefined;
  const heads = lit.map((area) => ({ ...area, height: Math.min(area.height, HEAD) }));
  const fits = ({ width, height }: Area) => width <= room.width && height <= room.height;
  return [around(lit), around(heads)].find(fits) ?? last;
}

function around(areas: readonly Area[]): Area {
  const left = Math.min(...areas.map((area) => area.left));
  const top = Math.min(...areas.map((area) => area.top));
  const right = Math.max(...areas.map((area) => area.left + area.width));
  const bottom = Math.max(...areas.map((area) => area.top + area.height));
  return { left, top, width: right - left, height: bottom - top };
}

/** How small a chart may become and still be legible, of 1. */
const LEGIBLE = 0.55;

/** Whether a chart can be read when it is made as wide as its frame. */
export function isLegible(chartWidth: number, frameWidth: number): boolean {
  return frameWidth >= chartWidth * LEGIBLE;
}
