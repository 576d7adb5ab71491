import {existsSync, mkdirSync, rmSync} from "node:fs";
import {availableParallelism} from "node:os";
import {fileURLToPath} from "node:url";
import type {ParseArgsConfig} from "node:util";
import type {Context} from "./context.js";
import {hasFiles, isDemoHome, prepareDemoHome} from "./demo.js";
import {counted, PipelineError, UsageError} from "./errors.js";
import type {LoadedFile} from "./ingest/ingest.js";
import type {Log} from "./log.js";
import {defaultMemoryLimit} from "./memory.js";
import {printable} from "./printable.js";
import {type Home, homeAt, readEnvironment} from "./settings.js";

// What a command needs is imported when it runs: loading all of it takes longer than most of them do.

/** What the command line said, and where to say things. Data goes to the standard output, everything else to the log. */
interface Invocation {
  positionals: string[];
  values: Record<string, string | boolean | undefined>;
  log: Log;
  signal: AbortSignal;
}

export interface Command {
  options: NonNullable<ParseArgsConfig["options"]>;
  /** Whether arguments without a dash are allowed. */
  takesNames?: boolean;
  /** Gives the exit code. */
  run(invocation: Invocation): Promise<number>;
}

const PATIENCE_WITH_WRITER_MILLISECONDS = 30_000;
const SAMPLE = fileURLToPath(new URL("../data/sample", import.meta.url));

const addressOptions = {port: {type: "string"}, host: {type: "string"}, name: {type: "string"}} as const;

export type CommandName = keyof typeof commands;

