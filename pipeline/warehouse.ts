import {existsSync, realpathSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join, sep} from "node:path";
import {setTimeout as pause} from "node:timers/promises";
import {type DuckDBConnection, DuckDBInstance, type DuckDBValue} from "@duckdb/node-api";
import {PipelineError} from "./errors.js";

/** Another process has the file open in a way that excludes this one. */
export class WarehouseBusyError extends PipelineError {
  override name = "WarehouseBusyError";
  /** Of the process that holds it, where the system says so. */
  readonly pid: number | null;
  constructor(path: string, pid: number | null, cause: unknown) {
    super(
      `${path}: another process holds it${pid ? ` (pid ${pid})` : ""}. Wait until it ends and try again; nothing was changed.`,
      {cause}
    );
    this.pid = pid;
  }
}

export type Parameters = Record<string, DuckDBValue>;
export type Row = Record<string, unknown>;

/** An open DuckDB file (or memory) with one connection. Instants are timestamptz, and the session's zone is UTC. */
export interface Warehouse {
  /** ":memory:" where there is no file. */
  readonly path: string;
  readonly connection: DuckDBConnection;
  /** Does something with the connection itself as one statement: interrupt() stops it too. */
  statement<Result>(begin: () => Promise<Result>): Promise<Result>;
  /** Runs one or more statements; gives how many rows the last one changed. */
  run(sql: string, parameters?: Parameters): Promise<number>;
  /** All rows as plain values: bigint and decimal as text where a number would lose digits, instants as ISO text. */
  rows<T extends Row = Row>(sql: string, parameters?: Parameters): Promise<T[]>;
  /** The first row; throws when there is none. */
  row<T extends Row = Row>(sql: string, parameters?: Parameters): Promise<T>;
  /** Commits what the work did, or rolls all of it back when it throws. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Stops the statement that is running, or else the next one; it throws. */
  interrupt(): void;
  /** Closes it, and opens the file that lies at its path by now; waits for somebody who only reads and came first. */
  reopen(): Promise<void>;
  close(): void;
}

export interface WarehouseOptions {
  readOnly?: boolean;
  /** Like "2GB"; the process may stand at twice of it. */
  memoryLimit?: string;
  threads?: number;
  temporaryDirectory?: string;
}

const PAUSE_BETWEEN_INTERRUPTS_MILLISECONDS = 20;
const FIRST_PAUSE_MILLISECONDS = 50;
export const PATIENCE_WITH_READERS_MILLISECONDS = 10_000;

/** Opens something, and while another process has it waits, each time twice as long, unless that is hopeless. */
export async function patiently<Opened>(
  open: () => Promise<Opened>,
  patienceMilliseconds: number,
  isHopeless: (error: WarehouseBusyError) => boolean = () => false,
  signal?: AbortSignal
): Promise<Opened> {
  for (let waited = 0, next = FIRST_PAUSE_MILLISECONDS; ; waited += next, next *= 2) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof WarehouseBusyError) || waited >= patienceMilliseconds || isHopeless(error)) throw error;
      await pause(next, undefined, {signal});
    }
  }
}

/** Lets a signal stop the statement that runs, or else the next one; gives what ends that. */
export function stopOn(signal: AbortSignal, warehouse: Warehouse): () => void {
  const interrupt = (): void => warehouse.interrupt();
  signal.addEventListener("abort", interrupt);
  return () => signal.removeEventListener("abort", interrupt);
}

/** Makes a table like `temp.fresh` of what a select gives, in place of one there was; gives how many rows it has. */
export async function createTable(warehouse: Warehouse, table: string, sql: string): Promise<number> {
  const kind = table.startsWith("temp.") ? "temp table" : "table";
  return (await warehouse.row<{Count: number}>(`create or replace ${kind} ${table} as ${sql}`)).Count;
}

export async function rowCount(warehouse: Warehouse, table: string): Promise<number> {
  return (await warehouse.row<{count: number}>(`select count(*) as count from ${table}`)).count;
}

/** Whether there is a table like `ops.files`, in the current database or in one that is attached. */
export async function hasTable(warehouse: Warehouse, table: string, database: string | null = null): Promise<boolean> {
  const {found} = await warehouse.row<{found: boolean}>(
    `select exists(
      from duckdb_tables()
      where database_name = coalesce($database, current_database()) and schema_name || '.' || table_name = $table
    ) as found`,
    {table, database}
  );
  return found;
}

/** The longest line that DuckDB is asked to read where lines may be long, in bytes. */
export const longestLine = 16 * 1024 * 1024;

/** Options of read_csv for such lines; by itself its buffer would be sixteen times as large as the longest. */
export const longLines = `max_line_size = ${longestLine}, buffer_size = ${2 * longestLine}`;

/** Whether the statements that follow keep rows in the order in which they are read. */
export async function keepOrder(warehouse: Warehouse, isKept: boolean): Promise<void> {
  await warehouse.run(`set preserve_insertion_order = ${isKept}`);
}

/** How much memory DuckDB allows itself. */
export async function memoryGigabytes(warehouse: Warehouse): Promise<number> {
  const {gigabytes} = await warehouse.row<{gigabytes: number}>(
    "select parse_formatted_bytes(current_setting('memory_limit')) / 1e9 as gigabytes"
  );
  return gigabytes;
}

/**
 * The only place where a database is opened. No path opens a database in memory.
 * Extensions are never fetched: what is not built in does not exist.
 */
