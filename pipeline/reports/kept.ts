import {knownReads} from "../build/known-reads.js";
import {type Model, modelsFolder, readModels} from "../build/models.js";
import type {Context} from "../context.js";
import {feedNamed} from "../contracts/feeds.js";
import {rawTable} from "../ingest/raw-tables.js";
import {addDays, localDay, startOfDay} from "../time.js";
import {rawTablesBelow} from "./arrivals.js";
import type {Report} from "./definition.js";
import type {Layout} from "./layout.js";

/** Which days reports still have their rows of. */
export interface Kept {
  /** The first day whose rows are all there; null when none were removed. */
  since(report: Report, layout: Layout): string | null;
  /** Whether rows of a report's day, or of the week that it ends, were removed. */
  isGone(report: Report, layout: Layout, day: string): boolean;
}

/**
 * Retention takes old rows out of marts and leaves metrics as they were counted: a report of rows has none of the days
 * before, and would come out empty, or short; a report of figures is as it was.
 */
export async function readKept(
  {warehouse, settings}: Pick<Context, "warehouse" | "settings">,
  reports: Report[],
  folder = modelsFolder
): Promise<Kept> {
  const horizons = await warehouse.rows<{feed: string; at: number}>(
    `select feed, epoch_ms(${startOfDay("kept_from", "$zone")}) as at from ops.retention`,
    {zone: settings.timeZone}
  );
  const keptFrom = new Map<string, Date>();
  const models = horizons.length === 0 ? [] : await readModels(warehouse, folder);
  for (const report of horizons.length === 0 ? [] : reports) {
    const tables = (await knownReads(warehouse, report.sql)).tables.filter((table) => table.startsWith("marts."));
    const raw = rawTablesBelow(
      tables,
      models.filter((model) => isOfEvents(model) || tables.includes(model.name))
    );
    const instants = horizons.filter(({feed}) => raw.has(rawTable(feedNamed(feed)))).map(({at}) => at);
    if (instants.length > 0) keptFrom.set(report.name, new Date(Math.max(...instants)));
  }
  const since: Kept["since"] = ({name}, {time_zone}) => {
    const from = keptFrom.get(name);
    if (from === undefined) return null;
    const day = localDay(from, time_zone);
    return localDay(new Date(from.getTime() - 1), time_zone) < day ? day : addDays(day, 1);
  };
  return {
    since,
    isGone(report, layout, day) {
      const first = since(report, layout);
      return first !== null && (report.every.period === "week" ? addDays(day, -6) : day) < first;
    }
  };
}

// Marts that are made whole are what others look up, like calendars: they hold no rows of a day.
function isOfEvents({layer, header}: Model): boolean {
  return layer === "staging" || header.rebuild.mode !== "whole";
}
