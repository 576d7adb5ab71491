import {expect, test} from "vitest";
import {defaultSettings} from "../settings.js";
import {checkSettings} from "../settings-file.js";

const read = (text: string) => checkSettings(text, defaultSettings);

test("header and dialect are set for all reports, and otherwise for one", () => {
  const {settings, faults} = read(`reports:
  header: clean
  revised_days: 7
  agent_history_information: {dialect: excel-es, time_zone: UTC, open_sessions: true}
`);
  expect(faults).toEqual([]);
  expect(settings.reports).toEqual({
    header: "clean",
    dialect: "plain",
    revisedDays: 7,
    byName: {agent_history_information: {dialect: "excel-es", timeZone: "UTC", choices: {open_sessions: true}}}
  });
});

test("without settings the files are the console's", () => {
  expect(read("").settings.reports).toEqual({header: "console", dialect: "plain", revisedDays: 35, byName: {}});
});

test.each([
  ["reports: {header: plain}", '"plain" is none of the choices. Write one of: console, clean.'],
  ["reports: {dialect: excel}", "Write one of: plain, excel-es, excel-en."],
  ["reports: {agents: {time_zone: +01:00}}", "is no IANA time zone"],
  ["reports: {agents: {open_sessions: maybe}}", "is neither true nor false"],
  ["reports: {agents: yes please}", "is no group of settings"]
])("%s is named as a fault", (text, message) => {
  const {faults} = read(text);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(message);
});
