/** Chance that comes out the same on every machine: a seeded generator, one stream a purpose. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number;
  /** A number from low to high. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** One of the items, each as likely as its weight says. */
  weighted<T>(items: readonly T[], weight: (item: T) => number): T;
  /** Durations: half lie below the median; spread 0.5 is narrow, 1.5 wide. */
  around(median: number, spread: number): number;
  /** Upper-case hexadecimal digits. */
  hex(digits: number): string;
}

export function randomOf(seed: string): Random {
  let state = hashOf(seed);
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const random: Random = {
    next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)]!,
    weighted(items, weight) {
      let left = next() * items.reduce((sum, item) => sum + weight(item), 0);
      for (const item of items) {
        left -= weight(item);
        if (left < 0) return item;
      }
      return items.at(-1)!;
    },
    around: (median, spread) => median * Math.exp(normal() * spread),
    hex: (digits) =>
      Array.from({length: digits}, () => Math.floor(next() * 16).toString(16))
        .join("")
        .toUpperCase()
  };
  // Twelve uniforms less six: near enough to a normal, and without functions whose last digit differs by engine.
  const normal = () => Array.from({length: 12}, next).reduce((sum, value) => sum + value, -6);
  return random;
}

// FNV-1a
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
