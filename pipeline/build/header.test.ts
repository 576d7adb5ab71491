import {describe, expect, test} from "vitest";
import {parseHeader} from "./header.js";

const good = `-- One row per conversation
-- that reached the agents.
--
-- grain conversation_id, day
-- column conversation_id bigint: Number given by the console.
-- es conversation_id: Número que da la
--   consola: único.
-- column day date: Local day of the first message;
--   null while there is none.
-- column amount decimal(18, 6): Money: in the account's currency.
-- column tags varchar[]: Labels.
-- es: Una fila por conversación que llegó a los agentes.
-- check ordered: day is null or
--    amount >= 0
-- warn small: amount < 100
-- rebuild day back 96 h ahead 7 d
-- follows marts.prices by day, amount
-- ripens amount is null
-- sorted by day

-- Not in the header any more.
select 1
`;

test("a header says what its lines say; three spaces go on with the line before", () => {
  const {header, faults} = parseHeader("models/marts/a.sql", good);
  expect(faults).toEqual([]);
  expect(header).toEqual({
    description: "One row per conversation\nthat reached the agents.",
    descriptionEs: "Una fila por conversación que llegó a los agentes.",
    grain: ["conversation_id", "day"],
    columns: [
      {
        ...{name: "conversation_id", type: "bigint", meaning: "Number given by the console."},
        meaningEs: "Número que da la consola: único."
      },
      {name: "day", type: "date", meaning: "Local day of the first message; null while there is none."},
      {name: "amount", type: "decimal(18, 6)", meaning: "Money: in the account's currency."},
      {name: "tags", type: "varchar[]", meaning: "Labels."}
    ],
    checks: [
      {name: "ordered", kind: "check", sql: "day is null or amount >= 0"},
      {name: "small", kind: "warn", sql: "amount < 100"}
    ],
    rebuild: {mode: "day", back: "96 hours", ahead: "7 days"},
    follows: [{table: "marts.prices", columns: ["day", "amount"]}],
    ripens: {condition: "amount is null"},
    sortedBy: "day"
  });
});

test.each([
  ["rebuild key conversation_id", {mode: "key", key: "conversation_id"}],
  ["rebuild key conversation_id through marts.names", {mode: "key", key: "conversation_id", through: "marts.names"}],
  ["rebuild day", {mode: "day"}],
  ["rebuild day ahead 36 h", {mode: "day", ahead: "36 hours"}]
])("%s", (line, rebuild) => {
  const text = good.replace("rebuild day back 96 h ahead 7 d", line);
  expect(parseHeader("a.sql", text).header.rebuild).toEqual(rebuild);
});

test("the rows of a key may lie scattered", () => {
  const header = (text: string) => parseHeader("a.sql", text).header;
  expect(header(good).isScattered).toBeUndefined();
  const keyed = good.replace("rebuild day back 96 h ahead 7 d", "rebuild key conversation_id\n-- scattered");
  expect(header(keyed).isScattered).toBe(true);
});

test("what ripens a while after a column is told from a condition", () => {
  const ripens = (line: string) => parseHeader("a.sql", good.replace("ripens amount is null", line)).header.ripens;
  expect(ripens("ripens 24 h, 7 d after day")).toEqual({after: "day", reaches: ["24 hours", "7 days"]});
  expect(ripens("ripens 24 hours after day")).toEqual({condition: "24 hours after day"});
});

test("without a line a model is rebuilt whole", () => {
  const text = good.replace(/-- rebuild.*\n-- follows.*\n-- ripens.*\n/, "");
  expect(parseHeader("a.sql", text)).toMatchObject({header: {rebuild: {mode: "whole"}}, faults: []});
});

describe("faults", () => {
  test.each([
    [
      "-- grain conversation_id, day\n",
      "",
      'a.sql: declares no grain. Add "-- grain <columns that make a row unique>".'
    ],
    ["-- grain conversation_id, day", "-- grain weekday", "a.sql: grain weekday is no column of the header."],
    ["-- grain conversation_id, day", "-- grain day\n-- grain day", "a.sql:5: grain is said twice. Keep one."],
    [good.slice(0, good.indexOf("--\n")), "", "a.sql:1: says not what a row is."],
    ["column tags varchar[]: Labels.", "column tags: Labels.", 'a.sql:11: "tags: Labels." is no column.'],
    ["column tags varchar[]: Labels.", "column tags varchar:", "is no column."],
    ["column tags varchar[]:", "column day varchar:", "a.sql: column day is declared twice. Keep one."],
    ["warn small:", "warn ordered:", "a.sql: check ordered is declared twice."],
    ["warn small: amount", "warn amount", 'a.sql:15: "amount < 100" is no warn. Write "-- warn name: condition".'],
    ["rebuild day back 96 h", "rebuild day back 96 hours", "is no way to rebuild."],
    ["rebuild day back 96 h", "rebuild week back 96 h", "is no way to rebuild."],
    ["rebuild day back 96 h ahead 7 d", "rebuild key agent_id", "a.sql: is rebuilt by agent_id, which is no column"],
    ["column day date:", "column day varchar:", "a.sql: is rebuilt by day, so column day must be a date."],
    ["-- rebuild day back 96 h ahead 7 d\n", "", "a.sql: ripens stands without rebuild."],
    ["-- rebuild day back 96 h ahead 7 d\n", "", "a.sql: follows stands without rebuild."],
    [
      "-- warn small",
      "-- wran small",
      'a.sql:15: "wran" is none of grain, column, es, check, warn, rebuild, follows, ripens, sorted, scattered.'
    ],
    ["ripens amount is null", "ripens 24 h after weekday", "a.sql: ripens after weekday, which is no column"],
    ["sorted by day", "sorted by weekday", "a.sql: is sorted by weekday, which is no column"],
    ["sorted by day", "sorted by day\n-- sorted by amount", "a.sql:20: sorted is said twice. Keep one."],
    ["sorted by day", "scattered", "a.sql: scattered stands without a key. Remove it, or rebuild by one."],
    ["by day, amount", "", 'a.sql:17: "follows marts.prices" says not what.'],
    ["-- es conversation_id:", "-- es number:", "a.sql:6: es number is no column of the header."],
    ["-- es: Una", "-- es conversation_id: Una", "a.sql:12: es conversation_id is said twice. Keep one."],
    ["-- es: Una", "-- es Una", 'says nothing. Write "-- es <column>: texto", or "-- es: texto".'],
    ["by day, amount", "by weekday", "a.sql: follows by weekday, which is no column of the header."]
  ])("%j → %j", (from, to, fault) => {
    expect(parseHeader("a.sql", good.replace(from, to)).faults.join("\n")).toContain(fault);
  });

  test("all of them are named at once", () => {
    expect(parseHeader("a.sql", "select 1").faults).toHaveLength(3);
  });
});
