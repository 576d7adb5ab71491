import type {Warehouse} from "../warehouse.js";
import type {AsOf} from "./sources.js";

/** What the last build left behind. */
export interface Previous {
  /** 0 = there was none. */
  buildId: number;
  lastFileId: number;
  asOf: AsOf;
  models: Map<string, {sqlHash: string; textHash: string}>;
  /** What was noted of each check, by model and check, like "marts.waits a_week_at_most". */
  checks: Map<string, {failedRows: number; example: string | null}>;
  fingerprints: Map<string, string>;
  /** Tables and views of the layers that models make. */
  tables: Map<string, "table" | "view">;
}

export async function readPrevious(warehouse: Warehouse): Promise<Previous> {
  const [last] = await warehouse.rows<{build_id: number; last_file_id: number}>(
    "select build_id, last_file_id from ops.builds order by build_id desc limit 1"
  );
  const [asOf] = await warehouse.rows<AsOf & Record<string, string | null>>(
    `select as_of::varchar as "asOf", agents_as_of::varchar as "agentsAsOf" from ops.as_of`
  );
  const models = await warehouse.rows<{name: string; sqlHash: string; textHash: string}>(
    `select name, sql_hash as "sqlHash", text_hash as "textHash" from ops.models`
  );
  const checks = await warehouse.rows<{check: string; failedRows: number; example: string | null}>(
    `select model || ' ' || check_name as check, failed_rows as "failedRows", example from ops.checks`
  );
  const prints = await warehouse.rows<{name: string; print: string}>(
    "select table_name as name, fingerprint as print from ops.fingerprints"
  );
  const tables = await warehouse.rows<{name: string; kind: "table" | "view"}>(
    `select table_schema || '.' || table_name as name, if(table_type = 'VIEW', 'view', 'table') as kind
    from information_schema.tables
    where table_catalog = current_database() and table_schema in ('staging', 'marts', 'metrics')`
  );
  return {
    buildId: last?.build_id ?? 0,
    lastFileId: last?.last_file_id ?? 0,
    asOf: asOf ?? {asOf: null, agentsAsOf: null},
    models: new Map(models.map((model) => [model.name, model])),
    checks: new Map(checks.map(({check, ...noted}) => [check, noted])),
    fingerprints: new Map(prints.map(({name, print}) => [name, print])),
    tables: new Map(tables.map(({name, kind}) => [name, kind]))
  };
}
