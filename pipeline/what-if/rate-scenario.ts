import {query} from "../build/columns.js";
import {readModels} from "../build/models.js";
import {inParts, mostRowsAtOnce, type Parted} from "../build/parts.js";
import {fillRebuild} from "../build/rebuild.js";
import {referenceTableNames} from "../reference/tables.js";
import {identifier, literal, type Warehouse} from "../warehouse.js";
import {holdsOn, ruleChanges, type Scenario} from "./scenario.js";

/**
 * Rates the traffic of some days by the models themselves, in a database in memory beside the warehouse, under one
 * scenario of these days after the other: they find there the same traffic, but days of one regime and reference data
 * frozen at one day. No rule of pricing stands here. Gives what `use` gave of each: `charges` is marts.whatsapp_charges
 * under the scenario, with days before its first too.
 */
export async function rateScenarios<Result>(
  warehouse: Warehouse,
  scenarios: Scenario[],
  use: (charges: string, scenario: Scenario) => Promise<Result>,
  options: {rowsAtOnce?: number} = {}
): Promise<Result[]> {
  const {name} = await warehouse.row<{name: string}>("select current_database() as name");
  const models = await readModels(warehouse);
  const rowsAtOnce = options.rowsAtOnce ?? (await mostRowsAtOnce(warehouse));
  // Which messages and contacts there are, and where their rows lie, is the same under all rules.
  const traffic = {warehouse, base: identifier(name), models, filled: new Map(), rowsAtOnce};
  const results: Result[] = [];
  await warehouse.run("attach ':memory:' as what_if (read_write); use what_if;");
  try {
    for (const schema of ["reference", "staging", "marts", "rebuild"]) await warehouse.run(`create schema ${schema}`);
    for (const [index, scenario] of scenarios.entries()) {
      const stage: Stage = {...traffic, scenario};
      await prepare(stage);
      if (index === 0) await nameMessages(stage);
      await nameRules(stage);
      await build(stage, "marts.whatsapp_events", namedMessages, (events) => withoutForeignReports(stage, events));
      await build(stage, "marts.whatsapp_windows");
      await build(stage, "marts.whatsapp_usage");
      await grow(stage);
      await build(stage, "marts.whatsapp_units");
      await build(stage, "marts.whatsapp_charges");
      results.push(await use("what_if.marts.whatsapp_charges", scenario));
      // Each has as many rows as the traffic, in memory.
      for (const table of ["events", "windows", "usage", "units", "charges"]) {
        await warehouse.run(`drop table marts.whatsapp_${table}`);
      }
    }
    return results;
  } finally {
    await warehouse.run(`use ${traffic.base}; detach what_if;`);
  }
}

interface Stage extends Parted {
  /** The warehouse's own database. */
  base: string;
  scenario: Scenario;
}

/**
 * Makes a model's table of everything, or of the keys that a table names; in parts where that is much. What is written
 * may be another select of the model's.
 */
async function build(
  stage: Stage,
  name: string,
  named?: string,
  written = (select: string) => `from ${select}`
): Promise<void> {
  const {warehouse, models, filled} = stage;
  const model = models.find((candidate) => candidate.name === name)!;
  await fillRebuild(warehouse, model, models, filled, named);
  await inParts(stage, model, async (isFirst, sql) => {
    const rows = written(query({...model, sql}));
    await warehouse.run(isFirst ? `create table ${name} as ${rows}` : `insert into ${name} by name ${rows}`);
  });
}

