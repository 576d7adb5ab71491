import {execFileSync} from "node:child_process";
import {join} from "node:path";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone.js";
import utc from "dayjs/plugin/utc.js";
import {childSeconds, type Rival, time} from "./compare-postgres.js";
import {createTables, indexes, sqliteAnswers} from "./compare-sql.js";

dayjs.extend(utc);
dayjs.extend(timezone);

/** Whether Debian's sqlite3 (3.38 or later, for its CSV import and time functions) is installed. */
export function hasSqlite(): boolean {
  try {
    return Number(/^3\.(\d+)/.exec(execFileSync("sqlite3", ["--version"], {encoding: "utf8"}))?.[1]) >= 38;
  } catch {
    return false;
  }
}

/** Loads the files into one SQLite file and asks it. */
export function askSqlite(folder: string, files: Record<string, string>, headers: Record<string, string[]>): Rival {
  const database = join(folder, "compare.sqlite");
  let processorSeconds = 0;
  const run = (script: string): string => {
    const told = execFileSync("bash", ["-c", `sqlite3 '${database}'; echo; echo times; times`], {
      input: `pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -512000;\n${script}`,
      encoding: "utf8",
      maxBuffer: 1 << 30
    });
    const [rows = "", times = ""] = told.split("\ntimes\n");
    processorSeconds += childSeconds(times);
    return rows;
  };
  const copySeconds = time(() => {
    const imports = Object.entries(files).map(([table, path]) => `.import --csv --skip 1 ${path} ${table}`);
    run(`${createTables(headers, () => "text")}\n${imports.join("\n")}\n${daysTable()}`);
  });
  const indexSeconds = time(() => run([...indexes, "analyze;"].join("\n")));
  let answers: string[] = [];
  const answerSeconds = time(() => {
    const sql = Object.values(sqliteAnswers).join(";\n");
    answers = run(`.mode list\n.separator ,\n${sql};`)
      .split("\n")
      .filter((line) => line.includes(","));
  });
  return {name: "SQLite", copySeconds, indexSeconds, answerSeconds, processorSeconds, answers};
}

// Instants of the files are text in UTC, and so are the days' starts: text compares as time does.
function daysTable(): string {
  const first = dayjs.utc("2019-01-01");
  const rows = Array.from({length: 366 * 9}, (_, index) => {
    const day = first.add(index, "day").format("YYYY-MM-DD");
    return `('${day}', '${dayjs.tz(day, "Europe/Madrid").utc().format("YYYY-MM-DD[T]HH:mm:ss[Z]")}')`;
  });
  return `create table days (day text, starts_at text primary key) without rowid;
    insert into days values ${rows.join(", ")};`;
}
