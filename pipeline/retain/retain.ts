import {build} from "../build/build.js";
import type {ChangedRows} from "../build/changes.js";
import {markStale} from "../compact.js";
import type {Context} from "../context.js";
import {columnNames} from "../contracts/feed.js";
import {feedNamed} from "../contracts/feeds.js";
import {lastInstant} from "../ingest/last-instant.js";
import {forgetKeys} from "../ingest/raw-keys.js";
import {rawTable, versionsTable} from "../ingest/raw-tables.js";
import {readFinalBefore} from "../ingest/refuse-final.js";
import {startOfDay} from "../time.js";
import {hasTable, identifier, literal, rowCount, type Warehouse} from "../warehouse.js";
import {type Horizon, horizonOf} from "./horizon.js";
import {isOldThread, markLiving} from "./threads.js";

export interface Removal {
  feed: string;
  table: string;
  what: "rows" | "texts";
  /** First local day that keeps all. */
  before: string;
  rows: number;
}

export interface RetainSummary {
  removals: Removal[];
  /** First local day whose metrics may still change. */
  finalBefore: string;
}

/**
 * Removes what is older than settings let it get, once a month for each feed, and brings the marts in line with what is
 * left, in one transaction. Metrics of the days before stay as they are, and no later build makes them anew. Must follow a
 * build of everything that was loaded. Null when nothing is due.
 */
export async function retain(context: Context, models?: string): Promise<RetainSummary | null> {
  const {warehouse, settings, log, now} = context;
  if (Object.keys(settings.retainDays).length === 0) return null;
  const due = await dueHorizons(context);
  if (due.length === 0) return null;
  let removals: Removal[] = [];
  const remove = async (): Promise<Map<string, ChangedRows>> => {
    // A build that turns out to be long begins again in a copy.
    removals = [];
    const changed = new Map<string, ChangedRows>();
    for (const horizon of due) {
      const done = await removeOld(warehouse, horizon, settings.timeZone);
      removals.push(...done.removals, ...(await forgetInMetrics(warehouse, horizon)));
      changed.set(rawTable(feedNamed(horizon.feed)), done.changed);
      await noteHorizon(warehouse, horizon);
    }
    for (const removal of removals) await noteRemoval(warehouse, removal, now);
    if (removals.length > 0) await markStale(warehouse);
    return changed;
  };
  await build(context, {remove, ...(models !== undefined && {folder: models})});
  for (const {table, what, before, rows} of removals) {
    log.info(`${table}: ${rows.toLocaleString("en")} ${what} from before ${before} were removed; metrics stay.`);
  }
  return {removals, finalBefore: (await readFinalBefore(warehouse))!};
}

async function dueHorizons({warehouse, settings}: Context): Promise<Horizon[]> {
  const [asOf] = await warehouse.rows<{milliseconds: number | null}>(
    "select epoch_ms(as_of) as milliseconds from ops.as_of"
  );
  if (asOf === undefined || asOf.milliseconds === null) return [];
  const at = new Date(asOf.milliseconds);
  const known = await warehouse.rows<{feed: string; keptFrom: string}>(
    `select feed, kept_from::varchar as "keptFrom" from ops.retention`
  );
  return Object.entries(settings.retainDays)
    .map(([feed, days]) => horizonOf(feed, days, at, settings.timeZone))
    .filter(({feed, keptFrom}) => !known.some((one) => one.feed === feed && one.keptFrom >= keptFrom));
}