export const commands = {
  start: {
    options: {serve: {type: "boolean", default: true}, ...addressOptions},
    async run(invocation) {
      const {tryAddress} = await import("./publish/serve.js");
      const isServed = invocation.values["serve"] !== false;
      const address = readAddress(invocation);
      // Before minutes of work.
      if (isServed) await tryAddress(address);
      const {home: root, demoHome} = readEnvironment(process.env);
      const ordinary = homeAt(root);
      const isEmpty = !hasFiles(ordinary) && !(await hasLoaded(ordinary, invocation));
      if (isEmpty) {
        invocation.log.info(
          `${ordinary.inbox} holds nothing to load, so this works on the sample data, in ${demoHome}.`
        );
      }
      const home = isEmpty ? prepareDemoHome(SAMPLE, demoHome) : ordinary;
      const code = await runAll(home, invocation);
      if (!isServed) return code;
      return (await serveHome(home, address, invocation)) || code;
    }
  },
  run: {
    options: {full: {type: "boolean"}, strict: {type: "boolean"}},
    run: (invocation) => runAll(environmentHome(), invocation)
  },
  ingest: {
    options: {strict: {type: "boolean"}},
    takesNames: true,
    run: (invocation) => {
      const {positionals} = invocation;
      if (positionals.includes("")) throw new UsageError("ingest: a path is empty. Name a file or a folder.");
      return withContext(environmentHome(), invocation, async (context) => {
        const {ingest} = await import("./ingest/ingest.js");
        const summary = await ingest(context, positionals.length > 0 ? positionals : undefined);
        if (summary.files.length === 0) context.log.info(`nothing new to load${knownFiles(summary.known)}.`);
        return ingestCode(summary, invocation);
      });
    }
  },
  build: {
    options: {full: {type: "boolean"}, profile: {type: "boolean"}},
    run: (invocation) =>
      withContext(environmentHome(), invocation, async (context) => {
        const {build} = await import("./build/build.js");
        const summary = await build(context, {
          full: invocation.values["full"] === true,
          profile: invocation.values["profile"] === true
        });
        const {refreshWhatIf} = await import("./what-if/refresh-what-if.js");
        await refreshWhatIf(context);
        if (summary.upToDate) context.log.info("everything is up to date; nothing was rebuilt.");
        return 0;
      })
  },
  report: {
    options: {day: {type: "string"}, out: {type: "string"}},
    takesNames: true,
    async run(invocation) {
      const {checkNames} = await import("./reports/read-reports.js");
      const {isDay} = await import("./reference/cells.js");
      const {day, out} = invocation.values as {day?: string; out?: string};
      const names = invocation.positionals;
      await checkNames(names);
      if (day !== undefined && !isDay(day)) {
        throw new UsageError(`report: --day is "${day}". Write it like 2026-03-02.`);
      }
      if (out === "") throw new UsageError("report: --out names no folder. Write one, or leave it out.");
      return withBuilt(environmentHome(), invocation, async (context) => {
        const {writeReports} = await import("./reports/report.js");
        const due = names.length === 0 && day === undefined && out === undefined;
        if (due) await stopStale(context);
        const {reports, waiting} = await writeReports(context, {names, day, out, due});
        if (due && reports.every(({status}) => status === "unchanged")) {
          const others = waiting.length === 0 ? "" : `; ${waiting.length} waiting for their sources`;
          context.log.info(`nothing is due${others}. Name a report or a day, and it is written all the same.`);
        }
        return waiting.some(({isLate}) => isLate) ? 1 : 0;
      });
    }
  },
  deliver: {
    options: {failed: {type: "boolean"}},
    run: (invocation) =>
      withMade(environmentHome(), invocation, async (context) => {
        const {readReports} = await import("./reports/read-reports.js");
        // What has failed for a report whose name was misspelt since would be let go.
        await readReports(context.settings);
        const {deliver} = await import("./deliver/deliver.js");
        const hasten = invocation.values["failed"] === true ? "failed" : "waiting";
        const {delivered, faults, waiting, failed} = await deliver(context, {environment: process.env, hasten});
        sayUndelivered(context, faults, waiting);
        context.log.info(`${delivered} delivered, ${waiting} tried again later, ${failed} given up`);
        return faults.length > 0 || waiting + failed > 0 ? 1 : 0;
      })
  },
  publish: {
    options: {},
    run: (invocation) =>
      withBuilt(environmentHome(), invocation, async (context) => {
        const {publish} = await import("./publish/publish.js");
        await publish(context, {isSample: isDemoHome(context.home)});
        return 0;
      })
  },
  serve: {
    options: addressOptions,
    run: (invocation) => serveHome(environmentHome(), readAddress(invocation), invocation)
  },
  schedule: {
    options: {},
    async run(invocation) {
      const {schedule} = await import("./schedule/schedule.js");
      const home = environmentHome();
      const {log, signal} = invocation;
      await schedule({home, log, signal, run: () => runAll(home, invocation)});
      return 0;
    }
  },
  status: {
    options: {json: {type: "boolean"}},
    run: (invocation) =>
      withReader(environmentHome(), invocation, async (warehouse, home) => {
        const {formatStatus, isStuck, readStatus} = await import("./status.js");
        const status = await readStatus(warehouse, home);
        print(invocation.values["json"] ? JSON.stringify(status, null, 2) : formatStatus(status));
        if (!status.isLawful) return 70;
        return isStuck(status) ? 1 : 0;
      })
  },
  rates: {
    options: {from: {type: "string"}, "dry-run": {type: "boolean"}},
    takesNames: true,
    async run({positionals, values}) {
      const [word, ...paths] = positionals;
      if (word !== "import" || paths.length === 0) {
        throw new UsageError("rates: write the word import and Meta's files, like: rates import card.csv tiers.csv");
      }
      const home = environmentHome();
      const {readConfiguration} = await import("./reference.js");
      const {settings} = await readConfiguration(home);
      const {importRates} = await import("./rates/import-rates.js");
      const {formatImport} = await import("./rates/format-import.js");
      const isDryRun = values["dry-run"] === true;
      const summary = await importRates(home, settings, paths, {from: values["from"] as string | undefined, isDryRun});
      print(formatImport(summary, isDryRun));
      return 0;
    }
  },
  "what-if": {
    options: {
      from: {type: "string"},
      to: {type: "string"},
      "as-of": {type: "string"},
      regime: {type: "string"},
      currency: {type: "string"},
      growth: {type: "string"},
      json: {type: "boolean"}
    },
    async run(invocation) {
      const {values} = invocation;
      const {readOptions} = await import("./what-if/scenario.js");
      const options = readOptions(values as Record<string, string | undefined>);
      const {whatIf} = await import("./what-if/what-if.js");
      const {formatWhatIf} = await import("./what-if/format-what-if.js");
      return withReader(environmentHome(), invocation, async (warehouse, home) => {
        await stopUnbuilt(warehouse, home);
        const answer = await whatIf(warehouse, options);
        print(values["json"] ? JSON.stringify(answer, null, 2) : formatWhatIf(answer));
        return 0;
      });
    }
  },
  query: {
    options: {json: {type: "boolean"}},
    takesNames: true,
    run: (invocation) => {
      const [sql, ...more] = invocation.positionals;
      if (sql === undefined || more.length > 0) throw new UsageError("query: write one SQL statement, in quotes.");
      return withReader(environmentHome(), invocation, async (warehouse) => {
        const {ask, formatJson, formatTable} = await import("./query.js");
        const answer = await ask(warehouse, sql);
        print(invocation.values["json"] ? formatJson(answer) : formatTable(answer));
        return 0;
      });
    }
  }
} satisfies Record<string, Command>;

