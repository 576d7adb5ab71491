import {type BuildSummary, build} from "./build/build.js";
import type {Context} from "./context.js";
import {type IngestSummary, ingest} from "./ingest/ingest.js";
import {silentLog} from "./log.js";
import {type PublishSummary, publish} from "./publish/publish.js";
import {prepareShell} from "./publish/shell.js";
import {checkReports, type ReportSummary, writeReports} from "./reports/report.js";
import {type RetainSummary, retain} from "./retain/retain.js";
import {refreshWhatIf} from "./what-if/refresh-what-if.js";

export interface RunSummary {
  ingest: IngestSummary;
  build: BuildSummary;
  /** What was removed; null when nothing was due. */
  retained: RetainSummary | null;
  reports: ReportSummary;
  publish: PublishSummary;
}

export interface RunOptions {
  full: boolean;
  isSample: boolean;
  /** Another folder of models than the project's. */
  models?: string;
  /** Another folder of reports than the project's. */
  reports?: string;
  /** What is to be done with the reports before the site is published, so that it says what became of them. */
  afterReports?: () => Promise<void>;
}

/**
 * Ingest, build, write the reports that are due, publish: the whole job once. A check that stops the build stops all
 * that comes after it too.
 */
export async function run(context: Context, options: RunOptions): Promise<RunSummary> {
  // Before hours of work: what somebody wrote, and can mend at once.
  await checkReports(context, options.reports);
  // The pages hold no data, so where they must be made anew that goes on beside the rest; publish finds them made, or
  // makes them itself and says what is wrong.
  const pages = prepareShell({...context, log: silentLog}).catch(() => undefined);
  try {
    const ingested = await ingest(context);
    const built = await build(context, {full: options.full, folder: options.models});
    const retained = await retain(context, options.models);
    await refreshWhatIf(context);
    const reports = await writeReports(context, {due: true, folder: options.reports});
    await options.afterReports?.();
    const published = await publish(context, {isSample: options.isSample, shell: await pages});
    return {ingest: ingested, build: built, retained, reports, publish: published};
  } finally {
    await pages;
  }
}

/** What was done, in aligned lines for people. */
export function formatSummary({ingest: ingested, build: built, reports, publish: published}: RunSummary): string {
  const sum = (key: "rows_read" | "rows_accepted" | "rows_refused" | "rows_repeated") =>
    ingested.files.reduce((total, file) => total + file[key], 0).toLocaleString("en");
  const unloaded = ingested.files.filter(({file_id}) => file_id === null).length;
  const loaded = ingested.files.length - unloaded;
  const written = reports.reports.filter(({status}) => status !== "unchanged").length;
  const waiting = reports.waiting.length === 0 ? "" : `, ${reports.waiting.length} waiting for their sources`;
  const failing = built.checks.filter((check) => check.failedRows > 0).length;
  const lines = {
    files: ingested.files.length === 0 ? "nothing new" : `${loaded} loaded${unloaded === 0 ? "" : `, ${unloaded} not`}`,
    rows: `${sum("rows_read")} read = ${sum("rows_accepted")} accepted + ${sum("rows_refused")} refused + ${sum("rows_repeated")} repeated`,
    models: built.upToDate ? "up to date" : `${built.models.length} built (${built.mode})`,
    checks: `${built.checks.length} run, ${failing} ${failing === 1 ? "warns" : "warn"}`,
    reports: `${written === 0 ? "none due" : `${written} written`}${waiting}`,
    site: `${published.path}${published.isNew ? "" : " (nothing new)"}`
  };
  return Object.entries(lines)
    .map(([name, text]) => `${name.padEnd(10)}${text}`)
    .join("\n");
}
