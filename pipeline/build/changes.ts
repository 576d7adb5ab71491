import {identifier, type Warehouse} from "../warehouse.js";
import type {Model} from "./models.js";
import {upstream} from "./models.js";
import {loadedRows} from "./sources.js";

/** What became different in a table since the last build: old and new rows, or nobody knows what. */
export type Change = "everything" | ChangedRows[];

export interface ChangedRows {
  /** Where they stand. */
  table: string;
  /** A select statement that gives them. */
  sql: string;
  columns: string[];
}

export const nothing: Change = [];

/** The temporary table of what an update changed: row_id is null for rows that came. */
export function changedTable(model: Model): string {
  return identifier(`changed ${model.name}`);
}

/** Finds, and remembers for one build, what changed in every table that models read. */
export interface Changes {
  /** Of a table that is built already or that no model makes. */
  of(table: string): Promise<Change>;
  /** Of all that a model reads, except time passing. */
  above(model: Model): Promise<Change>;
  set(table: string, change: Change): void;
}

export function trackChanges(
  warehouse: Warehouse,
  since: number,
  isSame: (table: string) => Promise<boolean>,
  removed: Map<string, ChangedRows> = new Map()
): Changes {
  const known = new Map<string, Change>();
  const changes: Changes = {
    async of(table) {
      const found = known.get(table) ?? (await read(table));
      known.set(table, found);
      return found;
    },
    async above(model) {
      const all: ChangedRows[] = [];
      for (const table of upstream(model)) {
        if (table === "ops.as_of") continue;
        const change = await changes.of(table);
        if (change === "everything") return "everything";
        all.push(...change.map((rows) => ({...rows, table})));
      }
      return all;
    },
    set(table, change) {
      known.set(table, change);
    }
  };
  const read = async (table: string): Promise<Change> => {
    if (!table.startsWith("raw.")) return (await isSame(table)) ? nothing : "everything";
    const {found, rows, columns} = await loadedRows(warehouse, table, since);
    const gone = removed.get(table);
    return [...(found ? [{table, sql: rows, columns}] : []), ...(gone ? [gone] : [])];
  };
  return changes;
}
