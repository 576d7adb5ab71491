import {copyDatabase} from "./copy.js";
import {PipelineError} from "./errors.js";
import type {Warehouse} from "./warehouse.js";

/** One step from a schema version to the next: statements that run in one transaction. */
export type Migration = string[];

/** Index 0 leads from version 1 to version 2, and so on. The version of this program is one more than their number. */
export const migrations: Migration[] = [
  // 2: rows of the raw tables keep no hash of themselves; it is computed where versions of a key are merged.
  [
    "agent_history",
    "agents",
    "conversations",
    "delivery_events",
    "dialogflow_turns",
    "invoices",
    "messages",
    "pricing_analytics",
    "whatsapp_account_events"
  ].flatMap((feed) =>
    [feed, `${feed}_versions`].map((table) => `alter table if exists raw.${table} drop column if exists row_hash`)
  ),
  // 3: an invoice's number is part of its lines' key, whose hashes the next load notes anew; it adds the column too.
  ["drop table if exists raw_keys.invoices"]
];

/**
 * Brings an open warehouse to this program's schema version. An older file is copied aside first, to the returned
 * path, in place of what an earlier upgrade left there: the warehouse may have been worked on since. A newer one is
 * refused. A new file is marked with the current version.
 */
export async function migrateWarehouse(
  warehouse: Warehouse,
  at: Date,
  steps: Migration[] = migrations
): Promise<string | null> {
  const {path} = warehouse;
  const current = steps.length + 1;
  await warehouse.run(`create schema if not exists ops;
    create table if not exists ops.schema_version (version integer, migrated_at timestamptz);`);
  const [found] = await warehouse.rows<{version: number}>(
    "select max(version) as version from ops.schema_version having count(*) > 0"
  );
  if (found === undefined) {
    await writeVersion(warehouse, current, at);
    return null;
  }
  if (found.version > current) {
    throw new PipelineError(
      `${path}: it has schema version ${found.version}, this program knows up to ${current}. Use the newer program that wrote it, or restore a backup.`
    );
  }
  if (found.version === current) return null;
  const aside = `${path.replace(/\.duckdb$/, "")}.version-${found.version}.duckdb`;
  await copyDatabase(warehouse, aside);
  await warehouse.transaction(async () => {
    for (const statements of steps.slice(found.version - 1)) {
      for (const statement of statements) await warehouse.run(statement);
    }
    await writeVersion(warehouse, current, at);
  });
  return aside;
}

async function writeVersion(warehouse: Warehouse, version: number, at: Date): Promise<void> {
  await warehouse.run("insert into ops.schema_version values ($version, $at::timestamptz)", {
    version,
    at: at.toISOString()
  });
}
