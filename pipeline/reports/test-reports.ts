import {copyFile, mkdir, mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {createRawTables} from "../ingest/raw-tables.js";
import {openWarehouse, type Warehouse} from "../warehouse.js";

/** The report that these homes have. */
export const agentReport = "agent_history_information";

export interface ReportHome {
  root: string;
  /** Of the report's definition. */
  folder: string;
  warehouse: Warehouse;
  close(): Promise<void>;
}

/** A home with one report of agents' sessions, of which there are none yet. */
export async function openReportHome(asOf: string): Promise<ReportHome> {
  const root = await mkdtemp(join(tmpdir(), "reports-"));
  const folder = join(root, "definitions");
  await mkdir(folder);
  await copyFile(`reports/${agentReport}.sql`, join(folder, `${agentReport}.sql`));
  const warehouse = await openWarehouse(undefined, {threads: 2});
  await createRawTables(warehouse);
  await warehouse.run(`
    create schema marts;
    create table ops.as_of (as_of timestamptz, agents_as_of timestamptz);
    create table ops.models (name varchar, build_id integer);
    insert into ops.as_of values ('${asOf}', null);
    insert into ops.models values ('marts.agent_sessions', 1);
    create table marts.agent_sessions (
      session_id varchar, agent_id varchar, agent_email varchar, agent_name varchar, skill varchar,
      connected_at timestamptz, disconnected_at timestamptz, first_available_at timestamptz, last_unavailable_at timestamptz
    )`);
  return {
    root,
    folder,
    warehouse,
    async close() {
      warehouse.close();
      await rm(root, {recursive: true, force: true});
    }
  };
}