async function prepare(stage: Stage): Promise<void> {
  const {warehouse, base, scenario} = stage;
  const {as_of, regime, currency} = scenario;
  const day = `date ${literal(as_of)}`;
  const frozen = "date '2000-01-01' as valid_from, null::date as valid_to_exclusive";
  // A free entry point's length begins with a day that marts.whatsapp_days has.
  const firstDay = `(select min(day) from ${base}.marts.whatsapp_days)`;
  const begun = (instant: string) => `if(${instant} < ${day} + interval 1 day, timestamptz '2000-01-01', null)`;
  const owned = currency === null ? "*" : `* replace (${literal(currency)} as currency)`;
  const changed: Record<string, string> = {
    market_prefixes: `select * replace (${frozen}) from ${base}.reference.market_prefixes where ${holdsOn(as_of)}`,
    whatsapp_markets: `select * replace (${frozen}) from ${base}.reference.whatsapp_markets where ${holdsOn(as_of)}`,
    auth_international_countries: `select * replace (date '2000-01-01' as valid_from)
      from ${base}.reference.auth_international_countries where valid_from <= ${day}`,
    auth_international_exceptions: `select * replace (
        coalesce(${begun("starts_at")}, timestamptz '9999-01-01') as starts_at
      ) from ${base}.reference.auth_international_exceptions`,
    whatsapp_entry_points: `select ${firstDay} as valid_from, arg_max(hours, valid_from) as hours
      from ${base}.reference.whatsapp_entry_points where valid_from <= ${day} having count(*) > 0`,
    accounts: `select ${owned} from ${base}.reference.accounts`,
    settings: `select * replace (
        ${begun("auth_international_start")} as auth_international_start,
        ${currency === null ? "currency" : literal(currency)} as currency
      ) from ${base}.reference.settings`
  };
  for (const table of referenceTableNames) {
    const name = `reference.${identifier(table)}`;
    const content = changed[table];
    const kind = content ? "table" : "view";
    await warehouse.run(`create or replace ${kind} ${name} as ${content ?? `from ${base}.${name}`}`);
  }
  const same = [
    "staging.messages",
    "staging.delivery_events",
    "marts.calendar_days",
    "marts.whatsapp_accounts",
    "marts.whatsapp_template_categories",
    "marts.whatsapp_range"
  ];
  for (const name of same) await warehouse.run(`create or replace view ${name} as from ${base}.${name}`);
  // Where the regime was in force already, what came before it keeps its own: an open conversation may reach into it.
  await warehouse.run(`
    create or replace table marts.whatsapp_days as
    select * replace (
      case
        when day < ${firstOfMonth(scenario)} and ${literal(regime)} = (
          select any_value(regime) from ${base}.marts.whatsapp_days where day = ${firstOfMonth(scenario)}
        )
        then regime
        else ${literal(regime)}
      end as regime
    )
    from ${base}.marts.whatsapp_days;
    create or replace table marts.whatsapp_prices as
    select * replace (${frozen}) from ${base}.marts.whatsapp_prices where ${holdsOn(as_of)};
  `);
}

function firstOfMonth({from}: Scenario): string {
  return `date ${literal(`${from.slice(0, 7)}-01`)}`;
}

const namedMessages = "rebuild.named_messages";

/**
 * The messages that bear on it: from the local first of the month, as counters begin there, and at least 96 hours
 * before, as windows reach back so far. Where a contact had no such pause, back to one: windows follow one another, and
 * from a pause on they are the same whatever came before it.
 */
async function nameMessages(stage: Stage): Promise<void> {
  const {warehouse, base, scenario} = stage;
  await warehouse.run(`
    create table rebuild.window_starts as
    select
      whatsapp_events.window_key,
      min(first_days.starts_at) as month_starts_at,
      null::timestamptz as starts_at
    from ${base}.marts.whatsapp_events
    inner join ${base}.marts.whatsapp_days as first_days
      on first_days.time_zone = whatsapp_events.time_zone and first_days.day = ${firstOfMonth(scenario)}
    where whatsapp_events.occurred_at is not null
      and whatsapp_events.day between ${firstOfMonth(scenario)} and date ${literal(scenario.to)}
    group by whatsapp_events.window_key
  `);
  for (const reach of daysLookedBack) await findStarts(stage, reach);
  const {first} = await warehouse.row<{first: string | null}>(
    "select (min(starts_at)::date - 6)::varchar as first from rebuild.window_starts"
  );
  await warehouse.run(`
    create table ${namedMessages} as
    select distinct whatsapp_events.message_id
    from ${base}.marts.whatsapp_events
    inner join rebuild.window_starts on window_starts.window_key = whatsapp_events.window_key
    where whatsapp_events.occurred_at >= window_starts.starts_at - interval 96 hours
      and whatsapp_events.day between date ${literal(first ?? scenario.from)} and date ${literal(scenario.to)}
  `);
}

/** How far a pause is looked for at first, in days, and where there is none; the last is all of history. */
const daysLookedBack = [40, 200, 40_000];

/** Of contacts that have none yet, the start from which on nothing that came before counts, if it lies within reach. */
async function findStarts({warehouse, base, scenario}: Stage, reachDays: number): Promise<void> {
  const first = `${firstOfMonth(scenario)} - ${reachDays}`;
  await warehouse.run(`
    update rebuild.window_starts
    set starts_at = found.starts_at
    from (
      select
        window_key,
        case when count(occurred_at) = 0 then any_value(month_starts_at)
          else max(occurred_at) filter (where pause >= interval 96 hours)
        end as starts_at
      from (
        select
          window_starts.window_key,
          window_starts.month_starts_at,
          sent.occurred_at,
          -- Nothing is known of what was sent before the first day that is read, in whichever zone.
          sent.occurred_at - lag(sent.occurred_at, 1, (${first} + 2)::timestamptz) over (
            partition by window_starts.window_key order by sent.occurred_at
          ) as pause
        from rebuild.window_starts
        left join (
          select window_key, occurred_at
          from ${base}.marts.whatsapp_events
          where direction = 'outbound'
            and occurred_at is not null
            and day >= ${first}
            and day < ${firstOfMonth(scenario)}
        ) as sent
          on sent.window_key = window_starts.window_key
          and sent.occurred_at <= window_starts.month_starts_at - interval 96 hours
        where window_starts.starts_at is null
      )
      group by window_key
    ) as found
    where found.window_key = window_starts.window_key and window_starts.starts_at is null
  `);
}

