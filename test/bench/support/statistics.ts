/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('a median needs at least one value');
  const sorted = values.toSorted((left, right) => left - right);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return ((low as number) + (high as number)) / 2;
}

/** The value below which a share of the values is: 0.9 gives the ninetieth percentile. */
export function quantile<Sample>(
  samples: readonly Sample[],
  share: number,
  compute: (sample: Sample) => number,
): number {
  if (samples.length === 0) throw new RangeError('a quantile needs at least one value');
  const sorted = samples.map(compute).sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number;
}

/**
 * The median of what is computed from samples that were taken next to each other: a burst of noise
 * spoils few of them, and a slow drift none.
 */
export function medianOf<Sample>(
  samples: readonly Sample[],
  compute: (sample: Sample) => number,
): number {
  return median(samples.map(compute));
}
