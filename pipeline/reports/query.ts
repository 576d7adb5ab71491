import {
  BOOLEAN,
  DATE,
  DuckDBDateValue,
  type DuckDBResult,
  DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
  TIMESTAMPTZ,
  VARCHAR
} from "@duckdb/node-api";
import {knownReads} from "../build/known-reads.js";
import {startOfDay} from "../time.js";
import type {Warehouse} from "../warehouse.js";
import type {Report, ReportFigure} from "./definition.js";
import type {Layout} from "./layout.js";

/** A local day as instants: 23, 24 or 25 hours. */
export interface Bounds {
  day: string;
  starts_at: string;
  ends_at: string;
}

/** When a calendar day of a zone starts and ends, like "2026-03-28T23:00:00.000Z". */
export async function boundsOf(warehouse: Warehouse, day: string, timeZone: string): Promise<Bounds> {
  const {starts, ends} = await warehouse.row<{starts: number; ends: number}>(
    `select epoch_ms(${startOfDay("$day::date", "$time_zone")}) as starts,
      epoch_ms(${startOfDay("$day::date + 1", "$time_zone")}) as ends`,
    {day, time_zone: timeZone}
  );
  return {day, starts_at: new Date(starts).toISOString(), ends_at: new Date(ends).toISOString()};
}

/** The rows of a report on a day, as they are computed; two are not to be read at the same time. */
export async function streamReport(
  warehouse: Warehouse,
  report: Report,
  bounds: Bounds,
  layout: Layout
): Promise<DuckDBResult> {
  const statement = await warehouse.connection.prepare(report.sql);
  const used = Array.from({length: statement.parameterCount}, (_, index) => statement.parameterName(index + 1));
  const key = used.includes("pseudonym_key") ? await pseudonymKey(warehouse) : null;
  const given = Object.entries(parameters(bounds, layout, key)).filter(([name]) => used.includes(name));
  const values = Object.fromEntries(given.map(([name, [, value]]) => [name, value]));
  const types = Object.fromEntries(given.map(([name, [type]]) => [name, type]));
  statement.bind(values, types);
  return statement.stream();
}

async function pseudonymKey(warehouse: Warehouse): Promise<string> {
  return (await warehouse.row<{key: string}>("select key from ops.pseudonym_key")).key;
}

function parameters(
  {day, starts_at, ends_at}: Bounds,
  layout: Layout,
  key: string | null
): Record<string, [DuckDBType, DuckDBValue]> {
  const instant = (text: string) => new DuckDBTimestampTZValue(BigInt(Date.parse(text)) * 1000n);
  return {
    day: [DATE, new DuckDBDateValue(Date.parse(day) / 86_400_000)],
    starts_at: [TIMESTAMPTZ, instant(starts_at)],
    ends_at: [TIMESTAMPTZ, instant(ends_at)],
    time_zone: [VARCHAR, layout.time_zone],
    pseudonym_key: [VARCHAR, key],
    ...Object.fromEntries(Object.entries(layout.choices).map(([name, choice]) => [name, [BOOLEAN, choice]]))
  };
}

/** What is wrong with a report's query, seen before it runs. */
export async function queryFaults(
  warehouse: Warehouse,
  report: Report,
  layout: Layout,
  reportingZone: string
): Promise<string[]> {
  const {path, sql} = report;
  const early = await readingFaults(warehouse, report);
  if (early.length > 0) return early;
  try {
    const used = await parameterNames(warehouse, sql);
    const given = [
      "day",
      "starts_at",
      "ends_at",
      "time_zone",
      "pseudonym_key",
      ...report.settings.map(({name}) => name)
    ];
    const unknown = used.filter((name) => !given.includes(name));
    if (unknown.length > 0) {
      return unknown.map((name) => `${path}: $${name} is nothing that is given. Use one of $${given.join(", $")}.`);
    }
    return [
      ...zoneFaults(report, layout, used, reportingZone),
      ...(await columnFaults(warehouse, report, layout)),
      ...(await figureFaults(warehouse, report, layout))
    ];
  } catch (error) {
    const [text] = (error as Error).message.split("\n\n");
    return [`${path}: ${text?.replace(/\.$/, "")}. Mend the query, or build the models it reads.`];
  }
}

export interface FigureValue {
  name: string;
  currency: string | null;
  /** Null where there is nothing to add up. */
  value: number | null;
}

