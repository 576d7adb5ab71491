import {randomBytes} from "node:crypto";
import type {Warehouse} from "../warehouse.js";

/** Creates the tables in which a build notes what it did, where they are missing. */
export async function createOpsTables(warehouse: Warehouse): Promise<void> {
  await warehouse.run(`
    create schema if not exists ops;
    create schema if not exists rebuild;
    create schema if not exists key_days;
    create table if not exists ops.as_of (as_of timestamptz, agents_as_of timestamptz);
    -- Made-up names are hashes of an id and this, so that who has only the names finds no number by trying them all.
    create table if not exists ops.pseudonym_key as select '${randomBytes(32).toString("hex")}' as key;
    create table if not exists ops.builds (build_id integer, built_at timestamptz, mode varchar, last_file_id integer);
    -- What each model was built from; another hash means that it, and all that reads it, is built anew.
    create table if not exists ops.models (
      name varchar, kind varchar, sql_hash varchar, text_hash varchar, rows bigint, seconds double, build_id integer
    );
    create table if not exists ops.checks (
      model varchar, check_name varchar, kind varchar, failed_rows bigint, example varchar
    );
    -- The build that the tables of schema key_days are right for, and the DuckDB that made their hashes.
    create table if not exists ops.key_days (build_id integer);
    alter table ops.key_days add column if not exists duckdb_version varchar;
    -- Fingerprints of the tables that no load numbers: reference data and the ledgers.
    create table if not exists ops.fingerprints (table_name varchar, fingerprint varchar);
    -- What retention removed: rows that left, texts that were emptied.
    create table if not exists ops.removals (
      removed_at timestamptz, feed varchar, table_name varchar, what varchar, before date, rows bigint
    );
    -- Months of WhatsApp traffic under several sets of rules, rated after a build; rules_from is null as charged.
    create table if not exists ops.spend_what_if (
      rules varchar, rules_from date, month date, market varchar, category varchar, currency varchar,
      units integer, units_charged integer, units_free integer, units_unrated integer, amount decimal(18, 6),
      is_estimate boolean
    );
    create table if not exists ops.what_if_state (fingerprint varchar);
  `);
}