function knownFiles(files: number): string {
  if (files === 0) return "";
  return files === 1
    ? ": the file found, or one of the same content, is loaded already"
    : `: all ${files.toLocaleString("en")} files found, or ones of the same content, are loaded already`;
}

function environmentHome(): Home {
  return homeAt(readEnvironment(process.env).home);
}

function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

async function hasLoaded(home: Home, invocation: Invocation): Promise<boolean> {
  if (!existsSync(home.warehouse)) return false;
  return withReader(home, invocation, async (warehouse) => {
    const {readStatus} = await import("./status.js");
    return (await readStatus(warehouse, home)).feeds.length > 0;
  });
}

function stopWithoutWarehouse({root, warehouse}: Home): void {
  if (existsSync(warehouse)) return;
  throw new PipelineError(`${root}: it has no warehouse yet. Make one with: npx chat-analytics run`);
}

/** Where nothing was built, or not since an upgrade: what reads the tables may not find its columns there. */
async function stopUnbuilt(warehouse: Context["warehouse"], {root}: Home): Promise<void> {
  const {hasTable} = await import("./warehouse.js");
  const hashes = new Map<string, string>();
  // A first build that was killed has left tables, but noted no model.
  if (await hasTable(warehouse, "ops.models")) {
    const built = await warehouse.rows<{name: string; hash: string}>("select name, sql_hash as hash from ops.models");
    for (const {name, hash} of built) hashes.set(name, hash);
  }
  if (hashes.size === 0) {
    throw new PipelineError(`${root}: nothing was built yet. Build it with: npx chat-analytics build`);
  }
  const {readModels} = await import("./build/models.js");
  const {hashModel} = await import("./build/hashes.js");
  const models = await readModels(warehouse);
  if (models.every((model) => hashes.get(model.name) === hashModel(model).sqlHash)) return;
  throw new PipelineError(
    `${root}: its tables are of an earlier version of the models. Make them anew with: npx chat-analytics build`
  );
}

/** What is due goes out, and a source that is loaded counts as here: the numbers must be those of all that is. */
async function stopStale({warehouse, home}: Context): Promise<void> {
  const {is_stale} = await warehouse.row<{is_stale: boolean}>(`
    select
      (select max(file_id) from ops.files) > (select arg_max(last_file_id, build_id) from ops.builds)
      or exists(from duckdb_tables() where schema_name = 'ops' and table_name = 'failed_rows') as is_stale
  `);
  if (!is_stale) return;
  throw new PipelineError(
    `${home.root}: the last build is not of all that is loaded, so nothing is due. Build it with: npx chat-analytics build`
  );
}

async function withReader<Result>(
  home: Home,
  {signal}: Invocation,
  work: (warehouse: Context["warehouse"], home: Home) => Promise<Result>
): Promise<Result> {
  stopWithoutWarehouse(home);
  const {openForReading} = await import("./run-lock.js");
  const {stopOn} = await import("./warehouse.js");
  const warehouse = await openForReading(home, PATIENCE_WITH_WRITER_MILLISECONDS, signal);
  const release = stopOn(signal, warehouse);
  try {
    signal.throwIfAborted();
    return await work(warehouse, home);
  } finally {
    release();
    warehouse.close();
  }
}

/** As withContext, for what is of no use in a home without a warehouse, and makes none there. */
async function withMade(home: Home, invocation: Invocation, work: (context: Context) => Promise<number>) {
  stopWithoutWarehouse(home);
  return withContext(home, invocation, work);
}

async function withBuilt(home: Home, invocation: Invocation, work: (context: Context) => Promise<number>) {
  return withMade(home, invocation, async (context) => {
    await stopUnbuilt(context.warehouse, home);
    return work(context);
  });
}

