import {readdirSync} from "node:fs";
import {expect, test} from "vitest";
import {inboxFolders} from "../../../pipeline/sources/sources.js";
import {feeds, missingFeeds} from "./feeds.js";

const exportsFolder = new URL("../../exports/", import.meta.url);

function manifest(rows: Record<string, number>) {
  const files = Object.entries(rows).map(([name, rows]) => [name, {rows, bytes: 0, columns: {}, parts: []}]);
  return {files: Object.fromEntries(files)};
}

test("what never had a row is named with the folders that could bring it", () => {
  expect(missingFeeds(["agent_days"], manifest({agent_days: 0}))).toEqual(["agent_history"]);
});

test("what had a row once is a matter of filters", () => {
  expect(missingFeeds(["agent_days"], manifest({agent_days: 1}))).toBeNull();
  expect(missingFeeds(["agent_days", "agent_waits"], manifest({agent_days: 0, agent_waits: 3}))).toBeNull();
});

test("of what no folder brings nothing is said", () => {
  expect(missingFeeds(["longer_hours"], manifest({longer_hours: 0}))).toBeNull();
  expect(missingFeeds([], manifest({}))).toBeNull();
});

test("only exports and folders that exist are named", () => {
  const exported = readdirSync(exportsFolder).map((name) => name.replace(/\.sql$/, ""));
  expect(Object.keys(feeds).filter((name) => !exported.includes(name))).toEqual([]);
  expect(
    Object.values(feeds)
      .flat()
      .filter((name) => !inboxFolders.includes(name))
  ).toEqual([]);
});
