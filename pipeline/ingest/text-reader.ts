import type {Reading} from "../contracts/column.js";
import type {Bulk} from "./bulk-insert.js";
import type {RejectWriter} from "./rejects.js";
import type {TextScan} from "./scan-text.js";
import type {Copies} from "./text-copy.js";

/** One text format's way through a file: quickly when it keeps the rules, else carefully. */
export interface TextReader {
  /** The quote inside which a line end is no record's end; null where lines are records. */
  quote: string | null;
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
