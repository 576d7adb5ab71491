import type {Warehouse} from "../warehouse.js";
import {createGaps, noteGap} from "./gaps.js";
import type {Layout} from "./layout.js";

/** One file that was made in the home's folder of reports. */
export interface LedgerEntry {
  report: string;
  day: string;
  revision: number;
  file: string;
  rows: number;
  sha256: string;
  contentSha256: string;
  layout: Layout;
  /** The last build whose numbers it is known to agree with. */
  buildId: number | null;
  /** Made because its time had come; one that was asked for says nothing about what is due. */
  wasDue: boolean;
  writtenAt: string;
  /** Sources that were not here when it was made; it says so in its name. */
  missing: string[];
}

export async function createLedger(warehouse: Warehouse): Promise<void> {
  await warehouse.run(`
    create schema if not exists ops;
    create table if not exists ops.reports (
      report varchar, day date, revision integer, file varchar, rows bigint, sha256 varchar, content_sha256 varchar,
      layout json, build_id integer, was_due boolean, written_at timestamptz
    );
    create table if not exists ops.sound_reports (report varchar, print varchar)`);
  await createGaps(warehouse);
}

/** The last revision of each day that a report was made for, the day made last first. */
export async function readLedger(warehouse: Warehouse, report: string): Promise<LedgerEntry[]> {
  const rows = await warehouse.rows<Record<string, string & number & boolean>>(
    `select reports.* replace (
        day::varchar as day, epoch_ms(written_at) as written_at, layout::varchar as layout
      ), array_to_string(report_gaps.sources, ',') as missing
    from ops.reports
    left join ops.report_gaps using (report, day, revision)
    where report = $report
    qualify row_number() over (partition by day order by revision desc) = 1
    order by written_at desc, day desc`,
    {report}
  );
  return rows.map((row) => ({
    report,
    day: row["day"]!,
    revision: row["revision"]!,
    file: row["file"]!,
    rows: row["rows"]!,
    sha256: row["sha256"]!,
    contentSha256: row["content_sha256"]!,
    layout: JSON.parse(row["layout"]!),
    buildId: row["build_id"]!,
    wasDue: row["was_due"]!,
    writtenAt: new Date(row["written_at"]!).toISOString(),
    missing: row["missing"] ? String(row["missing"]).split(",") : []
  }));
}

export async function addToLedger(warehouse: Warehouse, entry: LedgerEntry): Promise<void> {
  const {contentSha256, buildId, wasDue, writtenAt, layout, missing, ...rest} = entry;
  // First, as a file that stands in the ledger may go out: never without what it lacks.
  await noteGap(warehouse, entry, missing);
  await warehouse.run(
    `insert into ops.reports values ($report, $day, $revision, $file, $rows, $sha256, $content_sha256, $layout::json,
      $build_id, $was_due, $written_at::timestamptz)`,
    {
      ...rest,
      content_sha256: contentSha256,
      layout: JSON.stringify(layout),
      build_id: buildId,
      was_due: wasDue,
      written_at: writtenAt
    }
  );
}

/** Notes that a file agrees with a build too, or that its time has come. */
export async function confirmInLedger(warehouse: Warehouse, entry: LedgerEntry): Promise<void> {
  await warehouse.run(
    `update ops.reports set build_id = $build_id, was_due = was_due or $was_due
    where report = $report and day = $day::date and revision = $revision`,
    {
      report: entry.report,
      day: entry.day,
      revision: entry.revision,
      build_id: entry.buildId,
      was_due: entry.wasDue
    }
  );
}

/** By report: of what its query was found without fault. */
export async function readSound(warehouse: Warehouse): Promise<Map<string, string>> {
  const rows = await warehouse.rows<{report: string; print: string}>("select report, print from ops.sound_reports");
  return new Map(rows.map(({report, print}) => [report, print]));
}

export async function noteSound(warehouse: Warehouse, report: string, print: string): Promise<void> {
  await warehouse.run("delete from ops.sound_reports where report = $report", {report});
  await warehouse.run("insert into ops.sound_reports values ($report, $print)", {report, print});
}
