import type {Warehouse} from "../warehouse.js";
import {literal} from "../warehouse.js";
import {rateScenarios} from "./rate-scenario.js";
import {readScenario, type Scenario, type WhatIfOptions} from "./scenario.js";

/** Units and amount of one side. */
export interface Side {
  units: number;
  units_charged: number;
  units_free: number;
  /** Chargeable, without a known price: not in the amount. */
  units_unrated: number;
  /** As text, so that no digit is lost; null where there are units and none has a known price. */
  amount: string | null;
  is_estimate: boolean;
}

export interface WhatIfRow {
  market: string;
  category: string;
  currency: string;
  charged: Side;
  scenario: Side;
  /** The scenario's amount less what was charged; null where one of them is. */
  difference: string | null;
}

export interface WhatIf {
  scenario: Scenario;
  rows: WhatIfRow[];
  /** A row per currency. */
  totals: Omit<WhatIfRow, "market" | "category">[];
}

/** Some days' traffic as it was charged, and as it would be under other rules; the warehouse is only read. */
export async function whatIf(warehouse: Warehouse, options: WhatIfOptions): Promise<WhatIf> {
  const scenario = await readScenario(warehouse, options);
  const charged = await sides(warehouse, "marts.whatsapp_charges", scenario);
  const [imagined = []] = await rateScenarios(warehouse, [scenario], (charges) => sides(warehouse, charges, scenario));
  const keys = new Map([...charged, ...imagined].map((row) => [keyOf(row), row]));
  const rows = [...keys.entries()].map(([key, {market, category, currency}]): WhatIfRow => {
    const before = charged.find((row) => keyOf(row) === key) ?? nothing;
    const after = imagined.find((row) => keyOf(row) === key) ?? nothing;
    return {market, category, currency, ...compared(before, after)};
  });
  rows.sort((a, b) => order(a.market, b.market) || order(a.category, b.category) || order(a.currency, b.currency));
  return {scenario, rows, totals: totalsOf(rows)};
}

type Row = Side & {market: string; category: string; currency: string};

async function sides(warehouse: Warehouse, charges: string, {from, to}: Scenario): Promise<Row[]> {
  return warehouse.rows<Row & Record<string, unknown>>(`
    select
      market,
      category,
      currency,
      count(*)::integer as units,
      (count(*) filter (where pricing_type = 'regular' and amount is not null))::integer as units_charged,
      (count(*) filter (where pricing_type != 'regular'))::integer as units_free,
      (count(*) filter (where amount is null))::integer as units_unrated,
      sum(amount)::decimal(18, 6)::varchar as amount,
      bool_or(is_estimate) as is_estimate
    from ${charges}
    where day >= date ${literal(from)} and day <= date ${literal(to)}
    group by market, category, currency
  `);
}

function keyOf({market, category, currency}: {market: string; category: string; currency: string}): string {
  return JSON.stringify([market, category, currency]);
}

const nothing: Side = {
  units: 0,
  units_charged: 0,
  units_free: 0,
  units_unrated: 0,
  amount: "0.000000",
  is_estimate: false
};

function compared(before: Side, after: Side): Pick<WhatIfRow, "charged" | "scenario" | "difference"> {
  const [was, then] = [before.amount, after.amount];
  return {
    charged: sideOf(before),
    scenario: sideOf(after),
    difference: was === null || then === null ? null : written(millionths(then) - millionths(was))
  };
}

function sideOf({units, units_charged, units_free, units_unrated, amount, is_estimate}: Side): Side {
  return {units, units_charged, units_free, units_unrated, amount, is_estimate};
}

function totalsOf(rows: WhatIfRow[]): WhatIf["totals"] {
  const currencies = [...new Set(rows.map((row) => row.currency))].sort(order);
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency);
    return {currency, ...compared(sum(own.map((row) => row.charged)), sum(own.map((row) => row.scenario)))};
  });
}

function sum(sides: Side[]): Side {
  const count = (name: "units" | "units_charged" | "units_free" | "units_unrated") =>
    sides.reduce((total, side) => total + side[name], 0);
  const amounts = sides.flatMap(({amount}) => (amount === null ? [] : [millionths(amount)]));
  return {
    units: count("units"),
    units_charged: count("units_charged"),
    units_free: count("units_free"),
    units_unrated: count("units_unrated"),
    amount: amounts.length === 0 ? null : written(amounts.reduce((total, amount) => total + amount, 0n)),
    is_estimate: sides.some((side) => side.is_estimate)
  };
}

// Money has six decimals; whole millionths add up exactly.
function millionths(amount: string): bigint {
  return BigInt(amount.replace(".", ""));
}

function written(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(7, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
