import {createHash} from "node:crypto";
import {readdir, rm} from "node:fs/promises";
import {join} from "node:path";
import {knownReads} from "../build/known-reads.js";
import {createOpsTables} from "../build/ops-tables.js";
import type {Context} from "../context.js";
import {counted, PipelineError, throwFaults} from "../errors.js";
import {makeFolder} from "../folders.js";
import {createRawTables} from "../ingest/raw-tables.js";
import {addDays, localDay, localTime} from "../time.js";
import {literal} from "../warehouse.js";
import {type Arrivals, type Missing, readArrivals} from "./arrivals.js";
import type {Report} from "./definition.js";
import {daysDue, entriesToRevise, lastDayInTime, lastEnd} from "./due.js";
import {mayGoIncomplete, noteWaiting, readWaiting, type Waiting, waitingFor} from "./gaps.js";
import {type Kept, readKept} from "./kept.js";
import {layoutOf, withFileName} from "./layout.js";
import {createLedger, noteSound, readLedger, readSound} from "./ledger.js";
import {queryFaults, readingFaults} from "./query.js";
import {checkNames, readReports} from "./read-reports.js";
import {type Job, runReport, type WrittenReport} from "./run-report.js";

export interface ReportOptions {
  /** Without names, all reports, weekly ones on Sundays only. */
  names?: string[];
  /** Without a day, the last complete one; of a weekly report the last Sunday among them. */
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
  /** Days that are due, but not complete. */
  waiting: Waiting[];
}

/** Names every fault of every report that is seen without the models' tables; for before anything runs. */
export async function checkReports({warehouse, settings}: Context, folder?: string): Promise<void> {
  const faults: string[] = [];
  for (const report of await readReports(settings, folder)) faults.push(...(await readingFaults(warehouse, report)));
  throwFaults("reports", faults);
}

/** Writes reports: those asked for, or those that are due. Every fault of a report is named before any is written. */
export async function writeReports(context: Context, options: ReportOptions = {}): Promise<ReportSummary> {
  const {warehouse, settings} = context;
  const {names = [], day} = options;
  await checkNames(names, options.folder);
  const isEnd = ({every}: Report) => day === undefined || lastEnd(every.period, day) === day;
  const chosen = (await readReports(settings, options.folder))
    .filter((report) => (names.length === 0 ? isEnd(report) : names.includes(report.name)))
    .map((report) => withFileName(report, layoutOf(report, settings)));
  await createRawTables(warehouse);
  await createOpsTables(warehouse);
  await createLedger(warehouse);
  await stopFaulty(context, chosen);
  const asOf = await readAsOf(context);
  const arrivals = await readArrivals(context, chosen);
  const kept = await readKept(context, chosen);
  if (day !== undefined) throwFaults("reports", goneFaults(context, chosen, kept, day));
  const jobs: Job[] = [];
  const waiting: Waiting[] = [];
  for (const report of chosen) {
    const planned = await planOf(context, options, report, {arrivals, kept}, asOf);
    jobs.push(...planned.jobs);
    waiting.push(...planned.waiting);
  }
  sayUnfinished(context, jobs, asOf);
  const folder = options.out ?? context.home.reports;
  await makeFolder(folder);
  // Into the home's own folder nobody else writes now.
  if (options.out === undefined) await removeLeftovers(folder);
  // Before later days are made: should the run break off, what waits would be taken for made.
  if (options.due && jobs.length > 0) await noteWaiting(warehouse, waiting, false);
  const reports = await runJobs(context, jobs, folder);
  if (options.due) await noteWaiting(warehouse, waiting, true);
  sayLate(context, waiting);
  return {reports, waiting};
}

// Planning each query takes longer than all the rest, where nothing is due: one without fault is not looked at again
// until its text, its layout or what builds make has changed.
async function stopFaulty({warehouse, settings}: Context, reports: Report[]): Promise<void> {
  const {made} = await warehouse.row<{made: string | null}>(
    "select sum(hash(name, build_id)) || ' ' || version() as made from ops.models"
  );
  const sound = await readSound(warehouse);
  const faults: string[] = [];
  const found: {report: string; print: string}[] = [];
  for (const report of reports) {
    const layout = layoutOf(report, settings);
    const state = JSON.stringify([made, report.hash, layout, settings.timeZone]);
    const print = createHash("sha256").update(state).digest("hex");
    if (made !== null && sound.get(report.name) === print) continue;
    faults.push(...(await queryFaults(warehouse, report, layout, settings.timeZone)));
    found.push({report: report.name, print});
  }
  throwFaults("reports", faults);
  for (const {report, print} of found) await noteSound(warehouse, report, print);
}

function andMore(days: number): string {
  return days === 0 ? "" : ` and ${counted(days, "day")} after it`;
}

// What lacks a source says so itself.
function sayUnfinished({log}: Context, jobs: Job[], asOf: Date | null): void {
  const job = jobs.find(
    ({reason, isDayComplete, missing}) => reason === "asked" && !isDayComplete && missing.length === 0
  );
  if (job === undefined) return;
  const {day, layout} = job;
  const newest = asOf && `${localDay(asOf, layout.time_zone)} ${localTime(asOf, layout.time_zone)}`;
  log.warn(
    `reports of ${day}: the day is not over yet, as ${newest ? `the newest event is of ${newest}` : "no event is here"}. Ask again when later ones are loaded.`
  );
}

