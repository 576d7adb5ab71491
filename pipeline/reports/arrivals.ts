import {knownReads} from "../build/known-reads.js";
import {type Model, modelsFolder, readModels} from "../build/models.js";
import {happened} from "../build/sources.js";
import type {Context} from "../context.js";
import type {Feed} from "../contracts/feed.js";
import type {SourceSettings} from "../settings.js";
import {feedsOf} from "../sources/sources.js";
import {addDays, instantAt} from "../time.js";
import {literal, type Warehouse} from "../warehouse.js";
import type {Report} from "./definition.js";
import type {Layout} from "./layout.js";
import {type Bounds, boundsOf} from "./query.js";

/** A source whose data of a day is not here. */
export interface Missing {
  source: string;
  /** When it should have been. */
  deadline: Date;
}

/** Which sources reports wait for, and whether they are here. */
export interface Arrivals {
  /** The sources with a deadline that feed a report. */
  awaited(report: Report): string[];
  /** Of a report's day, or of the week that it ends, those not here yet, by name. */
  missing(report: Report, layout: Layout, day: string): Promise<Missing[]>;
}

/** What is known of one source, whatever the day. */
interface Arrival {
  /** When a file with rows came last, and one read whole that had none. */
  cameAt: number | null;
  emptyAt: number | null;
  newestEvent: number | null;
  hasEvents: boolean;
}

/**
 * A source has arrived for a day when a file of it came after the day's end, and its events reach into the day or
 * beyond; or when that file was empty, which says that nothing happened. A file that says what one before it said is not
 * loaded, but has come when it was made after the day's end: one that is moved was not. Where `days: open` is set, it is
 * not waited for on a day on which every calendar is closed. A week needs each of its days.
 */
export async function readArrivals(
  {warehouse, settings, now}: Pick<Context, "warehouse" | "settings" | "now">,
  reports: Report[],
  folder = modelsFolder
): Promise<Arrivals> {
  const deadlines = Object.entries(settings.sources).filter(([, {arrivesBy}]) => arrivesBy !== undefined);
  const names = deadlines.map(([name]) => name);
  const awaited = await sourcesOf(warehouse, reports, names, folder);
  const arrivals = new Map<string, Arrival>();
  for (const name of names) arrivals.set(name, await readArrival(warehouse, name, now));
  const arrivalsOf = (report: Report) => awaited.get(report.name) ?? [];
  return {
    awaited: arrivalsOf,
    async missing(report, layout, day) {
      const late: Missing[] = [];
      if (arrivalsOf(report).length === 0) return late;
      const days: Bounds[] = [];
      for (let back = report.every.period === "week" ? 6 : 0; back >= 0; back -= 1) {
        days.push(await boundsOf(warehouse, addDays(day, -back), layout.time_zone));
      }
      for (const source of arrivalsOf(report)) {
        const own = settings.sources[source]!;
        if (await isHere(warehouse, own, arrivals.get(source)!, days)) continue;
        late.push({source, deadline: instantAt(addDays(day, 1), own.arrivesBy!, layout.time_zone)});
      }
      return late;
    }
  };
}

// Which raw tables a report's numbers come from, the models say.
async function sourcesOf(warehouse: Warehouse, reports: Report[], names: string[], folder: string) {
  const found = new Map<string, string[]>();
  if (names.length === 0) return found;
  const models = await readModels(warehouse, folder);
  for (const report of reports) {
    const raw = rawTablesBelow((await knownReads(warehouse, report.sql)).tables, models);
    const isRead = ({name}: Feed) => raw.has(`raw.${name}`);
    found.set(report.name, names.filter((name) => feedsOf(name).some(isRead)).sort());
  }
  return found;
}

/** The raw tables that tables stand on, by way of the models that make them. */
export function rawTablesBelow(tables: string[], models: Model[]): Set<string> {
  const reads = new Map(models.map((model) => [model.name, model.reads]));
  const known = new Set(tables);
  for (const table of known) for (const read of reads.get(table) ?? []) known.add(read);
  return new Set([...known].filter((table) => table.startsWith("raw.")));
}

// A file from the time to come was loaded by a clock that ran ahead, and nobody knows when.
async function readArrival(warehouse: Warehouse, source: string, now: Date): Promise<Arrival> {
  const came = await warehouse.row<{with_rows: number | null; empty: number | null}>(
    `select epoch_ms(max(came_at) filter (where rows_accepted + rows_repeated > 0)) as with_rows,
      epoch_ms(max(came_at) filter (where rows_read = 0)) as empty
    from (
      select files.*, greatest(files.loaded_at, least(seen_files.seen_at, seen_files.modified_at)) as came_at
      from ops.files
      left join ops.seen_files on seen_files.feed = files.feed and seen_files.sha256 = files.sha256
      where files.feed = $source
    )
    where came_at <= $now::timestamptz`,
    {source, now: now.toISOString()}
  );
  const files = `select file_id from ops.files where feed = ${literal(source)}`;
  const newest = feedsOf(source).flatMap((feed) =>
    happened(feed).map(
      (column) =>
        `select max(${column}) as instant from raw.${feed.name} where ${column} <= loaded_at and file_id in (${files})`
    )
  );
  const hasEvents = newest.length > 0;
  const [event] = hasEvents
    ? await warehouse.rows<{newest: number | null}>(
        `select epoch_ms(max(instant)) as newest from (${newest.join(" union all ")})`
      )
    : [];
  return {cameAt: came.with_rows, emptyAt: came.empty, newestEvent: event?.newest ?? null, hasEvents};
}

async function isHere(warehouse: Warehouse, own: SourceSettings, arrival: Arrival, days: Bounds[]): Promise<boolean> {
  for (const bounds of days) {
    if (!hasArrived(arrival, bounds) && !(await isQuiet(warehouse, own, bounds))) return false;
  }
  return true;
}

function hasArrived({cameAt, emptyAt, newestEvent, hasEvents}: Arrival, {starts_at, ends_at}: Bounds): boolean {
  const end = Date.parse(ends_at);
  if (emptyAt !== null && emptyAt >= end) return true;
  if (cameAt === null || cameAt < end) return false;
  return !hasEvents || (newestEvent !== null && newestEvent >= Date.parse(starts_at));
}

async function isQuiet(warehouse: Warehouse, {days}: SourceSettings, {starts_at, ends_at}: Bounds): Promise<boolean> {
  if (days !== "open") return false;
  const {found} = await warehouse.row<{found: boolean}>(
    `select exists(
      from marts.opening_intervals where opens_at < $ends_at::timestamptz and closes_at > $starts_at::timestamptz
    ) as found`,
    {starts_at, ends_at}
  );
  return !found;
}
