import {createHash} from "node:crypto";
import {type Fault, type HeaderLine, readHeaderLines} from "../build/header-lines.js";

/** What the header of reports/<name>.sql promises; reports/README.md documents the grammar. */
export interface Report {
  name: string;
  /** Like "reports/agent_history_information.sql", for messages. */
  path: string;
  description: string;
  /** Name of the file, with {day} in it; {setting} stands for "_setting" where that setting is on, else for nothing. */
  file: string;
  every: Schedule;
  /** Columns that make a row unique. Those that are no column of the report are selected after them and not printed. */
  grain: string[];
  columns: ReportColumn[];
  settings: ReportSetting[];
  /** Numbers of the day, for the message that brings the file. */
  figures: ReportFigure[];
  /** Whether whoever reads the dashboard may have its files too, where the settings do not say otherwise. */
  isDownload: boolean;
  sql: string;
  /** Of the whole text: another hash, another report. */
  hash: string;
}

export interface Schedule {
  /** A week ends on Sunday, the day its report stands under. */
  period: "day" | "week";
  /** Local time in the report's zone, like "07:00". */
  time: string;
}

export interface ReportColumn {
  /** The clean name, in English; the name in the SQL. */
  name: string;
  type: string;
  meaning: string;
  /** Header as the console prints it; the clean name where the console has none. */
  console: string;
  /** The clean name in Spanish. */
  es: string;
}

/** A choice of this report alone: `reports: {<report>: {<name>: …}}` in settings.yaml, `$name` in its SQL. */
export interface ReportSetting {
  name: string;
  type: "boolean";
  default: boolean;
  meaning: string;
}

export interface ReportFigure {
  name: string;
  /** Its name in Spanish; that of the column of the same name where none is said. */
  es: string;
  /** Held against the same weekdays before; or growing from day to day; or odd when it is not 0. */
  kind: "compared" | "running" | "zero";
  /** One for each value of the column currency. */
  isMoney: boolean;
  /** An aggregate over the report's rows. */
  sql: string;
}

const keywords = ["file", "every", "grain", "setting", "column", "console", "es", "figure", "download"];

/** Reads a report's header; every fault starts with the file and the line. */
export function parseReport(name: string, text: string): {report: Report; faults: string[]} {
  const path = `reports/${name}.sql`;
  const faults: string[] = [];
  const fault: Fault = (line, message) => faults.push(`${path}:${line}: ${message}`);
  const {description, entries, body} = readHeaderLines(text.replace(/^\uFEFF/, ""), keywords, fault);
  const report: Report = {
    name,
    path,
    description,
    file: "",
    every: {period: "day", time: ""},
    grain: [],
    columns: [],
    settings: [],
    figures: [],
    isDownload: false,
    sql: body.trim().replace(/;$/, ""),
    hash: createHash("sha256").update(text).digest("hex").slice(0, 16)
  };
  if (!/^[a-z][a-z0-9_]*$/.test(name)) fault(1, `"${name}" is no name of a report. Use small letters, digits and _.`);
  if (description === "") fault(1, 'says not what a row is. Begin with a line like "-- One row per agent and day: …".');
  for (const [index, entry] of entries.entries()) readEntry(report, entry, entries.slice(0, index), fault);
  nameFigures(report);
  checkWhole(report, entries, fault);
  return {report, faults};
}

