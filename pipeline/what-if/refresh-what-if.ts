import {createHash} from "node:crypto";
import {readModels} from "../build/models.js";
import {createOpsTables} from "../build/ops-tables.js";
import type {Context} from "../context.js";
import {literal, type Warehouse} from "../warehouse.js";
import {readScenario, ruleChanges, type Scenario} from "./scenario.js";

const monthsShown = 3;

/**
 * Rates the last whole months by the rules in force now, by those before them and, where a card is at hand already, by
 * those to come, into ops.spend_what_if: what the Spend page shows side by side. Each month is rated by itself, and only
 * where something changed that its rating is made of: without a build since, nothing did.
 */
export async function refreshWhatIf({warehouse, log, signal}: Context): Promise<void> {
  await createOpsTables(warehouse);
  const build = await lastBuild(warehouse);
  const known = await warehouse.rows<{fingerprint: string}>("select fingerprint from ops.what_if_state");
  const isKnown = (print: string | null) => known.some(({fingerprint}) => fingerprint === print);
  if (isKnown(build)) return;
  const months = await shownMonths(warehouse);
  const rules = months.length === 0 ? [] : await rulesToCompare(warehouse);
  const prints = await fingerprints(warehouse, months, rules);
  const changed = months.filter(({from}) => !isKnown(prints.get(from)!));
  await forget(warehouse, prints, changed);
  if (changed.length > 0) {
    const step = log.step("what-if", changed.length);
    const changes = await daysOfChange(warehouse);
    for (const [index, month] of changed.entries()) {
      signal.throwIfAborted();
      await rate(warehouse, month, rules, changes);
      // Last, so that what was stopped halfway is done again.
      await warehouse.run("insert into ops.what_if_state values ($print)", {print: prints.get(month.from)!});
      step.advance(index + 1, month.from.slice(0, 7));
    }
    step.end(`${changed.length} months, ${rules.length} sets of rules`);
  }
  if (build !== null) await warehouse.run("insert into ops.what_if_state values ($build)", {build});
}

/** Notes what a month was charged, and what it would be by each set of rules. */
async function rate(warehouse: Warehouse, month: Month, rules: Rules[], changes: string[]): Promise<void> {
  const {rateScenarios} = await import("./rate-scenario.js");
  // Where the rules of a day are those of the whole month, it was charged by them.
  const isOwn = ({day}: Rules) => day <= month.from && !changes.some((change) => change > day && change <= month.to);
  for (const of of [null, ...rules.filter(isOwn)]) await keep(warehouse, "marts.whatsapp_charges", month, of);
  const others = rules.filter((one) => !isOwn(one));
  const scenarios: Scenario[] = [];
  for (const {day} of others) scenarios.push(await readScenario(warehouse, {...month, asOf: day}));
  await rateScenarios(warehouse, scenarios, (charges, {as_of}) =>
    keep(warehouse, charges, month, others.find(({day}) => day === as_of)!)
  );
}

/** Like "build 7"; null where nothing was built as builds do it. */
async function lastBuild(warehouse: Warehouse): Promise<string | null> {
  const {id} = await warehouse.row<{id: number | null}>("select max(build_id) as id from ops.builds");
  return id === null ? null : `build ${id}`;
}

/** Leaves of what was rated before only the months that are shown and did not change. */
async function forget(warehouse: Warehouse, prints: Map<string, string>, changed: Month[]): Promise<void> {
  const kept = [...prints].filter(([first]) => !changed.some(({from}) => from === first));
  const months = kept.map(([first]) => first).join();
  const fingerprints = kept.map(([, print]) => print).join();
  await warehouse.transaction(async () => {
    await warehouse.run(
      "delete from ops.spend_what_if where not list_contains(string_split($months, ','), month::varchar)",
      {months}
    );
    await warehouse.run(
      "delete from ops.what_if_state where not list_contains(string_split($fingerprints, ','), fingerprint)",
      {fingerprints}
    );
  });
}

