import {createHash} from "node:crypto";
import {createReadStream, existsSync} from "node:fs";
import {link, readFile, rename, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {pipeline} from "node:stream/promises";
import type {Context} from "../context.js";
import {PipelineError} from "../errors.js";
import {compareFiles, type RowChanges} from "./changes.js";
import {type CsvFile, writeCsv} from "./csv.js";
import type {Report} from "./definition.js";
import {dialects} from "./dialects.js";
import {headerOf, type Layout, layoutChanges} from "./layout.js";
import {addToLedger, confirmInLedger, type LedgerEntry} from "./ledger.js";
import {type Bounds, boundsOf, streamReport} from "./query.js";

/** One report of one day that is to be made, or looked at again. */
export interface Job {
  report: Report;
  layout: Layout;
  day: string;
  /** Asked for by name; due for the first time; or made before, and perhaps changed since. */
  reason: "asked" | "due" | "revise";
  asOf: Date | null;
  buildId: number | null;
  /** Sources that are not here; the file says so. */
  missing: string[];
  isDayComplete: boolean;
  isInLedger: boolean;
  /** The ledger's last revision of this day. */
  last: LedgerEntry | null;
}

export interface WrittenReport {
  name: string;
  day: string;
  revision: number;
  path: string;
  rows: number;
  status: "written" | "revised" | "unchanged";
  /** Sources that the file was made without. */
  missing: string[];
}

/** What stands beside each file, as `<file without .csv>.manifest.json`. */
export interface ReportManifest {
  report: string;
  description: string;
  file: string;
  day: string;
  time_zone: string;
  /** The day as instants. */
  starts_at: string;
  ends_at: string;
  /** False when the newest event lies within the day, which may still get others. */
  is_day_complete: boolean;
  /** Sources that had not arrived; then the file is called "…_incomplete.csv". */
  missing_sources: string[];
  /** The newest event that was loaded. */
  data_as_of: string | null;
  written_at: string;
  revision: number;
  rows: number;
  bytes: number;
  sha256: string;
  /** Of the rows alone, the same in every dialect. */
  content_sha256: string;
  dialect: {
    name: string;
    delimiter: string;
    decimal_mark: string;
    line_ending: "LF" | "CRLF";
    byte_order_mark: boolean;
  };
  made_with: Layout;
  columns: {header: string; name: string; type: string; meaning: string}[];
  /** The revision before this one, and what is otherwise; null in the first. */
  replaces: {file: string; sha256: string; rows: number} | null;
  changes: ({layout: string[]; sources_arrived?: string[]} & Partial<RowChanges>) | null;
}

/**
 * Makes one file under a temporary name and gives it its own only when it is whole. A file that was made is never
 * written again: other rows make a new revision, the same rows nothing.
 */
export async function runReport(context: Context, job: Job, folder: string): Promise<WrittenReport> {
  const {report, layout, day} = job;
  const bounds = await boundsOf(context.warehouse, day, layout.time_zone);
  const before = job.last ?? (await readManifests(job, folder));
  const render = async (path: string | null): Promise<CsvFile> => {
    const result = await streamReport(context.warehouse, report, bounds, layout);
    return writeCsv(result, headerOf(report, layout), dialects[layout.dialect], path, context.signal);
  };
  if (job.reason === "revise") {
    const {contentSha256} = await render(null);
    if (before !== null && isSame(job, before, contentSha256)) return keep(context, job, before, folder);
  }
  await checkGrain(context, job, bounds);
  const temporary = join(folder, `.${fileName(job, 1)}.${process.pid}.part`);
  await rm(temporary, {force: true});
  try {
    const csv = await render(temporary);
    if (before !== null && isMade(job, before, csv, folder)) return await keep(context, job, before, folder);
    return await give(context, job, bounds, before, csv, temporary, folder);
  } finally {
    await rm(temporary, {force: true});
  }
}

/** What is known of the last revision: from the ledger, or in another folder from the manifests there. */
type Before = Pick<LedgerEntry, "revision" | "file" | "rows" | "sha256" | "contentSha256" | "layout" | "missing">;

async function readManifests(job: Job, folder: string): Promise<Before | null> {
  let found: Before | null = null;
  for (let revision = 1; ; revision += 1) {
    const file = takenName(job, revision, folder);
    if (file === undefined) return found;
    const manifest = await readManifest(join(folder, manifestName(file)));
    if (manifest === null || manifest.sha256 !== (await hashFile(join(folder, file)))) continue;
    found = {
      revision,
      file,
      rows: manifest.rows,
      sha256: manifest.sha256,
      contentSha256: manifest.content_sha256,
      layout: manifest.made_with,
      missing: manifest.missing_sources ?? []
    };
  }
}

// Whether the last revision says the same. Where somebody took it away, it has been delivered, unless it is asked for.
function isMade(job: Job, before: Before, csv: CsvFile, folder: string): boolean {
  if (!isSame(job, before, csv.contentSha256)) return false;
  if (job.reason !== "asked") return true;
  return before.sha256 === csv.sha256 && existsSync(join(folder, before.file));
}

// The same rows, and neither more nor less of what they should come from.
function isSame({missing}: Job, before: Before, contentSha256: string): boolean {
  return before.contentSha256 === contentSha256 && before.missing.join() === missing.join();
}

async function keep(context: Context, job: Job, before: Before, folder: string): Promise<WrittenReport> {
  if (job.isInLedger) await note(context, job, before, job.last === null);
  return summary(job, before, folder, "unchanged");
}

async function give(
  context: Context,
  job: Job,
  bounds: Bounds,
  before: Before | null,
  csv: CsvFile,
  temporary: string,
  folder: string
): Promise<WrittenReport> {
  const {layout, missing} = job;
  const isAgain = before?.sha256 === csv.sha256 && isSame(job, before, csv.contentSha256);
  const revision = isAgain ? before.revision : freeRevision(job, before, folder);
  const file = fileName(job, revision);
  const replaces = isAgain || before === null ? null : before;
  const changes = replaces === null ? null : await changesOf(context, job, replaces, csv, temporary, folder);
  const manifest = describe(context, job, bounds, csv, {file, revision, replaces, changes});
  // The manifest first: whoever finds the file finds what it says about it.
  await writeWhole(join(folder, manifestName(file)), `${JSON.stringify(manifest, null, 2)}\n`);
  await nameOnce(temporary, join(folder, file));
  const entry = {...csv, revision, file, layout, missing};
  if (job.isInLedger) await note(context, job, entry, !isAgain || job.last === null);
  return summary(job, entry, folder, revision > 1 && !isAgain ? "revised" : "written");
}

async function note({warehouse, now}: Context, job: Job, before: Before, isNew: boolean): Promise<void> {
  const {report, day, buildId, reason} = job;
  const {revision, file, rows, sha256, contentSha256, layout, missing} = before;
  const wasDue = reason === "due" || (job.last?.wasDue ?? false);
  const writtenAt = now.toISOString();
  const entry = {
    report: report.name,
    day,
    revision,
    file,
    rows,
    sha256,
    contentSha256,
    layout,
    buildId,
    wasDue,
    writtenAt,
    missing
  };
  if (isNew) await addToLedger(warehouse, entry);
  else await confirmInLedger(warehouse, entry);
}

function freeRevision(job: Job, before: Before | null, folder: string): number {
  let revision = (before?.revision ?? 0) + 1;
  while (takenName(job, revision, folder) !== undefined) revision += 1;
  return revision;
}

/** The name under which a revision lies in the folder, marked incomplete or not. */
function takenName(job: Job, revision: number, folder: string): string | undefined {
  for (const missing of [[], ["something"]]) {
    const file = fileName({...job, missing}, revision);
    if (existsSync(join(folder, file))) return file;
  }
  return undefined;
}

async function changesOf(
  {warehouse}: Context,
  {report, layout, missing}: Job,
  before: Before,
  csv: CsvFile,
  temporary: string,
  folder: string
): Promise<ReportManifest["changes"]> {
  const changed = layoutChanges(before.layout, layout);
  const arrived = before.missing.filter((source) => !missing.includes(source));
  const head = {layout: changed, ...(arrived.length > 0 && {sources_arrived: arrived})};
  const path = join(folder, before.file);
  const isThere = existsSync(path) && (await hashFile(path)) === before.sha256;
  if (changed.length > 0 || !isThere || before.contentSha256 === csv.contentSha256) return head;
  return {
    ...head,
    ...(await compareFiles(warehouse, path, temporary, headerOf(report, layout), dialects[layout.dialect]))
  };
}

function describe(
  {now}: Context,
  {report, layout, day, asOf, isDayComplete, missing}: Job,
  {starts_at, ends_at}: Bounds,
  csv: CsvFile,
  {
    file,
    revision,
    replaces,
    changes
  }: {file: string; revision: number; replaces: Before | null} & Pick<ReportManifest, "changes">
): ReportManifest {
  const dialect = dialects[layout.dialect];
  const header = headerOf(report, layout);
  return {
    report: report.name,
    description: report.description,
    file,
    day,
    time_zone: layout.time_zone,
    starts_at,
    ends_at,
    is_day_complete: isDayComplete,
    missing_sources: missing,
    data_as_of: asOf?.toISOString() ?? null,
    written_at: now.toISOString(),
    revision,
    rows: csv.rows,
    bytes: csv.bytes,
    sha256: csv.sha256,
    content_sha256: csv.contentSha256,
    dialect: {
      name: dialect.name,
      delimiter: dialect.delimiter,
      decimal_mark: dialect.decimalMark,
      line_ending: dialect.lineEnding === "\n" ? "LF" : "CRLF",
      byte_order_mark: dialect.hasByteOrderMark
    },
    made_with: layout,
    columns: report.columns.map(({name, type, meaning}, index) => ({header: header[index]!, name, type, meaning})),
    replaces: replaces && {file: replaces.file, sha256: replaces.sha256, rows: replaces.rows},
    changes
  };
}

async function checkGrain({warehouse}: Context, {report, layout, day}: Job, bounds: Bounds): Promise<void> {
  const grain = report.grain.join(", ");
  const sql = `select ${grain}, count(*) as times from (${report.sql}\n) group by ${grain} having count(*) > 1 limit 1`;
  const result = await streamReport(warehouse, {...report, sql}, bounds, layout);
  const chunk = await result.fetchChunk();
  if (chunk === null || chunk.rowCount === 0) return;
  const [row] = chunk.getRows() as unknown[][];
  throw new PipelineError(
    `${report.path}: on ${day} there are ${row!.at(-1)} rows of ${grain} ${row!.slice(0, -1).join(", ")}. Make the grain unique or correct it.`
  );
}

function summary({report, day}: Job, before: Before, folder: string, status: WrittenReport["status"]): WrittenReport {
  const {revision, file, rows, missing} = before;
  return {name: report.name, day, revision, path: join(folder, file), rows, status, missing};
}

function fileName({report, day, missing}: Pick<Job, "report" | "day" | "missing">, revision: number): string {
  const number = revision === 1 ? "" : `_r${revision}`;
  const mark = missing.length === 0 ? "" : "_incomplete";
  return report.file.replace("{day}", day).replace(/\.csv$/, `${number}${mark}.csv`);
}

function manifestName(file: string): string {
  return file.replace(/\.csv$/, ".manifest.json");
}

async function readManifest(path: string): Promise<ReportManifest | null> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    // A file without a manifest is none of ours; it is left alone.
    return null;
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } finally {
    await rm(temporary, {force: true});
  }
}

// A hard link fails where the name is taken; rename would put the file over it.
async function nameOnce(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || existsSync(to)) {
      throw new PipelineError(`${to}: somebody has just written it. Run this again, and it gets another revision.`);
    }
    // Some disks know no hard links.
    await rename(from, to);
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