async function withContext(home: Home, {log, signal}: Invocation, work: (context: Context) => Promise<number>) {
  const {now} = await import("./time.js");
  const {readConfiguration} = await import("./reference.js");
  const {openForWriting} = await import("./run-lock.js");
  const {migrateWarehouse} = await import("./migrate.js");
  const {compactWarehouse, isWorthCompacting, removeLeftCopy} = await import("./compact.js");
  const {stopOn} = await import("./warehouse.js");
  const at = now();
  const {settings} = await readConfiguration(home);
  const options = {
    memoryLimit: settings.memoryLimit ?? defaultMemoryLimit(),
    threads: availableParallelism(),
    temporaryDirectory: home.temporary
  };
  const warehouse = await openForWriting(home, options, at);
  const release = stopOn(signal, warehouse);
  let code: number;
  let isWorthIt: boolean;
  try {
    signal.throwIfAborted();
    // What a run that was killed has left there.
    rmSync(home.temporary, {recursive: true, force: true});
    mkdirSync(home.temporary, {recursive: true, mode: 0o700});
    const aside = await migrateWarehouse(warehouse, at);
    if (aside !== null) log.info(`the warehouse was migrated; the file as it was lies in ${aside}.`);
    code = await work({home, settings, warehouse, log, now: at, signal});
    // Asked here, as to open the file once more takes longer than all else that a run with nothing new has to do.
    isWorthIt = await isWorthCompacting(warehouse);
  } finally {
    release();
    // While the warehouse is held: whoever opens it next has files of its own there.
    rmSync(home.temporary, {recursive: true, force: true});
    warehouse.close();
  }
  // What went wrong is told at once, not after gigabytes are copied; the next run that goes well does it.
  if (!isWorthIt) removeLeftCopy(home);
  else {
    await compactWarehouse(home, log, options).catch((error: Error) =>
      log.warn(`${home.warehouse}: it could not be compacted, and is as it was (${error.message}).`)
    );
  }
  return code;
}

async function runAll(home: Home, invocation: Invocation): Promise<number> {
  return withContext(home, invocation, async (context) => {
    const {run, formatSummary} = await import("./run.js");
    const {deliver} = await import("./deliver/deliver.js");
    const undelivered = {faults: [] as string[], waiting: 0};
    const summary = await run(context, {
      full: invocation.values["full"] === true,
      isSample: isDemoHome(home),
      async afterReports() {
        Object.assign(undelivered, await deliver(context, {environment: process.env}));
      }
    });
    context.log.info(formatSummary(summary));
    const {faults, waiting} = undelivered;
    sayUndelivered(context, faults, waiting);
    const isLate = summary.reports.waiting.some((waiting) => waiting.isLate);
    return ingestCode(summary.ingest, invocation) || (faults.length > 0 || waiting > 0 || isLate ? 1 : 0);
  });
}

/** What makes the exit code 1, also where a pause is all that this run had to do with it. */
export function sayUndelivered({log}: Pick<Context, "log">, faults: string[], waiting: number): void {
  if (faults.length > 0) log.warn(`not delivered, the status says what is tried again:\n  ${faults.join("\n  ")}`);
  else if (waiting > 0) {
    const wait = waiting === 1 ? "waits for its" : "wait for their";
    log.warn(
      `not delivered: ${counted(waiting, "file")} ${wait} next attempt. See which with: npx chat-analytics status`
    );
  }
}

/**
 * A file that could not be loaded is something to mend, and with --strict a refused row. So is a file that changed while
 * it was read, but with --strict only: a webhook that appends to the day's file does that to many a run, the next one
 * loads it, and a schedule must not call anybody for it.
 */
export function ingestCode(
  {files}: {files: Pick<LoadedFile, "file_id" | "rows_refused" | "isChanging">[]},
  {values, log}: Pick<Invocation, "values" | "log">
): number {
  const refused = files.reduce((sum, file) => sum + file.rows_refused, 0);
  const were = refused === 1 ? "was" : "were";
  if (refused > 0) log.warn(`${counted(refused, "row")} ${were} refused. See why with: npx chat-analytics status`);
  const isStrict = values["strict"] === true;
  const isUnloaded = files.some(({file_id, isChanging}) => file_id === null && (isStrict || !isChanging));
  return isUnloaded || (isStrict && refused > 0) ? 1 : 0;
}

interface Address {
  port: number;
  host: string;
  name: string | undefined;
}

function readAddress({values}: Invocation): Address {
  const port = String(values["port"] ?? "3000");
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new UsageError(`--port is "${port}". Use a number from 0 to 65535.`);
  }
  const host = String(values["host"] ?? "127.0.0.1");
  // The system takes it for all addresses there are.
  if (host === "") throw new UsageError("--host names no address. Write one like 127.0.0.1, or leave it out.");
  const name = values["name"] as string | undefined;
  if (name !== undefined && !/^[\w.-]+$/.test(name)) {
    throw new UsageError(`--name is "${name}". Write a host's name alone, like chat.bank.example.`);
  }
  return {port: Number(port), host, name};
}

async function serveHome(home: Home, address: Address, {log, signal}: Invocation): Promise<number> {
  const {serve} = await import("./publish/serve.js");
  const {closed} = await serve({...address, published: home.published, log, signal});
  await closed;
  return 0;
}
