// The one place of the dashboard where counts become rates. Nobody asked gives null, never 0.

export type Count = number | null | undefined;

/** part / whole; null when there is no whole. */
export function share(part: Count, whole: Count): number | null {
  return part == null || whole == null || whole === 0 ? null : part / whole;
}

/** Growth of a count since the time before; null when there was nothing to grow from. */
export function growth(now: Count, before: Count): number | null {
  return now == null || before == null || before === 0 ? null : now / before - 1;
}

/** How much more a share is than before; null without one of them. */
export function difference(now: Count, before: Count): number | null {
  return now == null || before == null ? null : now - before;
}

/** A count spread evenly over so many days (or hours, or slots); null when there are none. */
export function average(count: Count, over: number): number | null {
  return count == null || over <= 0 ? null : count / over;
}

/** Middle value (or any quantile) of values that are not null, interpolated; null when there are none. */
export function quantile(values: ArrayLike<number | null>, fraction: number): number | null {
  const sorted = Array.from(values)
    .filter((value): value is number => value != null && !Number.isNaN(value))
    .sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const position = (sorted.length - 1) * fraction;
  const low = Math.floor(position);
  const below = sorted[low]!;
  const above = sorted[Math.min(low + 1, sorted.length - 1)]!;
  return below + (above - below) * (position - low);
}

/** The same of values that each stand for so many. */
export function weightedQuantile(weighted: {value: number; count: number}[], fraction: number): number | null {
  const sorted = [...weighted].sort((a, b) => a.value - b.value);
  const all = sorted.reduce((sum, {count}) => sum + count, 0);
  if (all === 0) return null;
  const position = (all - 1) * fraction;
  const below = valueAt(sorted, Math.floor(position));
  return below + (valueAt(sorted, Math.min(Math.floor(position) + 1, all - 1)) - below) * (position % 1);
}

function valueAt(sorted: {value: number; count: number}[], index: number): number {
  let before = 0;
  for (const {value, count} of sorted) {
    before += count;
    if (index < before) return value;
  }
  return Number.NaN;
}

/** The smallest value that so large a share of all counts does not exceed; exact, null when there are none. */
export function countedQuantile(sorted: {value: number; count: number}[], fraction: number): number | null {
  const all = sorted.reduce((sum, {count}) => sum + count, 0);
  let counted = 0;
  for (const {value, count} of sorted) {
    counted += count;
    if (counted >= fraction * all) return value;
  }
  return null;
}
