import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import type {Context} from "../context.js";
import {defaultSettings, type Home, homeAt} from "../settings.js";
import {openWarehouse} from "../warehouse.js";
import {siteState} from "./state.js";

let home: Home;
let exports: string;

beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), "state-")));
  exports = join(home.root, "exports");
  mkdirSync(exports);
  writeFileSync(join(exports, "days.sql"), "select 1 as day");
});

afterEach(() => rmSync(home.root, {recursive: true}));

test("stays while nothing is written, and changes with rows, queries, settings and pages", async () => {
  const first = await stateAfter("create table days (day date)");
  expect(await stateAfter("select 1")).toBe(first);
  expect(await stateAfter("create table if not exists days (day date)")).toBe(first);
  const states = [first, await stateAfter("insert into days values ('2026-11-22')")];
  states.push(await stateAfter("select 1", {language: "en"}), await stateAfter("select 1", {}, "other pages"));
  writeFileSync(join(exports, "days.sql"), "select 2 as day");
  states.push(await stateAfter("select 1"));
  expect(new Set(states).size).toBe(states.length);
});

test("a warehouse in memory has none", async () => {
  const warehouse = await openWarehouse();
  expect(await siteState({warehouse, home, settings: defaultSettings} as Context, exports, [])).toBeNull();
  warehouse.close();
});

async function stateAfter(sql: string, settings = {}, pages = "pages"): Promise<string | null> {
  const warehouse = await openWarehouse(home.warehouse, {threads: 1});
  await warehouse.run(sql);
  const context = {warehouse, home, settings: {...defaultSettings, ...settings}} as Context;
  const state = await siteState(context, exports, [pages]);
  warehouse.close();
  return state;
}
