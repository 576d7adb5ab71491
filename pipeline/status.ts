import {counted} from "./errors.js";
import type {Home} from "./settings.js";
import type {Row, Warehouse} from "./warehouse.js";

export interface Status {
  home: string;
  asOf: string | null;
  lastBuild: string | null;
  feeds: {feed: string; files: number; read: number; accepted: number; refused: number; repeated: number}[];
  /** Files whose rows read are not the sum of accepted, refused and repeated: there should never be one. */
  unlawful: {path: string; read: number; accepted: number; refused: number; repeated: number}[];
  isLawful: boolean;
  refusals: {path: string; reason: string; rows: number; example: string}[];
  /** Files that could not be loaded; those that were changing the next run loads by itself. */
  unloaded: {path: string; fault: string; isChanging: boolean; since: string}[];
  warnings: {model: string; check: string; rows: number}[];
  /** The checks that stopped the last build: the warehouse, and what is made of it, is as it was before. */
  stoppedBy: {model: string; check: string}[];
  /** Days of reports that wait for sources; late ones after the first deadline. */
  waiting: {report: string; from: string; to: string; days: number; sources: string; isLate: boolean}[];
  /** Files that went out without a source, and have had no revision since. */
  incomplete: {file: string; sources: string}[];
  /** What retention has removed so far, and before which local day. */
  removals: {table: string; what: string; rows: number; before: string}[];
  /** Reports that have not reached whom they are for; "failed" is not tried again. */
  undelivered: {file: string; target: string; status: string; attempts: number; fault: string | null}[];
}

/** What arrived, what was refused and why, what warns; straight from the ledgers of the warehouse. */
export async function readStatus(warehouse: Warehouse, home: Home): Promise<Status> {
  const tables = await warehouse.rows<{name: string}>(
    "select schema_name || '.' || table_name as name from duckdb_tables()"
  );
  const names = new Set(tables.map((table) => table.name));
  const rows = async <T extends Row>(table: string, sql: string) => (names.has(table) ? warehouse.rows<T>(sql) : []);
  const counts = `sum(rows_read)::bigint as read, sum(rows_accepted)::bigint as accepted,
    sum(rows_refused)::bigint as refused, sum(rows_repeated)::bigint as repeated`;
  const unlawful = await rows<Status["unlawful"][number]>(
    "ops.files",
    `select path, rows_read as read, rows_accepted as accepted, rows_refused as refused, rows_repeated as repeated
     from ops.files where rows_read is distinct from rows_accepted + rows_refused + rows_repeated order by path`
  );
  const [asOf] = await rows<{at: string}>("ops.as_of", "select as_of::varchar as at from ops.as_of");
  const [built] = await rows<{at: string}>("ops.builds", "select max(built_at)::varchar as at from ops.builds");
  return {
    home: home.root,
    asOf: asOf?.at ?? null,
    lastBuild: built?.at ?? null,
    feeds: await rows(
      "ops.files",
      `select feed, count(*) as files, ${counts} from ops.files group by feed order by feed`
    ),
    unlawful,
    isLawful: unlawful.length === 0,
    refusals: await rows(
      "ops.rejects",
      `select files.path, rejects.reason, count(*) as rows, min(rejects.message) as example
       from ops.rejects inner join ops.files on files.file_id = rejects.file_id
       group by files.path, rejects.reason order by files.path, rejects.reason`
    ),
    unloaded: await rows(
      "ops.unloaded_files",
      `select path, fault, is_changing as "isChanging", since::varchar as since from ops.unloaded_files order by path`
    ),
    warnings: await rows(
      "ops.checks",
      `select model, check_name as check, failed_rows as rows from ops.checks
       where failed_rows > 0 order by model, check_name`
    ),
    stoppedBy: await rows(
      "ops.failed_rows",
      "select distinct model, check_name as check from ops.failed_rows order by model, check_name"
    ),
    waiting: await rows(
      "ops.report_gaps",
      `select report, min(day)::varchar as "from", max(day)::varchar as "to", count(*) as days,
         array_to_string(sources, ', ') as sources, is_late as "isLate"
       from ops.report_gaps where revision is null group by report, sources, is_late order by report, min(day)`
    ),
    incomplete: await rows(
      "ops.report_gaps",
      `select reports.file, array_to_string(report_gaps.sources, ', ') as sources
       from (
         from ops.reports qualify row_number() over (partition by report, day order by revision desc) = 1
       ) as reports
       inner join ops.report_gaps using (report, day, revision)
       order by reports.file`
    ),
    removals: await rows(
      "ops.removals",
      `select table_name as "table", what, sum(rows)::bigint as rows, max(before)::varchar as before
      from ops.removals group by all order by all`
    ),
    undelivered: await rows(
      "ops.outbox",
      `select file, status, attempts, fault, coalesce(
          target ->> '$.email[0]', target ->> '$.folder', target ->> '$.sftp', target ->> '$.s3',
          'put ' || (target ->> '$.put')
        ) as target
       from ops.outbox where status not in ('delivered', 'superseded') order by file, message_id`
    )
  };
}