// A line a report, however many days wait.
function sayLate({log}: Context, waiting: Waiting[]): void {
  const late = waiting.filter(({isLate}) => isLate);
  for (const name of new Set(late.map((day) => day.name))) {
    const days = late.filter((day) => day.name === name);
    const sources = [...new Set(days.flatMap((day) => day.sources))].sort().join(", ");
    log.warn(
      `report ${name} of ${days[0]!.day}${andMore(days.length - 1)} waits: ${sources} had not arrived by the deadline.`
    );
  }
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
  const {tables} = await knownReads(warehouse, sql);
  const {build_id} = await warehouse.row<{build_id: number | null}>(
    `select max(build_id) as build_id from ops.models where list_contains([${tables.map(literal).join(", ")}], name)`
  );
  return build_id;
}

interface Plan {
  jobs: Job[];
  waiting: Waiting[];
}

async function planOf(
  context: Context,
  options: ReportOptions,
  report: Report,
  {arrivals, kept}: {arrivals: Arrivals; kept: Kept},
  asOf: Date | null
): Promise<Plan> {
  const {settings, warehouse, now} = context;
  const layout = layoutOf(report, settings);
  const awaited = arrivals.awaited(report);
  const isAwaited = awaited.length > 0;
  // The day of the newest event may still get others.
  const lastComplete = asOf && addDays(localDay(asOf, layout.time_zone), -1);
  const lastOver = addDays(localDay(now, layout.time_zone), -1);
  const buildId = await readBuildId(context, report);
  const inLedger = options.out === undefined ? await readLedger(warehouse, report.name) : null;
  const missingOn = (day: string) => arrivals.missing(report, layout, day);
  const job = (day: string, reason: Job["reason"], missing: string[]): Job => ({
    report,
    layout,
    day,
    reason,
    asOf,
    buildId,
    missing,
    isDayComplete:
      missing.length === 0 && ((lastComplete !== null && day <= lastComplete) || (isAwaited && day <= lastOver)),
    isInLedger: inLedger !== null,
    last: inLedger?.find((entry) => entry.day === day) ?? null
  });
  if (!options.due) {
    const day = options.day ?? (lastComplete && lastEnd(report.every.period, lastComplete));
    if (day === null) {
      throw new PipelineError(`report ${report.name}: there is no data yet, so no day is complete. Load files first.`);
    }
    return {jobs: [job(day, "asked", namesOf(await missingOn(day)))], waiting: []};
  }
  const plan: Plan = {jobs: [], waiting: []};
  if (lastComplete === null) return plan;
  const made = inLedger ?? [];
  const noted = await readWaiting(warehouse, report.name);
  const known = {
    made,
    waiting: noted.map(({day}) => day),
    lastComplete,
    lastInTime: lastDayInTime(report, layout, now),
    isAwaited
  };
  const isKept = (day: string) => !kept.isGone(report, layout, day);
  const late = daysDue(known, report.every.period);
  const due = late.filter(isKept);
  sayGone(
    context,
    report,
    late.filter((day) => !isKept(day)),
    kept.since(report, layout)
  );
  for (const {day, missing} of entriesToRevise(made, layout, buildId, awaited, settings.reports.revisedDays)) {
    if (isKept(day) && !due.includes(day)) plan.jobs.push(job(day, "revise", missing));
  }
  for (const {day, missing: before} of made.filter(({day, missing}) => missing.length > 0 && isKept(day))) {
    const notHere = namesOf(await missingOn(day));
    // What went out marked gets a revision when more of it is here: not whenever a row is, nor by other settings.
    const missing = before.filter((source) => notHere.includes(source) || !awaited.includes(source));
    if (missing.length < before.length && !due.includes(day)) plan.jobs.push(job(day, "revise", missing));
  }
  // What nobody awaits any more, and no event lies behind yet: a later day may have been made meanwhile.
  const isMade = (day: string) => made.some((entry) => entry.day === day && entry.wasDue);
  plan.waiting.push(...noted.filter(({day}) => !late.includes(day) && !isMade(day)));
  for (const day of due) {
    const missing = await missingOn(day);
    const mayGo =
      missing.length === 0 ||
      (mayGoIncomplete(report.name, settings) && missing.every(({deadline}) => deadline <= now));
    if (mayGo) plan.jobs.push(job(day, "due", namesOf(missing)));
    else plan.waiting.push(waitingFor(report.name, day, missing, now));
  }
  return plan;
}

function namesOf(missing: Missing[]): string[] {
  return missing.map(({source}) => source);
}

// What was removed cannot be reported: an empty file would say that nothing happened.
function goneFaults({settings}: Context, reports: Report[], kept: Kept, day: string): string[] {
  return reports.flatMap((report) => {
    const layout = layoutOf(report, settings);
    if (!kept.isGone(report, layout, day)) return [];
    return `report ${report.name}: its rows of ${day} were removed, as retain_days in settings.yaml says. Ask for a day from ${kept.since(report, layout)} on, or for reports of figures, which stay.`;
  });
}

function sayGone({log}: Context, {name}: Report, [first, ...more]: string[], since: string | null): void {
  if (first === undefined) return;
  log.warn(
    `report ${name} of ${first}${andMore(more.length)} is not made: retain_days has removed the rows from before ${since}.`
  );
}

// What a run that was killed was writing.
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (/\.\d+\.part$/.test(name)) await rm(join(folder, name));
  }
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
    const without = report.missing.length === 0 ? "" : `, incomplete without ${report.missing.join(", ")}`;
    step.end(`${job.day} ${counted(report.rows, "row")} ${report.status}${without}`);
  }
  return written;
}
