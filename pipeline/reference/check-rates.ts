import type {Settings} from "../settings.js";
import {type MarketRow, type RateRow, rates as rateFile} from "./definitions.js";
import {type FileContent, isShipped, type Placed, readShippedFile, remedyIn} from "./files.js";
import {groupBy} from "./group.js";
import {prefixesOf} from "./markets.js";

/** Markets: prefixes that cannot be read, validity the wrong way round, two markets or, between two, none at a time. */
export function marketFaults(rows: Placed<MarketRow>[]): string[] {
  const faults = rows.flatMap((row) => [
    ...(prefixesOf(row.calling_code) === null
      ? [`${row.place} calling_code: "${row.calling_code}" is no calling code. Write it like 34 or 1 (809, 829).`]
      : []),
    ...backwards(row, row.valid_from)
  ]);
  const byCountry = rows
    .filter((row) => row.iso2 !== null)
    .map((row): [string, Placed<MarketRow>] => [`country ${row.iso2}`, row]);
  const byPrefix = rows.flatMap((row) =>
    (prefixesOf(row.calling_code) ?? []).map((prefix): [string, Placed<MarketRow>] => [`prefix ${prefix}`, row])
  );
  const groups = [...groupBy([...byCountry, ...byPrefix], ([key]) => key)];
  const gaps = groups.flatMap(([, entries]) => gapFaults(entries.map(([, row]) => row)));
  const clashes = groups.flatMap(([key, entries]) =>
    entries.flatMap(([, row], index) =>
      entries.slice(0, index).flatMap(([, before]) => {
        // Countries that share a number's prefix and a market (1: Canada and the United States) do not clash.
        if (!holdTogether(before, row) || (before.market === row.market && before.iso2 !== row.iso2)) return [];
        return [
          `${row.place}: ${key} is in market ${row.market} and, by ${before.place}, in ${before.market} at the same time. End one by valid_to_exclusive.`
        ];
      })
    )
  );
  return [...new Set([...faults, ...clashes, ...gaps])];
}

/** Who is in no market for a time would have the price of Other then. */
function gapFaults(rows: Placed<MarketRow>[]): string[] {
  const [first, ...later] = rows.toSorted((a, b) => (a.valid_from < b.valid_from ? -1 : 1));
  let last = first!;
  return later.flatMap((row) => {
    const before = last;
    if (endOf(row) > endOf(last)) last = row;
    if (row.valid_from <= endOf(before)) return [];
    return [
      `${row.place} valid_from: from ${endOf(before)}, the end of ${before.place}, to ${row.valid_from} it has no market. Close the gap, or write the market it had then.`
    ];
  });
}

/** Rates: unknown markets, validity, and tiers of one key that repeat, overlap, leave a gap or stand out of order. */
export function rateFaults(rows: Placed<RateRow>[], markets: FileContent<MarketRow>): string[] {
  const known = new Set(markets.rows.map((row) => row.market));
  // Markets that could not be read would make every rate a fault.
  const isReadable = markets.faults.length === 0;
  const single = rows.flatMap((row) => [
    ...(isReadable && !known.has(row.market)
      ? [`${row.place} market: "${row.market}" is not in ${remedyIn(markets.path)}`]
      : []),
    ...backwards(row, row.effective_from),
    ...(row.tier_to !== null && row.tier_to < row.tier_from
      ? [`${row.place} tier_to: ${row.tier_to} is before tier_from ${row.tier_from}. Correct one.`]
      : [])
  ]);
  const keyOf = (row: RateRow) => `${row.currency} ${row.market} ${row.category} of ${row.effective_from}`;
  const tiers = [...groupBy(rows, keyOf)].flatMap(([key, group]) => tierFaults(key, group));
  return [...single, ...tiers, ...cardFaults(rows)];
}

/** Cards of currencies that neither the settings nor an account names. */
export function unusedCards(rates: FileContent<RateRow>, settings: Settings): string[] {
  const used = new Set([
    settings.currency,
    ...Object.values(settings.accounts).flatMap((periods) => periods.map((period) => period.currency))
  ]);
  // The project's own cards serve everybody: only those that were brought in can be brought in for nothing.
  if (isShipped(rates.path)) return [];
  const others = rates.rows.filter((row) => !used.has(row.currency));
  if (others.length === 0) return [];
  const key = ({place: _, ...row}: Placed<RateRow>) => JSON.stringify(Object.entries(row).sort());
  const shipped = new Set(readShippedFile(rateFile).rows.map(key));
  const unused = new Set(others.filter((row) => !shipped.has(key(row))).map((row) => row.currency));
  return [...unused].map(
    (currency) =>
      `${rates.path}: it has a card in ${currency}, and no account is charged in ${currency}. Name it in settings.yaml if one is.`
  );
}

function tierFaults(key: string, group: Placed<RateRow>[]): string[] {
  const faults: string[] = [];
  const [first] = group;
  if (first && Math.min(...group.map((row) => row.tier_from)) > 1) {
    faults.push(`${first.place} tier_from: the tiers of ${key} begin at ${first.tier_from}. Begin them at 0.`);
  }
  group.slice(1).forEach((row, index) => {
    const before = group[index]!;
    if (row.tier_from === before.tier_from && row.tier_to === before.tier_to) {
      faults.push(`${row.place}: it repeats ${key}, tier ${tier(row)}, of ${before.place}. Take one out.`);
    } else if (row.tier_from <= before.tier_from) {
      faults.push(
        `${row.place} tier_from: ${row.tier_from} comes after ${before.tier_from} in ${key}. Put the tiers in order.`
      );
    } else if (before.tier_to === null || row.tier_from <= before.tier_to) {
      faults.push(
        `${row.place}: tier ${tier(row)} of ${key} overlaps ${tier(before)} of ${before.place}. Correct one.`
      );
    } else if (row.tier_from > before.tier_to + 1) {
      faults.push(
        `${row.place}: between ${before.tier_to} and ${row.tier_from} the tiers of ${key} leave a gap. Close it.`
      );
    }
  });
  const last = group.at(-1);
  if (last && last.tier_to !== null && faults.length === 0) {
    faults.push(`${last.place} tier_to: the tiers of ${key} end at ${last.tier_to}. Leave the last one open.`);
  }
  return faults;
}

// A card (one currency, one date) ends as one.
function cardFaults(rows: Placed<RateRow>[]): string[] {
  const cards = groupBy(rows, (row) => `${row.currency} ${row.effective_from}`);
  return [...cards].flatMap(([card, group]) => {
    const [first] = group;
    const other = group.find((row) => row.valid_to_exclusive !== first?.valid_to_exclusive);
    if (!first || !other) return [];
    return [
      `${other.place} valid_to_exclusive: "${other.valid_to_exclusive ?? ""}" differs from "${first.valid_to_exclusive ?? ""}" of ${first.place}, the same card ${card}. Write the same date in all its rows.`
    ];
  });
}

function tier(row: RateRow): string {
  return `${row.tier_from}–${row.tier_to ?? "…"}`;
}

function backwards(row: {place: string; valid_to_exclusive: string | null}, from: string): string[] {
  if (row.valid_to_exclusive === null || row.valid_to_exclusive > from) return [];
  return [
    `${row.place} valid_to_exclusive: ${row.valid_to_exclusive} is not after ${from}, where it begins. Correct one.`
  ];
}

function holdTogether(one: MarketRow, other: MarketRow): boolean {
  return one.valid_from < endOf(other) && other.valid_from < endOf(one);
}

function endOf(row: MarketRow): string {
  return row.valid_to_exclusive ?? "9999-12-31";
}
