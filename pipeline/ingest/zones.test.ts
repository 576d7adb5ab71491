import {afterEach, beforeEach, expect, test} from "vitest";
import {ingest} from "./ingest.js";
import {makeTestHome, type TestHome} from "./test-home.js";

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome();
});

afterEach(() => home.remove());

test("a zone that is changed after files were loaded is said once, with what to do", async () => {
  home.put("agents/a.csv", "agent_id,agent_name\n1,Ana\n");
  await ingest(home.context);
  await ingest(home.context);
  expect(home.warnings).toEqual([]);
  const settings = {...home.context.settings, sources: {agents: {timeZone: "Europe/Madrid"}}};
  await ingest({...home.context, settings});
  await ingest({...home.context, settings});
  expect(home.warnings).toEqual([
    "settings.yaml sources.agents.time_zone: Europe/Madrid holds for what is loaded from now on; stamps without an offset that were loaded before were read in UTC. To read all anew from the inbox, move warehouse.duckdb away."
  ]);
});
