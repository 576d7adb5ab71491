import {type Cube, type Row, rollup} from "../components/cube.js";
import {type Day, startOfMonth} from "../components/day.js";
import type {Child} from "../components/dom.js";
import {marketName} from "../components/names.js";
import type {View} from "../components/page.js";
import type {Column} from "../components/table.js";
import type {spendTexts} from "./spend-texts.js";

/** A view in one currency: amounts of two are never added up. */
export interface Spend extends View {
  currency: string;
  own: (typeof spendTexts)["es"];
  money(value: number | null | undefined): string;
  /** Amounts beside an axis, without cents where there is room for none. */
  axis(value: number): string;
  /** Prices of a single unit, with all their digits. */
  rate(value: number | null | undefined): string;
  named(name: string): string;
  selection: {from: Day; to: Day; where: Where};
  /** Of whatever days. */
  where: Where;
}

export type Where = Record<string, string[] | null>;

// The month that the chosen period ends in.
export function monthOf({filters}: View): Day {
  return startOfMonth(filters.to);
}

/**
 * What is charged in, the most used first: a hundred pesos are no more than two dollars. After them what Meta bills in
 * without anything being charged in it, as such an invoice is compared nowhere else.
 */
export function currenciesOf(days: Cube, reconciliation: Cube): string[] {
  const charged = rollup(days, {by: ["currency"], sum: ["units"]});
  charged.sort((a, b) => (b["units"] as number) - (a["units"] as number));
  const billed = rollup(reconciliation, {by: ["currency"]});
  return [...new Set([...charged, ...billed].map((row) => row["currency"] as string))];
}

export function byAmount(a: Row, b: Row): number {
  const difference = ((b["amount"] as number | null) ?? 0) - ((a["amount"] as number | null) ?? 0);
  return difference || (b["units"] as number) - (a["units"] as number);
}

// Names by what they cost, the dearest first; those that cost nothing are left out unless all do.
export function ranked(rows: Row[], name: string): string[] {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const key = row[name] as string;
    sums.set(key, (sums.get(key) ?? 0) + ((row["amount"] as number | null) ?? 0));
  }
  const all = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const paid = all.filter(([, sum]) => sum > 0);
  return (paid.length > 0 ? paid : all).map(([key]) => key);
}

export function moneyColumn({money}: Spend, name: string, label: string): Column {
  return {name, label, kind: "decimal", content: (row): Child => money(row[name] as number | null)};
}

export function marketColumn({own, language}: Spend): Column {
  return {name: "market", label: own.market, content: (row) => marketName(language, String(row["market"] ?? "–"))};
}
