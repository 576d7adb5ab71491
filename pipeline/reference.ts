import {createHash} from "node:crypto";
import {throwFaults} from "./errors.js";
import {readReferenceFiles} from "./reference/check.js";
import {
  insertReferenceRows,
  type ReferenceRows,
  type ReferenceTableName,
  referenceDdl,
  referenceTableNames
} from "./reference/tables.js";
import {type Home, readSettingsAndFaults, type Settings} from "./settings.js";
import type {Warehouse} from "./warehouse.js";

/** All that people decide, ready for the schema `reference`. */
export interface Reference {
  rows: ReferenceRows;
  /** What is not wrong but worth a look. */
  warnings: string[];
}

/** The reference files of the home, and the project's own where it has none; throws all faults at once. */
export async function readReference(home: Home, settings: Settings): Promise<Reference> {
  const {rows, warnings, faults} = readReferenceFiles(home, settings);
  throwFaults(home.root, faults);
  return {rows, warnings};
}

/** Settings and reference files together; throws the faults of both at once. */
export async function readConfiguration(home: Home): Promise<{settings: Settings; reference: Reference}> {
  const {settings, faults: settingsFaults} = await readSettingsAndFaults(home);
  const {rows, warnings, faults} = readReferenceFiles(home, settings);
  throwFaults(home.root, [...settingsFaults, ...faults]);
  return {settings, reference: {rows, warnings}};
}

/**
 * Writes the tables of the schema `reference` whose content is not what was written last, and gives their names.
 * Run it inside the transaction of the build.
 */
export async function loadReference(warehouse: Warehouse, reference: Reference): Promise<ReferenceTableName[]> {
  await warehouse.run(`create schema if not exists reference;
    create schema if not exists ops;
    create table if not exists ops.reference (table_name varchar, content_hash varchar);`);
  const written = await warehouse.rows<{table_name: string; content_hash: string}>(
    "select table_name, content_hash from ops.reference"
  );
  const hashes = new Map(written.map((row) => [row.table_name, row.content_hash]));
  const changed: ReferenceTableName[] = [];
  for (const name of referenceTableNames) {
    const definition = referenceDdl(name);
    const hash = createHash("sha256").update(definition).update(JSON.stringify(reference.rows[name])).digest("hex");
    if (hashes.get(name) === hash) continue;
    await warehouse.run(definition);
    await insertReferenceRows(warehouse, name, reference.rows[name]);
    await warehouse.run("delete from ops.reference where table_name = $name", {name});
    await warehouse.run("insert into ops.reference values ($name, $hash)", {name, hash});
    changed.push(name);
  }
  return changed;
}
