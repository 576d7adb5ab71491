import {expect, test} from "vitest";
import {defaultSettings} from "../settings.js";
import {checkSettings} from "../settings-file.js";

const read = (text: string) => checkSettings(text, defaultSettings);

test("header and dialect are set for all reports, and otherwise for one", () => {
  const {settings, faults} = read(`reports:
  header: clean
  revised_days: 7
  incomplete: send
  agent_history_information: {dialect: excel-es, incomplete: wait, time_zone: UTC, download: false, open_sessions: true}
`);
  expect(faults).toEqual([]);
  expect(settings.reports).toEqual({
    header: "clean",
    dialect: "plain",
    incomplete: "send",
    revisedDays: 7,
    byName: {
      agent_history_information: {
        dialect: "excel-es",
        incomplete: "wait",
        timeZone: "UTC",
        download: false,
        choices: {open_sessions: true}
      }
    }
  });
});

test("without settings the files are the console's", () => {
  expect(read("").settings.reports).toEqual({
    header: "console",
    dialect: "plain",
    incomplete: "wait",
    revisedDays: 35,
    byName: {}
  });
});

test("a source says when its days are here, and on which days it has any", () => {
  const {settings, faults} = read(`sources:
  agent_history: { arrives_by: "07:00", days: open }
  dialogflow: { time_zone: Europe/Madrid }
`);
  expect(faults).toEqual([]);
  expect(settings.sources).toEqual({
    agent_history: {timeZone: "UTC", arrivesBy: "07:00", days: "open"},
    dialogflow: {timeZone: "Europe/Madrid"}
  });
});

test.each([
  ["reports: {header: plain}", '"plain" is none of the choices. Write one of: console, clean.'],
  ["reports: {dialect: excel}", "Write one of: plain, excel-es, excel-en."],
  ["reports: {incomplete: skip}", "Write one of: wait, send."],
  ["sources: {agent_history: {arrives_by: 7h}}", '"7h" is no time. Write it in quotes, like "07:00".'],
  ["sources: {agent_history: {arrives_by: 24:00}}", "is no time"],
  ["sources: {agent_history: {days: weekdays}}", "Write one of: every, open."],
  ["sources: {agent_history: {zone: UTC}}", "A source has: time_zone, arrives_by, days."],
  ["reports: {agents: {time_zone: +01:00}}", "is no IANA time zone"],
  ["reports: {agents: {open_sessions: maybe}}", "is neither true nor false"],
  ["reports: {agents: yes please}", "is no group of settings"]
])("%s is named as a fault", (text, message) => {
  const {faults} = read(text);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(message);
});
