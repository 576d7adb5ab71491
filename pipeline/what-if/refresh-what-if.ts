import {createHash} from "node:crypto";
import {readModels} from "../build/models.js";
import {createOpsTables} from "../build/ops-tables.js";
import type {Context} from "../context.js";
import {referenceTableNames} from "../reference/tables.js";
import {identifier, literal, type Warehouse} from "../warehouse.js";

const monthsShown = 3;

/**
 * Rates the last whole months by the rules in force now, by those before them and, where a card is at hand already, by
 * those to come, into ops.spend_what_if: what the Spend page shows side by side. Does nothing while nothing changed:
 * without a build since, all that it reads is the same, and after one its content decides.
 */
export async function refreshWhatIf({warehouse, log, signal}: Context): Promise<void> {
  await createOpsTables(warehouse);
  const build = await lastBuild(warehouse);
  const known = await warehouse.rows<{fingerprint: string}>("select fingerprint from ops.what_if_state");
  const isKnown = (print: string | null) => known.some(({fingerprint}) => fingerprint === print);
  if (isKnown(build)) return;
  const months = await shownMonths(warehouse);
  const days = months === null ? [] : await rulesToCompare(warehouse);
  const print = await fingerprint(warehouse, months, days);
  if (isKnown(print)) return noteState(warehouse, print, build);
  const {rateScenario} = await import("./rate-scenario.js");
  const {readScenario} = await import("./scenario.js");
  const step = log.step("what-if", days.length);
  await warehouse.transaction(async () => {
    await warehouse.run("delete from ops.spend_what_if; delete from ops.what_if_state;");
    if (months !== null) await keep(warehouse, "marts.whatsapp_charges", months, null);
  });
  for (const [index, {rules, day}] of days.entries()) {
    signal.throwIfAborted();
    const scenario = await readScenario(warehouse, {...months!, asOf: day});
    await rateScenario(warehouse, scenario, (charges) => keep(warehouse, charges, months!, {rules, day}));
    step.advance(index + 1, day);
  }
  // Last, so that what was stopped halfway is done again.
  await noteState(warehouse, print, build);
  step.end(`${days.length} sets of rules`);
}

/** Like "build 7"; null where nothing was built as builds do it. */
async function lastBuild(warehouse: Warehouse): Promise<string | null> {
  const {id} = await warehouse.row<{id: number | null}>("select max(build_id) as id from ops.builds");
  return id === null ? null : `build ${id}`;
}

async function noteState(warehouse: Warehouse, print: string, build: string | null): Promise<void> {
  await warehouse.transaction(async () => {
    await warehouse.run("delete from ops.what_if_state");
    await warehouse.run("insert into ops.what_if_state values ($print)", {print});
    if (build !== null) await warehouse.run("insert into ops.what_if_state values ($build)", {build});
  });
}

interface Months {
  from: string;
  to: string;
}

/** Whole months of which all days are at hand, the newest few; null without any. */
async function shownMonths(warehouse: Warehouse): Promise<Months | null> {
  const {first, last} = await warehouse.row<{first: string | null; last: string | null}>(`
    select
      greatest(
        date_trunc('month', min(day)) + if(min(day) > date_trunc('month', min(day)), interval 1 month, interval 0 month),
        date_trunc('month', max(day)) - interval ${monthsShown} month
      )::date::varchar as first,
      (date_trunc('month', max(day)) - interval 1 day)::date::varchar as last
    from marts.whatsapp_charges
  `);
  return first === null || last === null || first > last ? null : {from: first, to: last};
}

/** First days of the rules in force at the newest data, of those before them, and of those to come. */
async function rulesToCompare(warehouse: Warehouse): Promise<{rules: string; day: string}[]> {
  const {current, previous, announced} = await warehouse.row<Record<string, string | null>>(`
    with

    newest as (
      select max(day) as day from marts.whatsapp_charges
    ),

    changes as (
      select min(day) as day from marts.whatsapp_days group by regime
      union
      select valid_from
      from marts.whatsapp_prices
      where currency in (select currency from marts.whatsapp_charges)
    )

    select
      (max(changes.day) filter (where changes.day <= newest.day))::varchar as current,
      (max(changes.day) filter (where changes.day < (
        select max(earlier.day) from changes as earlier cross join newest where earlier.day <= newest.day
      )))::varchar as previous,
      (min(changes.day) filter (where changes.day > newest.day))::varchar as announced
    from changes
    cross join newest
  `);
  return Object.entries({previous, current, announced}).flatMap(([rules, day]) => (day == null ? [] : [{rules, day}]));
}

/**
 * Of all that scenarios are made of: charges alone would not tell of a contact's words that came late, which open a
 * window under other rules. Windows follow one another from before the first month on; a month before it is looked at.
 */
async function fingerprint(warehouse: Warehouse, months: Months | null, days: object[]): Promise<string> {
  const models = (await readModels(warehouse)).filter(({name}) => name.startsWith("marts.whatsapp_"));
  const sum = (hashed: string, rows: string) => `(select coalesce(sum(hash(${hashed})::hugeint), 0) from ${rows})`;
  const tables = ["marts.whatsapp_prices", ...referenceTableNames.map((name) => `reference.${identifier(name)}`)];
  const {content} = await warehouse.row<{content: string}>(
    months === null
      ? "select '' as content"
      : `select concat_ws(' ', ${[
          sum("whatsapp_charges", `marts.whatsapp_charges where ${isWithin(months)}`),
          sum(
            "message_id, recipient_id, recipient_participant_id, window_key, occurred_at, category, entry_point",
            `marts.whatsapp_events
            where day between date ${literal(months.from)} - interval 1 month and date ${literal(months.to)}`
          ),
          ...tables.map((name) => sum("rows", `${name} as rows`))
        ].join(", ")}) as content`
  );
  const text = JSON.stringify([months, days, content, models.map(({sql}) => sql)]);
  return createHash("sha256").update(text).digest("hex");
}

function isWithin({from, to}: Months): string {
  return `day between date ${literal(from)} and date ${literal(to)}`;
}

async function keep(
  warehouse: Warehouse,
  charges: string,
  months: Months,
  of: {rules: string; day: string} | null
): Promise<void> {
  const {name} = await warehouse.row<{name: string}>(
    "select database_name as name from duckdb_tables() where schema_name = 'ops' and table_name = 'spend_what_if'"
  );
  await warehouse.run(`
    insert into "${name}".ops.spend_what_if
    select
      ${of === null ? "'charged', null" : `${literal(of.rules)}, date ${literal(of.day)}`},
      month,
      market,
      category,
      currency,
      count(*),
      count(*) filter (where pricing_type = 'regular' and amount is not null),
      count(*) filter (where pricing_type != 'regular'),
      count(*) filter (where amount is null),
      sum(amount),
      bool_or(is_estimate)
    from ${charges}
    where ${isWithin(months)}
    group by month, market, category, currency
  `);
}