function readEntry(report: Report, {line, keyword, text}: HeaderLine, before: HeaderLine[], fault: Fault): void {
  switch (keyword) {
    case "file":
      report.file = text;
      if (
        !/^[\w.{}-]+\.csv$/.test(text) ||
        text.split("{day}").length !== 2 ||
        /[{}]/.test(text.replaceAll(/\{[a-z_]+\}/g, ""))
      ) {
        fault(
          line,
          `"${text}" is no file name. Write one like agents_{day}.csv: letters, digits, _ . - and {day} once.`
        );
      }
      return;
    case "every": {
      const [, period, time] = /^(day|week) ((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text) ?? [];
      if (!period || !time) fault(line, `"every ${text}" is no time. Write it like "every day 07:00".`);
      else report.every = {period: period as Schedule["period"], time};
      return;
    }
    case "grain":
      report.grain = text.split(",").map((name) => name.trim());
      return;
    case "download":
      if (text !== "yes") fault(line, `"download ${text}" says nothing. Write "-- download yes", or leave it out.`);
      else report.isDownload = true;
      return;
    case "setting": {
      const [, name, value, meaning] = /^([a-z][a-z0-9_]*) boolean (true|false): (\S.*)$/.exec(text) ?? [];
      if (!name || !meaning) {
        fault(line, `"${text}" is no setting. Write "-- setting name boolean false: meaning".`);
      } else report.settings.push({name, type: "boolean", default: value === "true", meaning});
      return;
    }
    case "column": {
      const [, name, type, meaning] = /^([a-z][a-z0-9_]*) ([a-z]+(?:\(\d+, ?\d+\))?): (\S.*)$/.exec(text) ?? [];
      if (!name || !type || !meaning) fault(line, `"${text}" is no column. Write "-- column name type: meaning".`);
      else report.columns.push({name, type, meaning, console: name, es: name});
      return;
    }
    case "figure": {
      const [, name, kind, money, sql] = /^([a-z][a-z0-9_]*)( running| zero)?( money)?: (\S.*)$/.exec(text) ?? [];
      if (!name || !sql) fault(line, `"${text}" is no figure. Write "-- figure name: sum(column)".`);
      else {
        const said = (kind?.trim() ?? "compared") as ReportFigure["kind"];
        report.figures.push({name, es: "", kind: said, isMoney: money !== undefined, sql});
      }
      return;
    }
    default: {
      const owner = before.findLast((entry) => entry.keyword === "column" || entry.keyword === "figure");
      const figure = owner?.keyword === "figure" ? report.figures.at(-1) : undefined;
      if (keyword === "es" && figure !== undefined && text !== "") {
        figure.es = text;
        return;
      }
      const column = owner?.keyword === "column" ? report.columns.at(-1) : undefined;
      if (column === undefined || text === "") {
        fault(
          line,
          `"${keyword} ${text}" names no column. Write it below its column, like "-- ${keyword} header text".`
        );
      } else column[keyword as "console" | "es"] = text;
    }
  }
}

function nameFigures({columns, figures}: Report): void {
  for (const figure of figures.filter(({es}) => es === "")) {
    figure.es = columns.find(({name}) => name === figure.name)?.es ?? figure.name;
  }
}

const columnTypes =
  /^(varchar|boolean|smallint|integer|bigint|hugeint|double|decimal\(\d+, ?\d+\)|date|timestamp|time)$/;
const parameters = ["day", "starts_at", "ends_at", "time_zone"];
/** What the settings may say of any report, beside what its header lets them choose. */
export const ownSettings = ["header", "dialect", "incomplete", "time_zone", "download"];

function checkWhole({file, columns, figures, grain, settings, sql}: Report, entries: HeaderLine[], fault: Fault): void {
  for (const keyword of ["file", "every", "grain", "download"]) {
    const [first, second] = entries.filter((entry) => entry.keyword === keyword);
    if (second) fault(second.line, `${keyword} is said twice. Keep one.`);
    if (!first && keyword === "file") fault(1, 'names no file. Add "-- file <name>_{day}.csv".');
    if (!first && keyword === "every") fault(1, 'says not when. Add "-- every day 07:00".');
    if (!first && keyword === "grain") fault(1, 'declares no grain. Add "-- grain <columns that make a row unique>".');
  }
  const placeholders = file.includes("{day}") ? [...file.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name) : [];
  for (const name of placeholders) {
    if (name === "day" || settings.some((setting) => setting.name === name)) continue;
    fault(1, `its file has {${name}}, which is no setting of it. Declare it, or take it out.`);
  }
  if (columns.length === 0) fault(1, 'declares no column. Add "-- column name type: meaning" for each.');
  for (const {name, type} of columns.filter(({type}) => !columnTypes.test(type))) {
    const remedy = type === "timestamptz" ? `timezone($time_zone, ${name}) makes a local timestamp` : "cast it";
    fault(1, `column ${name} is ${type}, which a CSV cannot hold. Choose another type: ${remedy}.`);
  }
  for (const key of ["name", "console", "es"] as const) {
    const names = columns.map((column) => column[key]);
    for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
      fault(1, `two columns are called ${name}. Name one of them otherwise.`);
    }
  }
  for (const name of new Set(figures.map(({name}) => name).filter((name, index, all) => all.indexOf(name) !== index))) {
    fault(1, `two figures are called ${name}. Name one of them otherwise.`);
  }
  if (grain.some((name) => !/^[a-z][a-z0-9_]*$/.test(name))) {
    fault(1, `grain "${grain.join(", ")}" is no list of columns. Write their names, with commas between.`);
  }
  for (const {name} of settings.filter(({name}) => parameters.includes(name) || ownSettings.includes(name))) {
    fault(1, `setting ${name} has a name that means something else. Name it otherwise.`);
  }
  if (sql === "") fault(1, "has no query. Write one select statement below the header.");
  else if (!/\border\s+by\b/i.test(sql)) fault(1, "puts its rows in no order. End it with order by.");
}