interface Month {
  /** Its first and last day. */
  from: string;
  to: string;
  /** The first day of the month before. */
  before: string;
}

/** Whole months of which all days are at hand, the newest few. */
async function shownMonths(warehouse: Warehouse): Promise<Month[]> {
  return warehouse.rows<Month & Record<string, string>>(`
    with

    charged as (
      select min(day) as first_day, max(day) as last_day from marts.whatsapp_charges
    ),

    months as (
      select unnest(generate_series(
        date_trunc('month', last_day) - interval ${monthsShown} month,
        date_trunc('month', last_day) - interval 1 month,
        interval 1 month
      ))::date as first_of_month, first_day
      from charged
    )

    select
      first_of_month::varchar as "from",
      (first_of_month + interval 1 month - interval 1 day)::date::varchar as "to",
      (first_of_month - interval 1 month)::date::varchar as before
    from months
    where first_of_month >= first_day
    order by first_of_month
  `);
}

/** A set of rules: what the page calls it, and its first day. */
interface Rules {
  rules: string;
  day: string;
}

/** First days of the rules in force at the newest data, of those before them, and of those to come. */
async function rulesToCompare(warehouse: Warehouse): Promise<Rules[]> {
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

/** The days with which any rule of what was charged changes. */
async function daysOfChange(warehouse: Warehouse): Promise<string[]> {
  const days = await warehouse.rows<{day: string}>(`
    with

    -- What begins at an instant may begin on another day where the account is.
    instants as (
      select auth_international_start as starts_at from reference.settings
      union select starts_at from reference.auth_international_exceptions
    )

    select day::varchar as day
    from (
      select day from (${ruleChanges()}) where currency in (select currency from marts.whatsapp_charges)
      union
      select starts_at::date + unnest([-1, 0, 1]) from instants
    )
    where day is not null
  `);
  return days.map(({day}) => day);
}

/**
 * By month, of all that its rating is made of: charges alone would not tell of a contact's words that came late, which
 * open a window under other rules. Windows follow one another from before the month on; the month before it is looked at.
 */
async function fingerprints(warehouse: Warehouse, months: Month[], rules: object[]): Promise<Map<string, string>> {
  if (months.length === 0) return new Map();
  const models = (await readModels(warehouse)).filter(({name}) => name.startsWith("marts.whatsapp_"));
  const tables = new Set(models.flatMap(({reads}) => reads.filter((table) => table.startsWith("reference."))));
  const sum = (hashed: string) => `coalesce(sum(hash(${hashed})::hugeint), 0)`;
  const sums = [...tables, "marts.whatsapp_prices"].map((name) => `(select ${sum("rows")} from ${name} as rows)`);
  const reference = await warehouse.row(`select concat_ws(' ', ${sums.join(", ")}) as content`);
  const event = "message_id, recipient_id, recipient_participant_id, window_key, occurred_at, category, entry_point";
  const days = `day >= date ${literal(months[0]!.before)} and day <= date ${literal(months.at(-1)!.to)}`;
  const traffic = await warehouse.rows<{month: string}>(`
    select month::varchar as month, ${sum("whatsapp_charges")}::varchar as content, 'charges' as what
    from marts.whatsapp_charges where ${days} group by month
    union all
    select month::varchar as month, ${sum(event)}::varchar, 'events'
    from marts.whatsapp_events where ${days} group by month
    order by month, what
  `);
  return new Map(
    months.map(({before, from, to}) => {
      const own = traffic.filter(({month}) => month >= before && month <= to);
      const text = JSON.stringify([from, rules, reference, own, models.map(({sql}) => sql)]);
      return [from, createHash("sha256").update(text).digest("hex")];
    })
  );
}

async function keep(warehouse: Warehouse, charges: string, {from, to}: Month, of: Rules | null): Promise<void> {
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
    where day between date ${literal(from)} and date ${literal(to)}
    group by month, market, category, currency
  `);
}
