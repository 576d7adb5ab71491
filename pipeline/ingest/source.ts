import type {Reading} from "../contracts/column.js";
import {columnNames, type Feed} from "../contracts/feed.js";
import {feedNamed} from "../contracts/feeds.js";
import {identifier, literal, type Warehouse} from "../warehouse.js";
import {typedColumns} from "./raw-tables.js";

/**
 * One native format: reads a file of inbox/<name>/ into temp tables. Everything else (encodings, the ledger, the
 * transaction, exact repeats, merging, lineage, counting) is the loader's.
 */
export interface Source {
  /** The inbox folder, like "whatsapp_cloud". */
  name: string;
  /** The raw tables it fills, by feed name. */
  feeds: string[];
  /**
   * What the law "read = accepted + refused + repeated" counts. "row": every incoming row and every reject is one
   * unit. "record": rows and rejects with the same `record` are one unit (a CSV row that becomes two events).
   */
  unit: "row" | "record";
  /**
   * Fills `incoming_<feed>` (the contract's columns typed, `record`, `extra`) and `incoming_rejects` (its `message` says
   * what to mend, else status tells the bare reason), which exist and are empty, and returns how many units it read. Runs
   * inside the file's transaction; throws RefusedFile to refuse the file whole. What was refused by a fault of the source's
   * own is read again under another name.
   */
  read(file: SourceFile): Promise<number>;
}

export interface SourceFile {
  warehouse: Warehouse;
  /** The text to read: UTF-8 without a mark, not compressed; perhaps a copy in the temporary folder. */
  path: string;
  /** The name it has in the inbox, in lower case and without .gz or .zst: tells .json from .jsonl and .csv. */
  name: string;
  reading: Reading;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
  /** Moves the incoming rows on, so that a big file needs little memory; for sources whose unit is "row". */
  flush?(): Promise<void>;
  /**
   * Puts rows straight into a raw table: a select of the contract's columns, record, extra, is_good and document, a
   * number. Gives how many were good; the documents of the others are in the temp table set_aside(document). Absent
   * where every row has to be looked at for bytes that are no text; for sources whose unit is "row".
   */
  insertGood?(feed: Feed, rows: string): Promise<number>;
  /** Settings' names of fallback intents. */
  fallbackIntents: string[];
}

/** Creates the empty temp tables that a source fills. */
export async function createIncomingTables(warehouse: Warehouse, names: string[]): Promise<void> {
  for (const name of names) {
    const columns = typedColumns(feedNamed(name));
    await warehouse.run(`create or replace temp table incoming_${name} (${columns}, record bigint, extra json)`);
  }
  await warehouse.run(`
    create or replace temp table incoming_rejects (
      record bigint, line bigint, column_name varchar, reason varchar, message varchar, row_text varchar
    )
  `);
}

/**
 * SQL for a feed's typed columns out of text columns of the same names: "sent_at" becomes
 * "<check and cast of sent_at> as sent_at". Columns that `texts` does not name become null; a refused value is null.
 */
export function typedValues(feed: Feed, texts: Record<string, string>, reading: Reading): string {
  return columnNames(feed)
    .map((name) => {
      const column = feed.columns[name]!;
      const text = texts[name];
      const value = text === undefined ? `null::${column.type}` : column.valueSql(text, reading);
      return `${value} as ${identifier(name)}`;
    })
    .join(",\n");
}

/**
 * SQL for the first fault of a row of text columns, as struct(column_name, reason), or null when the row is good.
 * A required column that `texts` does not name is taken as given by the source.
 */
export function firstFault(feed: Feed, texts: Record<string, string>, reading: Reading): string {
  const faults = columnNames(feed)
    .filter((name) => texts[name] !== undefined)
    .map((name) => {
      const reason = feed.columns[name]!.reasonSql(texts[name]!, reading);
      return `{column_name: ${literal(name)}, reason: ${reason}}`;
    });
  if (faults.length === 0) return "null";
  return `list_filter([${faults.join(",\n")}], lambda fault: fault.reason is not null)[1]`;
}
