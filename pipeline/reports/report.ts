import {mkdir} from "node:fs/promises";
import {tablesRead} from "../build/tables-read.js";
import type {Context} from "../context.js";
import {PipelineError, throwFaults, UsageError} from "../errors.js";
import {addDays, localDay, localTime, weekdayOf} from "../time.js";
import {literal} from "../warehouse.js";
import type {Report} from "./definition.js";
import {type Layout, layoutChanges, layoutOf, withFileName} from "./layout.js";
import {createLedger, type LedgerEntry, readLedger} from "./ledger.js";
import {queryFaults} from "./query.js";
import {readReports} from "./read-reports.js";
import {type Job, runReport, type WrittenReport} from "./run-report.js";

export interface ReportOptions {
  /** Without names, all reports. */
  names?: string[];
  /** Without a day, the last complete one. */
  day?: string;
  /** A folder other than the home's; what is written there is not in the ledger. */
  out?: string;
  /** What is due: complete days since the last one made, and days whose data changed since their file was made. */
  due?: boolean;
  /** Another folder of reports than the project's. */
  folder?: string;
}

export interface ReportSummary {
  reports: WrittenReport[];
}

/** Writes reports: those asked for, or those that are due. Every fault of a report is named before any is written. */
export async function writeReports(context: Context, options: ReportOptions = {}): Promise<ReportSummary> {
  const {warehouse, settings} = context;
  const all = await readReports(settings, options.folder);
  const chosen = choose(all, options.names ?? []).map((report) => withFileName(report, layoutOf(report, settings)));
  const faults: string[] = [];
  for (const report of chosen) {
    faults.push(...(await queryFaults(warehouse, report, layoutOf(report, settings), settings.timeZone)));
  }
  throwFaults("reports", faults);
  await createLedger(warehouse);
  const asOf = await readAsOf(context);
  const jobs: Job[] = [];
  for (const report of chosen) jobs.push(...(await jobsOf(context, options, report, asOf)));
  const folder = options.out ?? context.home.reports;
  await mkdir(folder, {recursive: true});
  return {reports: await runJobs(context, jobs, folder)};
}

function choose(reports: Report[], names: string[]): Report[] {
  const unknown = names.filter((name) => !reports.some((report) => report.name === name));
  if (unknown.length > 0) {
    const known = reports.map(({name}) => name).join(", ");
    throw new UsageError(`report ${unknown.join(", ")}: there is no such report. There are: ${known}.`);
  }
  return names.length === 0 ? reports : reports.filter(({name}) => names.includes(name));
}

async function readAsOf({warehouse}: Context): Promise<Date | null> {
  const [row] = await warehouse.rows<{milliseconds: number | null}>(
    "select epoch_ms(as_of) as milliseconds from ops.as_of"
  );
  const milliseconds = row?.milliseconds ?? null;
  return milliseconds === null ? null : new Date(milliseconds);
}

// The last build that changed a table which the report reads.
async function readBuildId({warehouse}: Context, {sql}: Report): Promise<number | null> {
  const {tables} = await tablesRead(warehouse, sql);
  const {build_id} = await warehouse.row<{build_id: number | null}>(
    `select max(build_id) as build_id from ops.models where list_contains([${tables.map(literal).join(", ")}], name)`
  );
  return build_id;
}

async function jobsOf(context: Context, options: ReportOptions, report: Report, asOf: Date | null) {
  const {settings, warehouse} = context;
  const layout = layoutOf(report, settings);
  // The day of the newest event may still get others.
  const lastComplete = asOf && addDays(localDay(asOf, layout.time_zone), -1);
  const buildId = await readBuildId(context, report);
  const inLedger = options.out === undefined ? await readLedger(warehouse, report.name) : null;
  const job = (day: string, reason: Job["reason"]): Job => ({
    report,
    layout,
    day,
    reason,
    asOf,
    buildId,
    isDayComplete: lastComplete !== null && day <= lastComplete,
    isInLedger: inLedger !== null,
    last: inLedger?.find((entry) => entry.day === day) ?? null
  });
  if (!options.due) {
    const day = options.day ?? lastComplete;
    if (day === null) {
      throw new PipelineError(`report ${report.name}: there is no data yet, so no day is complete. Load files first.`);
    }
    return [job(day, "asked")];
  }
  if (lastComplete === null) return [];
  const made = inLedger ?? [];
  const due = daysDue(made, lastComplete, lastDayInTime(report, layout, context.now), report.every.period);
  const changed = daysToRevise(made, layout, buildId, settings.reports.revisedDays);
  return [
    ...changed.filter((day) => !due.includes(day)).map((day) => job(day, "revise")),
    ...due.map((day) => job(day, "due"))
  ];
}

// A day's file is due at the report's time on the day after it; runs before that, for new data, leave it to wait.
function lastDayInTime({every}: Report, layout: Layout, now: Date): string {
  const isInTime = localTime(now, layout.time_zone) >= every.time;
  return addDays(localDay(now, layout.time_zone), isInTime ? -1 : -2);
}

/**
 * The days, complete and in time, since the last one made because it was due; on the first run the last complete one. Of
 * a weekly report only Sundays, which end their weeks.
 */
export function daysDue(
  made: LedgerEntry[],
  lastComplete: string,
  lastInTime: string,
  period: Report["every"]["period"] = "day"
): string[] {
  const isEnd = (day: string) => period === "day" || weekdayOf(day) === 7;
  const last = made
    .filter(({wasDue}) => wasDue)
    .map(({day}) => day)
    .sort()
    .at(-1);
  if (last === undefined) return [addDays(lastComplete, period === "day" ? 0 : -(weekdayOf(lastComplete) % 7))];
  const days: string[] = [];
  for (let day = addDays(last, 1); day <= lastComplete && day <= lastInTime; day = addDays(day, 1)) days.push(day);
  return days.filter(isEnd);
}

/**
 * Days whose data a newer build may have changed. A file of another layout is left alone: what settings change holds
 * from now on, and for a day in the past when it is asked for.
 */
function daysToRevise(made: LedgerEntry[], layout: Layout, buildId: number | null, limit: number): string[] {
  return made
    .slice(0, limit)
    .filter((entry) => entry.buildId !== buildId && layoutChanges(entry.layout, layout).length === 0)
    .map(({day}) => day)
    .sort();
}

async function runJobs(context: Context, jobs: Job[], folder: string): Promise<WrittenReport[]> {
  const written: WrittenReport[] = [];
  const checks = jobs.filter(({reason}) => reason === "revise");
  const step = checks.length > 0 ? context.log.step("report days made before", checks.length) : null;
  for (const [index, job] of checks.entries()) {
    written.push(await runReport(context, job, folder));
    step?.advance(index + 1);
  }
  step?.end(`${checks.length} looked at, ${written.filter(({status}) => status === "revised").length} revised`);
  for (const job of jobs.filter(({reason}) => reason !== "revise")) {
    const step = context.log.step(`report ${job.report.name}`);
    const report = await runReport(context, job, folder);
    written.push(report);
    step.end(`${job.day} ${report.rows} rows ${report.status}`);
  }
  return written;
}
