import type {Reading} from "../contracts/column.js";
import type {Bulk} from "./bulk-insert.js";
import type {RejectWriter} from "./rejects.js";
import type {TableShape, TextScan} from "./scan-text.js";
import type {Copies} from "./text-copy.js";

/** One text format's way through a file: quickly when it keeps the rules, else carefully. */
export interface TextReader {
  /** What the scan has to know of a table, whose quoted values may hold line ends; null where lines are records. */
  table: TableShape | null;
  /** Columns that the contract does not know. */
  extraColumns: string[];
  /** Whether what DuckDB read is what the bytes say is there. */
  suits(scan: TextScan, rows: number): boolean;
  /** Ways for DuckDB to read the file as it is, the quickest first; null where one does not suit the file. */
  attempts: (() => Promise<Bulk | null>)[];
  /** Writes the records that can be read to a copy that DuckDB cannot misread; the others are counted. */
  mend(copies: Copies, signal: AbortSignal): Promise<{bulk: Bulk; malformed: number}>;
  /** Says why the rows at these positions (from 0, malformed ones not counted) are refused, and all malformed ones. */
  explain(
    positions: number[],
    reading: Reading,
    rejects: RejectWriter,
    signal: AbortSignal,
    isMended: boolean
  ): Promise<void>;
}
