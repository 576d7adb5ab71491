import {identifier} from "../warehouse.js";
import type {Column} from "./column.js";

/** What one feed's rows look like: the contract between whoever delivers a file and the models that read it. */
export interface Feed {
  /** The inbox folder and the raw table, like "messages". */
  name: string;
  /** Columns that say which row this is; null counts as a value. */
  key: string[];
  /**
   * How a key that comes again with other content is settled. "event": merged whatever the order, the earliest
   * instant first, a value over null, then the greater row hash. "snapshot": the later load wins.
   */
  merge: "event" | "snapshot";
  /** The column that says when it happened: what "earliest" means for events. */
  instant: string;
  columns: Record<string, Column>;
  /** Pairs of instants [from, to] that must not run backwards. */
  intervals?: [from: string, to: string][];
  /** Rows of one file with the same key are no corrections of each other: this column should have told them apart. */
  tellsApart?: string;
  /** A row that leaves this column empty is superseded by rows of the same key without it that fill it. */
  supersededWithout?: string;
  /** Sums that somebody else made of events: their instants are no sign of how far the events go. */
  isSummary?: boolean;
  /** Whether files of this feed can be dropped in the inbox; the others are filled by native sources only. */
  inInbox: boolean;
}

export function columnNames(feed: Feed): string[] {
  return Object.keys(feed.columns);
}

/** The same as SQL, as in "select". */
export function columnsSql(feed: Feed): string {
  return columnNames(feed).map(identifier).join(", ");
}

/** What a contract says of columns that it does not have, a sentence each. */
export function contractFaults(feed: Feed): string[] {
  const {name, key, instant, intervals = [], tellsApart = [], supersededWithout = []} = feed;
  return [key, instant, intervals.flat(), tellsApart, supersededWithout]
    .flat()
    .filter((column) => feed.columns[column] === undefined)
    .map((column) => `${name}: ${column} is none of its columns. Add it to columns, or correct the name.`);
}
