import {readFile} from "node:fs/promises";
import {join} from "node:path";
import type {Context} from "../context.js";
import type {Report, ReportFigure} from "../reports/definition.js";
import {layoutOf} from "../reports/layout.js";
import {type FigureValue, readFigures} from "../reports/query.js";
import type {ReportManifest} from "../reports/run-report.js";
import {addDays, localDay, localTime} from "../time.js";
import type {NewFile} from "./outbox.js";

/** What a message says of the file it brings: numbers only, as they were when the file was made. */
export interface Summary {
  period: "day" | "week";
  rows: number;
  figures: Figure[];
  /** What the health page says of the day: a source and the code of what looks wrong. */
  findings: {source: string; code: string}[];
  refused: {source: string; rows: number}[];
  /** Sources that fell silent on the day or before it, and their newest event, by the clock on the wall. */
  silent: {source: string; day: string; time: string}[];
  /** Sources that had not arrived. */
  missing: string[];
  isDayComplete: boolean;
  /** What a revision has otherwise; null where it is not counted. */
  changes: {added: number; removed: number} | null;
}

export interface Figure {
  name: string;
  es: string;
  currency: string | null;
  value: number | null;
  /** The middle of the same weekdays of the four weeks before; null with fewer than three. */
  usual: number | null;
  odd: "low" | "high" | "not_zero" | null;
}

const WEEKS = 4;
const FEWEST_WEEKS = 3;
/** Small numbers differ by much for no reason. */
const SMALLEST_DIFFERENCE = 10;

export async function summarize(context: Context, report: Report, {day, revision, file}: NewFile): Promise<Summary> {
  const manifest = await readManifest(context, file);
  const {rows} = await context.warehouse.row<{rows: number}>(
    "select rows from ops.reports where report = $name and day = $day::date and revision = $revision",
    {name: report.name, day, revision}
  );
  return {
    period: report.every.period,
    rows,
    figures: await figuresOf(context, report, day),
    ...(await healthOf(context, report, day)),
    silent: await silentBy(context, day),
    missing: await missingFrom(context, report, day, revision),
    isDayComplete: manifest?.is_day_complete ?? true,
    changes:
      manifest?.changes?.rows_added === undefined
        ? null
        : {added: manifest.changes.rows_added, removed: manifest.changes.rows_removed ?? 0}
  };
}

async function figuresOf({warehouse, settings}: Context, report: Report, day: string): Promise<Figure[]> {
  if (report.figures.length === 0) return [];
  const layout = layoutOf(report, settings);
  const values = await readFigures(warehouse, report, layout, day);
  const {first} = await warehouse.row<{first: string | null}>("select min(day)::varchar as first from metrics.health");
  const before: FigureValue[][] = [];
  for (let week = 1; week <= WEEKS; week += 1) {
    const earlier = addDays(day, -7 * week);
    if (first !== null && earlier >= first) before.push(await readFigures(warehouse, report, layout, earlier));
  }
  return values.map((value) => {
    const figure = report.figures.find(({name}) => name === value.name)!;
    const isSame = (other: FigureValue) => other.name === value.name && other.currency === value.currency;
    return judge(
      figure,
      value,
      before.map((week) => week.find(isSame)?.value ?? 0)
    );
  });
}

/** Holds a figure against the same weekdays before: odd is less than half or more than double of their middle. */
export function judge(
  {name, es, kind}: Pick<ReportFigure, "name" | "es" | "kind">,
  {value, currency}: Pick<FigureValue, "value" | "currency">,
  before: number[]
): Figure {
  const usual = kind === "compared" ? middle(before) : null;
  return {name, es, currency, value, usual, odd: oddness(kind, value ?? 0, usual)};
}

function oddness(kind: ReportFigure["kind"], value: number, usual: number | null): Figure["odd"] {
  if (kind === "zero") return value === 0 ? null : "not_zero";
  if (usual === null || Math.abs(value - usual) < SMALLEST_DIFFERENCE) return null;
  if (value * 2 < usual) return "low";
  return value > usual * 2 ? "high" : null;
}

function middle(values: number[]): number | null {
  if (values.length < FEWEST_WEEKS) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

// Only codes and counts: what a warning says besides may name people. Names set up in vain are not of the day.
async function healthOf(
  {warehouse}: Context,
  report: Report,
  day: string
): Promise<Pick<Summary, "findings" | "refused">> {
  const first = report.every.period === "week" ? addDays(day, -6) : day;
  const rows = await warehouse.rows<{source: string; refused: number; warnings: string | null}>(
    `select source, sum(rows_refused)::integer as refused, string_agg(warning, '; ' order by day) as warnings
    from metrics.health
    where day between $first::date and $day::date and not contains(source, '.') and source != 'reference'
    group by source order by source`,
    {first, day}
  );
  return {
    findings: rows.flatMap(({source, warnings}) => codesOf(warnings).map((code) => ({source, code}))),
    refused: rows.filter(({refused}) => refused > 0).map(({source, refused}) => ({source, rows: refused}))
  };
}

function codesOf(warnings: string | null): string[] {
  const codes = [...(warnings ?? "").matchAll(/(?:^|; )([a-z_]+): /g)].map(([, code]) => code!);
  return [...new Set(codes)].sort();
}

async function silentBy({warehouse, settings}: Context, day: string): Promise<Summary["silent"]> {
  const rows = await warehouse.rows<{source: string; since: number}>(
    `select subject as source, epoch_ms(since) as since
    from metrics.findings
    where code = 'silent' and is_change and from_day <= $day::date
    order by subject`,
    {day}
  );
  return rows.map(({source, since}) => {
    const instant = new Date(Number(since));
    return {source, day: localDay(instant, settings.timeZone), time: localTime(instant, settings.timeZone)};
  });
}

async function missingFrom({warehouse}: Context, {name}: Report, day: string, revision: number): Promise<string[]> {
  const rows = await warehouse.rows<{source: string}>(
    `select distinct unnest(sources) as source
    from ops.report_gaps
    where report = $name and day = $day::date and revision = $revision
    order by source`,
    {name, day, revision}
  );
  return rows.map(({source}) => source);
}

async function readManifest({home}: Context, file: string): Promise<ReportManifest | null> {
  try {
    return JSON.parse(await readFile(join(home.reports, file.replace(/\.csv$/, ".manifest.json")), "utf8"));
  } catch {
    // Without it the message says less; that the file itself is gone is a fault of its own.
    return null;
  }
}