/** The rules that each currency's reports were made by, as long as they are those of the scenario's day. */
async function nameRules({warehouse, base, scenario: {as_of}}: Stage): Promise<void> {
  await warehouse.run(`
    create or replace table marts.rules_in_force as
    select
      currency,
      coalesce(max(day) filter (where day <= date ${literal(as_of)}), date '2000-01-01') as holds_from,
      coalesce(min(day) filter (where day > date ${literal(as_of)}), date '9999-01-01') as holds_until
    from (${ruleChanges(`${base}.`)})
    group by currency
  `);
}

/**
 * What Meta reported holds for the rules of its day. Where the scenario has others it is taken away, and all is derived
 * anew; what it told of the traffic itself stays: the category of a template, a free entry point, or that a click opened
 * none.
 */
function withoutForeignReports({base, scenario}: Stage, events: string): string {
  const {as_of, regime, currency} = scenario;
  const ownRegime = `(
    select any_value(regime) from ${base}.marts.whatsapp_days where day = date ${literal(as_of)}
  )`;
  const isForeign = `(
    events.direction = 'outbound'
    and coalesce(events.day >= (select min(day) from marts.whatsapp_days where regime = ${literal(regime)}), false)
    and not coalesce(
      events.day >= rules_in_force.holds_from
      and events.day < rules_in_force.holds_until
      and ${literal(regime)} = ${ownRegime}
      and ${currency === null ? "true" : `rules_in_force.currency = ${literal(currency)}`},
      false
    )
  )`;
  const isEntryPoint = `(
    coalesce(reported_origin = 'referral_conversion', false)
    or coalesce(reported_category = 'referral_conversion', false)
    or coalesce(reported_type = 'free_entry_point', false)
  )`;
  const kept: Record<string, string> = {
    category: `case
      when not is_template then if(is_group, 'group_service', 'service')
      when category = 'authentication_international' then 'authentication'
      when category in ('user_initiated', 'business_initiated', 'service') then null
      else category
    end`,
    // An answer that was charged opened no free entry point, whatever the rules.
    reported_origin: `case
      when ${isEntryPoint} then 'referral_conversion'
      when reported_type = 'regular' then 'regular'
      else reported_origin
    end`,
    reported_conversation_id: `if(${isEntryPoint}, reported_conversation_id, null)`,
    reported_expires_at: `if(${isEntryPoint}, reported_expires_at, null)`
  };
  const taken = ["model", "type", "category", "billable"].map((name) => `reported_${name}`);
  for (const name of [...taken, "cost_amount", "cost_currency"]) kept[name] = "null";
  const replaced = Object.entries(kept).map(([name, sql]) => `if(is_foreign, ${sql}, ${name}) as ${name}`);
  return `
    select * exclude (is_foreign) replace (${replaced.join(", ")})
    from (
      select events.*, ${isForeign} as is_foreign
      from ${events} as events
      cross join ${base}.reference.settings
      asof left join (
        select account_id, currency, coalesce(valid_from, date '2000-01-01') as valid_from
        from ${base}.reference.accounts
      ) as accounts
        on accounts.account_id = events.account_id and events.day >= accounts.valid_from
      left join marts.rules_in_force on rules_in_force.currency = coalesce(accounts.currency, settings.currency)
    )`;
}

/** So many more units of every kind, spread evenly; or fewer. */
async function grow({warehouse, scenario}: Stage): Promise<void> {
  const tenthousandths = Math.round(Math.abs(scenario.growth_percent) * 100);
  if (tenthousandths === 0) return;
  const steps = `(place * ${tenthousandths} // 10000) - ((place - 1) * ${tenthousandths} // 10000)`;
  await warehouse.run(`
    create or replace table marts.growth as
    select unit_id, ${steps} as copies
    from (
      select
        unit_id,
        row_number() over (
          partition by month, account_id, business_number, market, category, usage_type
          order by charged_at, unit_id
        ) as place
      from marts.whatsapp_usage
    )
    where ${steps} > 0
  `);
  if (scenario.growth_percent < 0) {
    await warehouse.run("delete from marts.whatsapp_usage where unit_id in (select unit_id from marts.growth)");
    return;
  }
  await warehouse.run(`
    insert into marts.whatsapp_usage by name
    select whatsapp_usage.* replace (whatsapp_usage.unit_id || '|more ' || copy as unit_id)
    from marts.whatsapp_usage
    inner join (select unit_id, unnest(range(copies)) as copy from marts.growth) as more
      on more.unit_id = whatsapp_usage.unit_id
  `);
}