/** Whether somebody has to mend something before what is due gets where it is due. */
export function isStuck({unloaded, stoppedBy, waiting, undelivered}: Status): boolean {
  return (
    unloaded.some(({isChanging}) => !isChanging) ||
    stoppedBy.length > 0 ||
    waiting.some(({isLate}) => isLate) ||
    undelivered.some(({status}) => status === "failed")
  );
}

export function formatStatus(status: Status): string {
  const lines = [`home        ${status.home}`];
  lines.push(`data as of  ${status.asOf ?? "—"}`, `last build  ${status.lastBuild ?? "—"}`, "");
  if (status.feeds.length === 0) {
    lines.push("No file has been loaded yet. Put files into inbox/<feed>/ and run: npx chat-analytics run");
    return [...lines, ...formatUnloaded(status)].join("\n");
  }
  lines.push(
    ...align([
      ["feed", "files", "read", "accepted", "refused", "repeated"],
      ...status.feeds.map((feed) => [
        feed.feed,
        ...[feed.files, feed.read, feed.accepted, feed.refused, feed.repeated].map(formatCount)
      ])
    ])
  );
  lines.push(
    "",
    status.isLawful ? "Rows read = accepted + refused + repeated, in every file." : "These files do not add up:"
  );
  lines.push(
    ...status.unlawful.map(
      (file) => `  ${file.path}: ${file.read} ≠ ${file.accepted} + ${file.refused} + ${file.repeated}`
    )
  );
  if (status.refusals.length > 0) {
    lines.push("", "Refused rows (whole, with their reasons, in ops.rejects):");
    lines.push(
      ...status.refusals.map(
        ({path, reason, rows, example}) => `  ${path}: ${formatCount(rows)} × ${reason}, like: ${example}`
      )
    );
  }
  lines.push(...formatUnloaded(status));
  if (status.stoppedBy.length > 0) {
    lines.push("", "The last build was stopped; the numbers are those before it, and no report goes out:");
    lines.push(
      ...status.stoppedBy.map(({model, check}) => `  ${model} fails the check "${check}", see ops.failed_rows`)
    );
  }
  if (status.warnings.length > 0) {
    lines.push("", "Checks that warn:");
    lines.push(
      ...status.warnings.map(
        ({model, check, rows}) => `  ${model}: ${counted(rows, "row")} ${rows === 1 ? "fails" : "fail"} "${check}"`
      )
    );
  }
  if (status.waiting.length > 0) {
    lines.push("", "Reports that wait for their sources:");
    lines.push(
      ...status.waiting.map(
        ({report, from, to, days, sources, isLate}) =>
          `  ${report} of ${from}${days > 1 ? ` to ${to}, ${days} days` : ""}: ${sources}${isLate ? ", past the deadline" : ""}`
      )
    );
  }
  if (status.incomplete.length > 0) {
    lines.push("", "Reports made without a source that has not come:");
    lines.push(...status.incomplete.map(({file, sources}) => `  ${file}: ${sources}`));
  }
  if (status.removals.length > 0) {
    lines.push("", "Removed by retain_days (metrics stay):");
    lines.push(
      ...status.removals.map(
        ({table, what, rows, before}) => `  ${table}: ${formatCount(rows)} ${what} from before ${before}`
      )
    );
  }
  if (status.undelivered.length > 0) {
    lines.push("", "Reports not delivered (again at once: npx chat-analytics deliver --failed):");
    lines.push(
      ...status.undelivered.map(
        ({file, target, status, attempts, fault}) =>
          `  ${file} to ${target}: ${status}, tried ${counted(attempts, "time")}${fault ? `: ${fault}` : ""}`
      )
    );
  }
  return lines.join("\n");
}

function formatUnloaded({unloaded}: Status): string[] {
  if (unloaded.length === 0) return [];
  return ["", "Files that could not be loaded:", ...unloaded.map(({fault, since}) => `  ${fault} (since ${since})`)];
}

function formatCount(count: number): string {
  return count.toLocaleString("en");
}

// The first column is text, the others are numbers.
function align(rows: string[][]): string[] {
  const widths = rows[0]!.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
  return rows.map((row) =>
    row.map((cell, index) => (index === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[index]!))).join("  ")
  );
}
