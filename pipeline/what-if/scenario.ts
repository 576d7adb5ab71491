import {UsageError} from "../errors.js";
import {isDay} from "../reference/cells.js";
import {literal, type Warehouse} from "../warehouse.js";

/** What the command line asks: the traffic of some days, under other rules. */
export interface WhatIfOptions {
  /** First and last day, in each account's own zone. */
  from: string;
  to: string;
  /** The day whose card, markets and regime hold; without it the first day of the regime. */
  asOf?: string | undefined;
  regime?: string | undefined;
  currency?: string | undefined;
  /** Percent more (or fewer) units of every kind. */
  growthPercent?: number | undefined;
}

/** The same, with nothing left open. */
export interface Scenario {
  from: string;
  to: string;
  as_of: string;
  regime: string;
  /** Every account's currency; null leaves each its own. */
  currency: string | null;
  growth_percent: number;
}

/** What the command line asks; wrong usage is seen here as far as it can be without a warehouse. */
export function readOptions(values: Record<string, string | undefined>): WhatIfOptions {
  const {from, to, "as-of": asOf, regime, currency, growth} = values;
  if (from === undefined || to === undefined || (asOf === undefined && regime === undefined)) {
    throw new UsageError("what-if: write --from <day>, --to <day>, and --as-of <day> or --regime <name>.");
  }
  for (const [name, day] of Object.entries({from, to, "as-of": asOf})) {
    if (day !== undefined && !isDay(day)) {
      throw new UsageError(`what-if: --${name} is "${day}". Write it like 2026-10-01.`);
    }
  }
  if (to < from) throw new UsageError(`what-if: --to ${to} is before --from ${from}. Swap them.`);
  return {from, to, asOf, regime, currency, growthPercent: growth === undefined ? 0 : readGrowth(growth)};
}

function readGrowth(text: string): number {
  const [, number] = /^([+-]?\d+(?:\.\d{1,2})?) ?%?$/.exec(text) ?? [];
  if (number === undefined) {
    throw new UsageError(`what-if: --growth is "${text}". Write a percentage, like 10% or 2.5.`);
  }
  const percent = Number(number);
  if (percent > -100 && percent <= 10_000) return percent;
  throw new UsageError(`what-if: --growth is "${text}". Use a number above -100 and up to 10000.`);
}

/** Checks what was asked against the cards and days that the warehouse knows. */
export async function readScenario(warehouse: Warehouse, options: WhatIfOptions): Promise<Scenario> {
  const {from, to} = options;
  const regimes = await warehouse.rows<{regime: string; starts: string}>(
    "select regime, min(day)::varchar as starts from marts.whatsapp_days group by regime order by starts"
  );
  const asked = regimes.find(({regime}) => regime === options.regime);
  if (options.regime !== undefined && asked === undefined) {
    const names = regimes.map(({regime}) => regime).join(", ");
    throw new UsageError(`what-if: there is no regime "${options.regime}". Use one of: ${names}.`);
  }
  const as_of = options.asOf ?? asked?.starts;
  if (as_of === undefined) throw new UsageError("what-if: no rules are named. Add --as-of <day> or --regime <name>.");
  const regime = options.regime ?? regimes.findLast(({starts}) => starts <= as_of)?.regime;
  if (regime === undefined) throw new UsageError(`what-if: no regime is known on ${as_of}. Name a later day.`);
  const currency = options.currency?.toUpperCase() ?? null;
  if (currency !== null) await stopWithoutCard(warehouse, currency, as_of);
  return {from, to, as_of, regime, currency, growth_percent: options.growthPercent ?? 0};
}

async function stopWithoutCard(warehouse: Warehouse, currency: string, asOf: string): Promise<void> {
  const cards = await warehouse.rows<{currency: string}>(
    `select distinct currency from marts.whatsapp_prices where ${holdsOn(asOf)} and rate is not null order by currency`
  );
  if (cards.some((card) => card.currency === currency)) return;
  const known = cards.map((card) => card.currency).join(", ") || "none";
  throw new UsageError(`what-if: no card in ${currency} is in force on ${asOf}. Import one, or use one of: ${known}.`);
}

/** SQL: whether a row with valid_from and valid_to_exclusive holds on a day. */
export function holdsOn(day: string): string {
  const date = `date ${literal(day)}`;
  return `valid_from <= ${date} and coalesce(valid_to_exclusive > ${date}, true)`;
}

/** The days with which rules of pricing change, for each currency of an account or a card: a select of `currency, day`. */
export function ruleChanges(database = ""): string {
  return `
    select currency, unnest([valid_from, valid_to_exclusive]) as day from ${database}marts.whatsapp_prices
    union
    select currency, day
    from (
      select currency from ${database}reference.settings union select currency from ${database}reference.accounts
    )
    cross join (
      select min(day) as day from ${database}marts.whatsapp_days group by regime
      union select unnest([valid_from, valid_to_exclusive]) from ${database}reference.whatsapp_markets
      union select valid_from from ${database}reference.auth_international_countries
      union select valid_from from ${database}reference.whatsapp_entry_points
    )`;
}
