import {expect, test} from "vitest";
import {parseReport} from "./definition.js";

const lines = [
  "-- One row per agent.",
  "--",
  "-- file agents_{day}.csv",
  "-- every day 07:00",
  "-- grain agent_name",
  "-- setting open_sessions boolean false: Adds sessions still open.",
  "-- column agent_name varchar: Name,",
  "--   as the console has it.",
  "-- console email agente",
  "-- es nombre_agente",
  "-- column hours decimal(18, 2): Time there.",
  "",
  "select agent_name, hours from metrics.agents where day = $day order by agent_name;"
];

const faultsOf = (change: (text: string) => string, name = "agents") =>
  parseReport(name, change(lines.join("\n"))).faults;

test("a header says what a report is", () => {
  const {report, faults} = parseReport("agents", lines.join("\n"));
  expect(faults).toEqual([]);
  expect(report).toMatchObject({
    description: "One row per agent.",
    file: "agents_{day}.csv",
    every: {period: "day", time: "07:00"},
    grain: ["agent_name"],
    settings: [{name: "open_sessions", default: false}],
    columns: [
      {
        name: "agent_name",
        type: "varchar",
        meaning: "Name, as the console has it.",
        console: "email agente",
        es: "nombre_agente"
      },
      {name: "hours", type: "decimal(18, 2)", console: "hours", es: "hours"}
    ]
  });
  expect(report.sql).toBe("select agent_name, hours from metrics.agents where day = $day order by agent_name");
});

test("a report offers its files for download where it says so, and only by yes", () => {
  const parse = (...more: string[]) => parseReport("agents", lines.toSpliced(4, 0, ...more).join("\n"));
  expect(parse().report.isDownload).toBe(false);
  expect(parse("-- download yes")).toMatchObject({faults: [], report: {isDownload: true}});
  expect(parse("-- download no").faults).toEqual([
    'reports/agents.sql:5: "download no" says nothing. Write "-- download yes", or leave it out.'
  ]);
  expect(parse("-- download yes", "-- download yes").faults).toEqual([
    "reports/agents.sql:6: download is said twice. Keep one."
  ]);
});

test("a figure has the Spanish name of its column, or its own", () => {
  const figures = [
    "-- figure agent_name: count(*)",
    "-- figure gone zero: sum(hours)",
    "-- es se fueron",
    "-- figure cost running money: sum(amount)"
  ];
  const {report, faults} = parseReport("agents", lines.toSpliced(-2, 0, ...figures).join("\n"));
  expect(faults).toEqual([]);
  expect(report.figures).toEqual([
    {name: "agent_name", es: "nombre_agente", kind: "compared", isMoney: false, sql: "count(*)"},
    {name: "gone", es: "se fueron", kind: "zero", isMoney: false, sql: "sum(hours)"},
    {name: "cost", es: "cost", kind: "running", isMoney: true, sql: "sum(amount)"}
  ]);
});

test.each<[string, RegExp | string, string, string]>([
  ["a figure without an aggregate", "-- column hours", "-- figure hours\n-- column hours", '"hours" is no figure'],
  [
    "two figures of one name",
    "-- column hours",
    "-- figure n: count(*)\n-- figure n: sum(hours)\n-- column hours",
    "two figures are called n"
  ],
  ["a file without a day", "{day}", "", 'agents.sql:3: "agents_.csv" is no file name'],
  ["a file in another folder", "agents_{day}", "../agents_{day}", "is no file name"],
  [
    "a time that is none",
    "07:00",
    "7 am",
    'agents.sql:4: "every day 7 am" is no time. Write it like "every day 07:00".'
  ],
  ["a missing file", "-- file agents_{day}.csv\n", "", "names no file"],
  ["a missing time", "-- every day 07:00\n", "", "says not when"],
  ["a missing grain", "-- grain agent_name\n", "", "declares no grain"],
  ["a missing description", "One row per agent.", "", "says not what a row is"],
  ["an unknown word", "-- grain", "-- grian", '"grian" is none of'],
  [
    "an instant with a zone",
    "hours decimal(18, 2)",
    "hours timestamptz",
    "timezone($time_zone, hours) makes a local timestamp"
  ],
  ["two columns of one header", "nombre_agente", "hours", "two columns are called hours"],
  ["a header without its column", "-- grain", "-- console x\n-- grain", '"console x" names no column'],
  ["a setting that is a parameter", "open_sessions", "day", "setting day has a name that means something else"],
  ["rows in no order", " order by agent_name", "", "puts its rows in no order"],
  ["no query", /\n\nselect[\s\S]*/, "", "has no query"]
])("%s is a fault with its place", (_, from, to, message) => {
  expect(faultsOf((text) => text.replace(from, to)).join("\n")).toContain(message);
});

test("all faults are named at once", () => {
  expect(faultsOf((text) => text.replace("07:00", "noon").replace("{day}", "{month}"), "Agents").length).toBe(3);
});

test("a file name may show a setting, but only one that there is", () => {
  const named = (text: string) => text.replace("agents_{day}", "agents{full}_{day}");
  expect(faultsOf(named)).toEqual([expect.stringContaining("{full}")]);
  expect(faultsOf((text) => named(text).replace("-- grain", "-- setting full boolean false: All.\n-- grain"))).toEqual(
    []
  );
});