export async function openWarehouse(path = ":memory:", options: WarehouseOptions = {}): Promise<Warehouse> {
  const config: Record<string, string> = {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    preserve_insertion_order: "false",
    // New files only. Texts are written a fifth cheaper than in the format of 1.0, which DuckDB takes by itself; every
    // DuckDB since May 2025 reads it.
    storage_compatibility_version: "v1.3.0"
  };
  if (options.readOnly) config["access_mode"] = "READ_ONLY";
  if (options.memoryLimit) config["memory_limit"] = options.memoryLimit;
  if (options.threads) config["threads"] = String(options.threads);
  // A database in memory would spill into the working directory.
  const spill =
    options.temporaryDirectory ?? (path === ":memory:" ? join(tmpdir(), "chat-analytics-spill") : undefined);
  if (spill) config["temp_directory"] = spill;
  let {instance, connection} = await connect(path, config);
  let isInterrupted = false;
  let running = {isOver: true};
  const statement = async <Result>(begin: () => Promise<Result>): Promise<Result> => {
    const mine = {isOver: false};
    try {
      if (isInterrupted) throw new Error("interrupted before the statement began");
      running = mine;
      return await begin();
    } catch (error) {
      isInterrupted = false;
      throw error;
    } finally {
      mine.isOver = true;
    }
  };
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  const warehouse: Warehouse = {
    path,
    get connection() {
      return connection;
    },
    statement,
    async run(sql, parameters) {
      return (await statement(() => connection.run(sql, parameters))).rowsChanged;
    },
    async rows<T extends Row>(sql: string, parameters?: Parameters) {
      const reader = await statement(() => connection.runAndReadAll(sql, parameters));
      const names = reader.columnNames();
      const types = reader.columnTypes().map(String);
      return reader.getRowObjectsJson().map((row) => plainRow(row, names, types) as T);
    },
    async row<T extends Row>(sql: string, parameters?: Parameters) {
      const [first] = await warehouse.rows<T>(sql, parameters);
      if (first === undefined) throw new PipelineError(`the query gave no row: ${sql}`);
      return first;
    },
    async transaction(work) {
      await warehouse.run("begin transaction");
      try {
        const result = await work();
        await warehouse.run("commit");
        return result;
      } catch (error) {
        // A statement that failed hard has already ended the transaction.
        await connection.run("rollback").catch(() => undefined);
        throw error;
      }
    },
    async interrupt() {
      const stopped = running;
      // It may be as good as done.
      isInterrupted = true;
      // DuckDB forgets what comes before a statement has begun in its own thread, so it is told until that is over.
      do {
        connection.interrupt();
        await pause(PAUSE_BETWEEN_INTERRUPTS_MILLISECONDS);
      } while (!stopped.isOver);
    },
    async reopen() {
      close();
      ({instance, connection} = await patiently(() => connect(path, config), PATIENCE_WITH_READERS_MILLISECONDS));
    },
    close
  };
  return warehouse;
}

async function connect(path: string, config: Record<string, string>) {
  const instance = await openInstance(path, config);
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  // Where DuckDB expects few rows it joins "asof" by a loop; on fresh tables it expects wrongly, and that took minutes.
  await connection.run("set asof_loop_join_threshold = 0");
  return {instance, connection};
}

async function openInstance(path: string, config: Record<string, string>): Promise<DuckDBInstance> {
  const isNew = !existsSync(path);
  try {
    return await DuckDBInstance.create(path, config);
  } catch (cause) {
    const text = String((cause as Error).message);
    if (isHeld(cause)) {
      throw new WarehouseBusyError(path, Number(/PID (\d+)/.exec(text)?.[1]) || null, cause);
    }
    // What could not be made whole would be refused ever after.
    if (isNew && existsSync(path)) rmSync(realpathSync(path));
    throw new PipelineError(`${path}: DuckDB cannot open it (${text.split("\n")[0]}). ${remedyFor(text)}`, {cause});
  }
}

/** Whether DuckDB may not open a file because another process has it. */
export function isHeld(error: unknown): boolean {
  return /Could not set lock|being used by another process/.test(String((error as Error).message));
}

function remedyFor(text: string): string {
  if (/Permission denied|Read-only file system/.test(text)) {
    return "Give this user the right to read and write it.";
  }
  if (/No space left on device|Disk quota exceeded/.test(text)) return "Make room and run this again.";
  return "Restore it from a backup or move it away.";
}

// BIGINT and HUGEINT come as text; what a number holds exactly becomes one.
function plainRow(row: Record<string, unknown>, names: string[], types: string[]): Row {
  const plain: Row = {};
  names.forEach((name, index) => {
    const value = row[name];
    const isWhole = /^U?(BIG|HUGE)INT$/.test(types[index] ?? "");
    plain[name] = isWhole && typeof value === "string" && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  });
  return plain;
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A file's path as an SQL literal for a reader of DuckDB's, which takes "[", "*" and "?" for a pattern of other files'
 * names; turn off hive_partitioning beside it, which takes folders like "channel=sms" for columns.
 */
export function pathLiteral(path: string): string {
  const escaped = path.replaceAll(/[[*?]/g, "[$&]");
  // In a pattern a backslash parts folders everywhere.
  if (escaped !== path && path.includes("\\") && sep === "/") {
    throw new PipelineError(
      `${path}: DuckDB cannot open a path with a backslash and "[", "*" or "?" in it. Rename it.`
    );
  }
  return literal(escaped);
}

/** A name as a quoted SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
