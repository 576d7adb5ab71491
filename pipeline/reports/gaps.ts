import type {Settings} from "../settings.js";
import type {Warehouse} from "../warehouse.js";
import type {Missing} from "./arrivals.js";

/** A day of a report that waits for sources, as the last run left it. */
export interface Waiting {
  name: string;
  day: string;
  /** Sources that are not here. */
  sources: string[];
  /** When the first of them should have been. */
  deadline: Date;
  /** That was before the run. */
  isLate: boolean;
}

/** Whether a report's file may go out without what it lacks, past the deadline. */
export function mayGoIncomplete(report: string, {reports}: Settings): boolean {
  return (reports.byName[report]?.incomplete ?? reports.incomplete) === "send";
}

/** What was missing: of a day that waits (without revision), or of a file that was made without it. */
export async function createGaps(warehouse: Warehouse): Promise<void> {
  await warehouse.run(`create table if not exists ops.report_gaps (
    report varchar, day date, revision integer, sources varchar[], deadline_at timestamptz, is_late boolean
  )`);
}

export function waitingFor(name: string, day: string, missing: Missing[], now: Date): Waiting {
  const deadline = new Date(Math.min(...missing.map(({deadline}) => deadline.getTime())));
  return {name, day, sources: missing.map(({source}) => source), deadline, isLate: deadline <= now};
}

/** What the last run left waiting of a report, by day; late is only what still has a deadline. */
export async function readWaiting(warehouse: Warehouse, report: string): Promise<Waiting[]> {
  const rows = await warehouse.rows<{day: string; sources: string; deadline: number}>(
    `select day::varchar as day, array_to_string(sources, ',') as sources, epoch_ms(deadline_at) as deadline
    from ops.report_gaps where report = $report and revision is null order by day`,
    {report}
  );
  return rows.map(({day, sources, deadline}) => ({
    name: report,
    day,
    sources: sources.split(","),
    deadline: new Date(deadline),
    isLate: false
  }));
}

/** Notes what waits now; what waited before and waits no longer stays noted as long as its file may not be there yet. */
export async function noteWaiting(warehouse: Warehouse, waiting: Waiting[], areOthersMade: boolean): Promise<void> {
  await warehouse.transaction(async () => {
    if (areOthersMade) await warehouse.run("delete from ops.report_gaps where revision is null");
    for (const {name, day, sources, deadline, isLate} of waiting) {
      await warehouse.run(
        "delete from ops.report_gaps where (report, day) = ($name, $day::date) and revision is null",
        {name, day}
      );
      await warehouse.run(
        `insert into ops.report_gaps values ($name, $day, null, string_split($sources, ','), $deadline::timestamptz,
          $is_late)`,
        {name, day, sources: sources.join(), deadline: deadline.toISOString(), is_late: isLate}
      );
    }
  });
}

/** Notes what a file was made without. */
export async function noteGap(
  warehouse: Warehouse,
  {report, day, revision}: {report: string; day: string; revision: number},
  sources: string[]
): Promise<void> {
  if (sources.length === 0) return;
  await warehouse.run(
    "insert into ops.report_gaps values ($report, $day, $revision, string_split($sources, ','), null, true)",
    {report, day, revision, sources: sources.join()}
  );
}