/** A report's figures on a day, in their order; those of money once for each currency. */
export async function readFigures(
  warehouse: Warehouse,
  report: Report,
  layout: Layout,
  day: string
): Promise<FigureValue[]> {
  const bounds = await boundsOf(warehouse, day, layout.time_zone);
  const read = async (figures: ReportFigure[], key: string, grouping: string): Promise<FigureValue[]> => {
    if (figures.length === 0) return [];
    const columns = figures.map(({sql}, index) => `(${sql})::double as figure_${index}`).join(", ");
    const sql = `select ${key} as currency, ${columns} from (${report.sql}\n) as rows ${grouping}`;
    const result = await streamReport(warehouse, {...report, sql}, bounds, layout);
    const rows = ((await result.fetchChunk())?.getRows() ?? []) as [string | null, ...(number | null)[]][];
    return figures.flatMap(({name}, index) =>
      rows.map(([currency, ...values]) => ({name, currency, value: values[index] ?? null}))
    );
  };
  const values = [
    ...(await read(
      report.figures.filter(({isMoney}) => !isMoney),
      "null",
      ""
    )),
    ...(await read(
      report.figures.filter(({isMoney}) => isMoney),
      "currency",
      "where currency is not null group by currency order by currency"
    ))
  ];
  return report.figures.flatMap(({name}) => values.filter((value) => value.name === name));
}

async function figureFaults(warehouse: Warehouse, report: Report, layout: Layout): Promise<string[]> {
  if (report.figures.length === 0) return [];
  try {
    const noRows = {...report, sql: `select * from (${report.sql}\n) limit 0`};
    await readFigures(warehouse, noRows, layout, "2026-01-01");
    return [];
  } catch (error) {
    const [text] = (error as Error).message.split("\n");
    return [`${report.path}: a figure cannot be computed from its rows (${text}). Mend it.`];
  }
}

/** What of that is seen before the models are built: whether it is a query, and what it reads. */
export async function readingFaults(warehouse: Warehouse, {path, sql}: Report): Promise<string[]> {
  try {
    const {tables, bare, functions} = await knownReads(warehouse, sql);
    const strange = [
      ...tables.filter((table) => !/^(marts|metrics)\./.test(table)),
      ...bare,
      ...functions.filter((name) => !["range", "generate_series", "unnest"].includes(name)).map((name) => `${name}()`)
    ];
    return strange.map((name) => `${path}: reads ${name}. Reports read marts.* and metrics.* only.`);
  } catch (error) {
    return [`${path}: ${(error as Error).message.split("\n\n")[0]}. Mend the query.`];
  }
}

async function parameterNames(warehouse: Warehouse, sql: string): Promise<string[]> {
  const statement = await warehouse.connection.prepare(sql);
  return Array.from({length: statement.parameterCount}, (_, index) => statement.parameterName(index + 1));
}

// Columns called day are days of the reporting zone; only instants can be cut at another zone's midnight.
function zoneFaults(report: Report, layout: Layout, used: string[], reportingZone: string): string[] {
  if (layout.time_zone === reportingZone || used.includes("starts_at")) return [];
  return [
    `settings.yaml reports.${report.name}.time_zone: the report counts by days of ${reportingZone}, not by instants, so its zone cannot be ${layout.time_zone}. Leave the setting out.`
  ];
}

async function columnFaults(warehouse: Warehouse, report: Report, layout: Layout): Promise<string[]> {
  const {path, columns, grain, sql} = report;
  const bounds = await boundsOf(warehouse, "2026-01-01", layout.time_zone);
  const result = await streamReport(warehouse, {...report, sql: `select * from (${sql}\n) limit 0`}, bounds, layout);
  const types = result.columnTypes().map((type) => String(type).toLowerCase());
  const unprinted = grain.filter((name) => !columns.some((column) => column.name === name));
  const expected = [...columns.map(({name, type}) => `${name} ${type.replace(/, /, ",")}`), ...unprinted];
  const found = result.columnNames().map((name, index) => (index < columns.length ? `${name} ${types[index]}` : name));
  return Array.from({length: Math.max(expected.length, found.length)}, (_, index) => index)
    .filter((index) => expected[index] !== found[index])
    .slice(0, 3)
    .map(
      (index) =>
        `${path}: column ${index + 1} is ${found[index] ?? "missing"}, the header says ${expected[index] ?? "that there is none"}. Make them agree.`
    );
}
