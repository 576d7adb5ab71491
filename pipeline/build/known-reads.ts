import {createHash} from "node:crypto";
import {hasTable, type Warehouse} from "../warehouse.js";
import {type TablesRead, tablesRead} from "./tables-read.js";

// To parse every model takes DuckDB longer than all else that a run with nothing new has to do, and the answer depends
// on nothing but the text and DuckDB's version: each text is parsed once, and what a build parsed stays in the warehouse.

/** By hash of the text. */
const known = new Map<string, TablesRead>();

/** What a select statement reads. Throws what DuckDB says when the text is none. */
export async function knownReads(warehouse: Warehouse, sql: string): Promise<TablesRead> {
  const hash = hashOf(sql);
  const reads = known.get(hash) ?? (await tablesRead(warehouse, sql));
  known.set(hash, reads);
  return reads;
}

/** Does work that asks about many texts, with the answers of earlier runs at hand; leaves those of the last work. */
export async function withKeptReads<Result>(
  warehouse: Warehouse,
  work: (read: (sql: string) => Promise<TablesRead>) => Promise<Result>
): Promise<Result> {
  const {keeps, version} = await warehouse.row<{keeps: boolean; version: string}>(
    `select version() as version, (
      select path is not null and not readonly from duckdb_databases() where database_name = current_database()
    ) as keeps`
  );
  const kept = await recall(warehouse, version);
  const used = new Set<string>();
  const result = await work((sql) => {
    used.add(hashOf(sql));
    return knownReads(warehouse, sql);
  });
  if (keeps && [...used].some((hash) => !kept.has(hash))) await keep(warehouse, version, used);
  return result;
}

/** Gives the hashes of the texts that the warehouse knows. */
async function recall(warehouse: Warehouse, version: string): Promise<Set<string>> {
  if (!(await hasTable(warehouse, "ops.statements"))) return new Set();
  const rows = await warehouse.rows<{hash: string; reads: string}>(
    "select hash, reads::varchar as reads from ops.statements where version = $version",
    {version}
  );
  for (const {hash, reads} of rows) known.set(hash, JSON.parse(reads));
  return new Set(rows.map(({hash}) => hash));
}

async function keep(warehouse: Warehouse, version: string, used: Set<string>): Promise<void> {
  // What could not be parsed is asked again, for its message.
  const reads = [...used].filter((hash) => known.has(hash)).map((hash) => ({hash, reads: known.get(hash)}));
  await warehouse.transaction(async () => {
    await warehouse.run(`create schema if not exists ops;
      create or replace table ops.statements (version varchar, hash varchar, reads json);`);
    await warehouse.run(
      `insert into ops.statements
      select $version, entry.hash, entry.reads
      from (select unnest(from_json($reads, '[{"hash": "varchar", "reads": "json"}]')) as entry)`,
      {version, reads: JSON.stringify(reads)}
    );
  });
}

function hashOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}
