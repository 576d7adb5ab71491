import {type BuildSummary, build} from "./build/build.js";
import type {Context} from "./context.js";
import {type IngestSummary, ingest} from "./ingest/ingest.js";
import {type PublishSummary, publish} from "./publish/publish.js";
import {type ReportSummary, writeReports} from "./reports/report.js";

export interface RunSummary {
  ingest: IngestSummary;
  build: BuildSummary;
  reports: ReportSummary;
  publish: PublishSummary;
}

/** Ingest, build, write the reports that are due, publish: the whole job once. */
export async function run(context: Context, options: {full: boolean; isSample: boolean}): Promise<RunSummary> {
  const ingested = await ingest(context);
  const built = await build(context, {full: options.full});
  const reports = await writeReports(context, {due: true});
  const published = await publish(context, {isSample: options.isSample});
  return {ingest: ingested, build: built, reports, publish: published};
}
