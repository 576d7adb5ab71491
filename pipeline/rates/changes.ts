import type {RateRow} from "../reference/definitions.js";
import {groupBy} from "../reference/group.js";

/** A rate that is not what it was: new, other, or gone. */
export interface RateChange {
  currency: string;
  effective_from: string;
  market: string;
  category: string;
  tier_from: number;
  old: string | null;
  new: string | null;
}

/**
 * What differs between the rows brought in and the card in force before them: the same card where it is at hand
 * already, else the currency's newest card before it that speaks of the category. Cells at hand that the new card
 * leaves out come with no new rate.
 */
export function changesOf(before: RateRow[], after: RateRow[], brought: RateRow[]): RateChange[] {
  const cards = groupBy(brought, (row) => `${row.currency} ${row.effective_from}`);
  return [...cards.values()].flatMap((card) => {
    const {currency, effective_from} = card[0]!;
    const own = (rows: RateRow[], from: string) =>
      rows.filter((row) => row.currency === currency && row.effective_from === from);
    const categories = new Set(card.map((row) => row.category));
    const earlier = before
      .filter((row) => row.currency === currency && row.effective_from <= effective_from)
      .map((row) => row.effective_from)
      .sort()
      .at(-1);
    const old = earlier === undefined ? [] : own(before, earlier).filter((row) => categories.has(row.category));
    return compare(
      old,
      own(after, effective_from).filter((row) => categories.has(row.category))
    ).map((change) => ({currency, effective_from, ...change}));
  });
}

type Change = Omit<RateChange, "currency" | "effective_from">;

function compare(old: RateRow[], now: RateRow[]): Change[] {
  const key = (row: RateRow) => JSON.stringify([row.market, row.category, row.tier_from]);
  const before = new Map(old.map((row) => [key(row), row]));
  const after = new Map(now.map((row) => [key(row), row]));
  const all = new Map([...before, ...after]);
  return [...all.entries()]
    .map(([place, {market, category, tier_from}]): Change => {
      const [was, is] = [before.get(place), after.get(place)];
      return {market, category, tier_from, old: was?.rate ?? null, new: is?.rate ?? null};
    })
    .filter((change) => change.old === null || change.new === null || Number(change.old) !== Number(change.new))
    .sort(
      (a, b) =>
        a.market.localeCompare(b.market, "en") ||
        a.category.localeCompare(b.category, "en") ||
        a.tier_from - b.tier_from
    );
}
