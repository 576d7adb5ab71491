import {existsSync, readFileSync} from "node:fs";
import {parse} from "csv-parse/sync";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import type {ReferenceRow} from "../pipeline/reference/tables.js";
import type {Warehouse} from "../pipeline/warehouse.js";
import {buildChain} from "./model-chain.js";

// The agent table as the console prints it: eleven sessions of 16 to 18 days, agent 261 under two names.
const printed = new URL("../../shared/fixtures/console-reports/agent_history_information.csv", import.meta.url);

const holidays: ReferenceRow[] = [
  {calendar: "default", holiday_date: "2020-12-25", name: "Navidad"},
  {calendar: "default", holiday_date: "2021-01-01", name: "Año Nuevo"},
  {calendar: "default", holiday_date: "2021-01-06", name: "Reyes"}
];

describe.skipIf(!existsSync(printed))("the printed agent history", () => {
  let warehouse: Warehouse;
  let withoutHolidays: Warehouse;
  beforeAll(async () => {
    warehouse = await build(holidays);
    withoutHolidays = await build([]);
  });
  afterAll(() => {
    warehouse.close();
    withoutHolidays.close();
  });

  test("adds up naively to 4,580.85 hours", async () =>
    expect(await hours(warehouse, "sum(seconds) from marts.agent_sessions")).toBe("4580.85"));

  test("has 1,224.56 hours in opening hours, 914.56 of them on working days", async () => {
    expect(await hours(withoutHolidays, "sum(in_hours_seconds) from marts.agent_sessions")).toBe("1224.56");
    expect(await hours(warehouse, "sum(in_hours_seconds) from marts.agent_sessions")).toBe("914.56");
  });

  test("has these hours in each session", async () => {
    const rows = await warehouse.rows(
      `select session_id, (in_hours_seconds / 3600)::decimal(9, 2)::varchar as hours
      from marts.agent_sessions order by session_id`
    );
    expect(Object.fromEntries(rows.map((row) => [row["session_id"], row["hours"]]))).toEqual({
      "121343": "80.00",
      "128574": "86.63",
      "129310": "86.00",
      "129435": "86.00",
      "129477": "87.72",
      "129574": "83.51",
      "129831": "81.69",
      "129843": "80.00",
      "129942": "80.00",
      "134981": "80.00",
      "172783": "83.01"
    });
  });

  test("has 828.56 hours when the twin sessions of one agent are united", async () =>
    expect(await hours(warehouse, "sum(seconds) filter (where is_in_hours) from marts.agent_intervals")).toBe(
      "828.56"
    ));

  test("is stale throughout: an empty headline, and the hours of nobody logging out shown", async () => {
    const {headline, sessions, fresh} = await warehouse.row(
      `select
          sum(connected_seconds)::integer as headline,
          sum(stale_sessions)::integer as sessions,
          sum(sessions - stale_sessions)::integer as fresh
      from metrics.agent_days`
    );
    expect({headline, fresh}).toEqual({headline: 0, fresh: 0});
    expect(sessions).toBeGreaterThan(11 * 16);
    const united = "sum(stale_seconds) from metrics.agent_days";
    const naive = `sum(seconds) from marts.agent_sessions where session_id <> '129435'`;
    expect(await hours(warehouse, united)).toBe(await hours(warehouse, naive));
  });
});

async function build(holidays: ReferenceRow[]): Promise<Warehouse> {
  const rows: Record<string, string>[] = parse(readFileSync(printed, "utf8"), {columns: true});
  const history = rows.map((row) => ({
    session_id: row["id"]!,
    agent_id: row["agent_id"]!,
    agent_name: row["email agente"]!,
    skill: row["skill agente"]!,
    connected_at: `${row["agent_history_connect_at"]}Z`,
    disconnected_at: `${row["agent_history_disconnect_at"]}Z`,
    available_at: `${row["agent_history_available_at"]}Z`,
    unavailable_at: `${row["agent_history_notavailable_at"]}Z`
  }));
  return buildChain(["marts.agent_intervals", "metrics.agent_days"], {
    staging: {agent_history: history},
    reference: {holidays},
    asOf: "2021-01-11 11:32:29Z"
  });
}

async function hours(warehouse: Warehouse, sum: string): Promise<string> {
  const [expression, ...rest] = sum.split(" from ");
  const {hours} = await warehouse.row<{hours: string}>(
    `select (${expression} / 3600)::decimal(9, 2)::varchar as hours from ${rest.join(" from ")}`
  );
  return hours;
}
