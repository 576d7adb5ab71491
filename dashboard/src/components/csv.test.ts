import {parse} from "csv-parse/sync";
import {expect, test} from "vitest";
import {writeCsv} from "./csv.js";

test("what is written is read back the same", () => {
  const rows = [
    {channel: "Chat «web»", text: 'said "hi", left\nand came back', sessions: 1234.5, warning: null},
    {channel: "sms", text: "", sessions: 0, warning: "late"}
  ];
  const text = writeCsv(["channel", "text", "sessions", "warning"], rows);
  expect(parse(text, {columns: true, bom: true})).toEqual([
    {channel: "Chat «web»", text: 'said "hi", left\nand came back', sessions: "1234.5", warning: ""},
    {channel: "sms", text: "", sessions: "0", warning: "late"}
  ]);
});

test("where decimals have a comma, semicolons part the cells", () => {
  const rows = [{day: "2026-10-01", text: "a;b", amount: 12.756, units: -3}];
  expect(writeCsv(["day", "text", "amount", "units"], rows, ",")).toBe(
    '\ufeffday;text;amount;units\r\n2026-10-01;"a;b";12,756;-3\r\n'
  );
  expect(writeCsv(["name"], [{name: "hola,=1+1"}], ",")).toContain("hola,'=1+1");
});

test("a spreadsheet never runs what somebody wrote as their name", () => {
  expect(writeCsv(["name"], [{name: '=HYPERLINK("http://x")'}])).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(writeCsv(["name"], [{name: "@sum"}])).toContain("'@sum");
  expect(writeCsv(["name"], [{name: "\u00a0＝sum"}])).toContain("'\u00a0＝sum");
  expect(writeCsv(["name"], [{name: "hola;=1+1"}])).toContain("hola;'=1+1");
  expect(writeCsv(["change"], [{change: -5}])).toContain("\r\n-5\r\n");
});
