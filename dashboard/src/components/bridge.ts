import type {Row} from "./cube.js";
import {addMonths, type Day} from "./day.js";

export const effects = ["volume", "mix", "free", "price", "unit", "accounts"] as const;
export type Effect = (typeof effects)[number];

export interface Bridge {
  /** One row: the month, both amounts and every effect. */
  row: Row;
  month: Day;
  monthBefore: Day;
  isCurrent: boolean;
  /** Those that the chart has a step for: the parts of what can be told apart, and what cannot where there is any. */
  shown: Effect[];
}

/**
 * The last whole month of these rows of accounts, and the running one only where there is no other. A month runs while it
 * runs for any account: in several time zones it is over for one and not yet for another.
 */
export function bridgeOf(rows: Row[]): Bridge | null {
  const months = [...new Set(rows.map((row) => row["month"] as Day))].sort((a, b) => a - b);
  const current = new Set(rows.filter((row) => row["is_current"]).map((row) => row["month"] as Day));
  const month = months.filter((month) => !current.has(month)).at(-1) ?? months.at(-1);
  if (month === undefined) return null;
  const own = rows.filter((row) => row["month"] === month);
  const sum = (name: string) => own.reduce((total, row) => total + ((row[name] as number | null) ?? 0), 0);
  const row: Row = {month, amount_before: sum("amount_before"), amount: sum("amount")};
  for (const effect of effects) row[effect] = sum(effect);
  const apart = (effect: Effect) => own.some((row) => row[effect] !== 0);
  const isInParts = own.some((row) => row["unit"] === 0 && row["accounts"] === 0);
  const shown = effects.filter((name) => (name === "unit" || name === "accounts" ? apart(name) : isInParts));
  return {row, month, monthBefore: addMonths(month, -1), isCurrent: current.has(month), shown};
}