async function removeOld(warehouse: Warehouse, horizon: Horizon, timeZone: string) {
  const feed = feedNamed(horizon.feed);
  const table = rawTable(feed);
  const since = startOfDay(`date '${horizon.keptFrom}'`, literal(timeZone));
  const isOld = `${lastInstant(feed)} < ${since}`;
  await markLiving(warehouse, since);
  const names = columnNames(feed).filter((name) => !texts.includes(name));
  const gone = `temp."removed ${table}"`;
  await warehouse.run(`create or replace temp table "removed ${table}" as
    select ${names.map(identifier).join(", ")}, rowid as row_id, true as has_gone
    from ${table} where ${isOld} and ${isOldThread(feed.name)}`);
  await warehouse.run(`delete from ${table} where rowid in (select row_id from ${gone} where has_gone)`);
  await forgetKeys(warehouse, feed);
  const emptied = [...columnNames(feed).filter((name) => texts.includes(name)), "extra"];
  const hasText = emptied.map((name) => `coalesce(${identifier(name)}::varchar, '') <> ''`).join(" or ");
  await warehouse.run(`insert into ${gone}
    select ${names.map(identifier).join(", ")}, rowid, false from ${table} where ${isOld} and (${hasText})`);
  // Empty, not null: a message whose text is gone is no event.
  const empty = emptied.map((name) => (name === "extra" ? "extra = null" : `${name} = if(${name} is null, null, '')`));
  await warehouse.run(
    `update ${table} set ${empty.join(", ")} where rowid in (select row_id from ${gone} where not has_gone)`
  );
  const versions = versionsTable(feed);
  const counted = await warehouse.row<{rows: number; texts: number; versions: number}>(
    `select count(*) filter (where has_gone) as rows, count(*) filter (where not has_gone) as texts,
      (select count(*) from ${versions} where ${isOld}) as versions
    from ${gone}`
  );
  await warehouse.run(`delete from ${versions} where ${isOld}`);
  const rejects = await emptyRejects(warehouse, feed.name, since);
  const base = {feed: feed.name, before: horizon.keptFrom};
  const removals: Removal[] = [
    {...base, table, what: "rows", rows: counted.rows},
    {...base, table, what: "texts", rows: counted.texts},
    {...base, table: versions, what: "rows", rows: counted.versions},
    {...base, table: "ops.rejects", what: "texts", rows: rejects}
  ];
  return {
    removals: removals.filter(({rows}) => rows > 0),
    changed: {table, sql: `select * exclude (row_id, has_gone) from ${gone}`, columns: names}
  };
}

/** What people wrote, whichever feed it is in. */
const texts = ["text", "response_text"];

// Refused rows hold the texts that they were refused with.
async function emptyRejects(warehouse: Warehouse, feed: string, since: string): Promise<number> {
  const sources = feed === "dialogflow_turns" ? ["dialogflow"] : [feed];
  if (feed === "messages") sources.push("whatsapp_cloud", "console_messages");
  const old = `row_text is not null and refused_at < ${since}
    and file_id in (select file_id from ops.files where feed in (${sources.map(literal).join(", ")}))`;
  const {rows} = await warehouse.row<{rows: number}>(`select count(*) as rows from ops.rejects where ${old}`);
  if (rows > 0) await warehouse.run(`update ops.rejects set row_text = null where ${old}`);
  return rows;
}

// Figures stay; what people wrote, and ids that hold their number, are none. Wordings of a day become one without words.
async function forgetInMetrics(warehouse: Warehouse, {feed, keptFrom}: Horizon): Promise<Removal[]> {
  const removals: Removal[] = [];
  const forget = async (table: string, isOld: string, sql: string) => {
    if (!(await hasTable(warehouse, table))) return;
    const rows = await rowCount(warehouse, `(from ${table} where ${isOld})`);
    if (rows === 0) return;
    await warehouse.run(sql);
    removals.push({feed, table, what: "texts", before: keptFrom, rows});
  };
  const isBefore = `< date '${keptFrom}'`;
  if (feed === "messages" || feed === "dialogflow_turns") {
    await forget(
      "metrics.unmatched_texts",
      `day ${isBefore} and wording <> ''`,
      `create or replace temp table forgotten as
      select
        day, channel, '' as wording, sum(messages)::integer as messages, sum(sessions)::integer as sessions,
        min(first_seen_at) as first_seen_at, max(last_seen_at) as last_seen_at, '' as example
      from metrics.unmatched_texts where day ${isBefore} group by day, channel;
      delete from metrics.unmatched_texts where day ${isBefore};
      insert into metrics.unmatched_texts by name from temp.forgotten;
      drop table temp.forgotten;`
    );
  }
  if (feed === "messages" || feed === "delivery_events") {
    const isOld = `month ${isBefore} and example is not null`;
    await forget(
      "metrics.spend_disagreements",
      isOld,
      `update metrics.spend_disagreements set example = null where ${isOld}`
    );
  }
  return removals;
}

async function noteHorizon(warehouse: Warehouse, {feed, keptFrom, finalBefore}: Horizon): Promise<void> {
  await warehouse.run("delete from ops.retention where feed = $feed", {feed});
  await warehouse.run("insert into ops.retention values ($feed, $keptFrom::date, $finalBefore::date)", {
    feed,
    keptFrom,
    finalBefore
  });
}

async function noteRemoval(warehouse: Warehouse, removal: Removal, at: Date): Promise<void> {
  const {feed, table, what, before, rows} = removal;
  await warehouse.run(
    "insert into ops.removals values ($at::timestamptz, $feed, $table, $what, $before::date, $rows)",
    {at: at.toISOString(), feed, table, what, before, rows}
  );
}
