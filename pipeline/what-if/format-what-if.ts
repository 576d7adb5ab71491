import {formatTable} from "../query.js";
import type {WhatIf, WhatIfRow} from "./what-if.js";

/** Both scenarios side by side, by market and category, with a line for each currency's total. */
export function formatWhatIf({scenario, rows, totals}: WhatIf): string {
  const columns = ["market", "category", "", "charged", "free", "amount", "charged", "free", "amount", "difference"];
  const {from, to, as_of, regime, currency, growth_percent} = scenario;
  const growth = growth_percent === 0 ? "" : `, ${growth_percent > 0 ? "+" : ""}${growth_percent} % of units`;
  const cards = currency === null ? "" : `, in ${currency}`;
  const lines = [
    `${from} to ${to}: as charged, and by the rules of ${as_of} (${regime}${cards}${growth}).`,
    "",
    formatTable({
      columns,
      isNumeric: columns.map((_, index) => index > 2),
      rows: [
        ...rows.map((row) => [row.market, row.category, ...cells(row)]),
        ...totals.map((row) => ["total", "", ...cells(row)])
      ],
      jsonRows: []
    }).replace(/\n\d+ rows?$/, ""),
    ""
  ];
  const all = [...rows.map(({charged}) => charged), ...rows.map(({scenario: side}) => side)];
  if (rows.length === 0) lines.push("No unit was charged or free in these days.");
  if (all.some((side) => side.units_unrated > 0)) {
    const count = (side: "charged" | "scenario") => rows.reduce((sum, row) => sum + row[side].units_unrated, 0);
    lines.push(
      `Without a known price, and in no amount: ${count("charged")} units as charged, ${count("scenario")} by these rules.`
    );
  }
  if (rows.some((row) => row.scenario.is_estimate && !row.charged.is_estimate)) {
    lines.push("By rules that were not in force all units are derived from messages and windows: an estimate.");
  }
  return lines.join("\n").trimEnd();
}

function cells(row: Pick<WhatIfRow, "currency" | "charged" | "scenario" | "difference">): string[] {
  const {currency, charged, scenario, difference} = row;
  return [
    currency,
    String(charged.units_charged),
    String(charged.units_free),
    cents(charged.amount),
    String(scenario.units_charged),
    String(scenario.units_free),
    cents(scenario.amount),
    Number(cents(difference)) > 0 ? `+${cents(difference)}` : cents(difference)
  ];
}

// Rounded once, here; the JSON has all digits. Less than half a cent has no sign.
function cents(amount: string | null): string {
  if (amount === null) return "–";
  const rounded = Number(amount).toFixed(2);
  return rounded === "-0.00" ? "0.00" : rounded;
}
