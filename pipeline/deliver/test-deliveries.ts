import {createHash} from "node:crypto";
import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Context} from "../context.js";
import {silentLog} from "../log.js";
import {createLedger} from "../reports/ledger.js";
import {defaultSettings, homeAt, type Settings} from "../settings.js";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {type DeliverOptions, type DeliverySummary, deliver} from "./deliver.js";
import type {Environment} from "./secrets.js";
import type {Target} from "./targets.js";

const START = Date.parse("2026-03-03T07:00:00Z");

const report = `-- What was asked for.
--
-- file intents_{day}.csv
-- every day 07:00
-- grain intent
-- column intent varchar: Intent.
-- column messages integer: Messages.
-- es mensajes
-- figure messages: sum(messages)
-- figure unmapped zero: count(*) filter (where intent = '?')
-- es sin asignar

select intent, messages from metrics.toy where day = $day order by intent
`;

export interface Situation {
  /** Since the first run. */
  minutes?: number;
  environment?: Environment;
  mail?: Partial<Settings["mail"]>;
  language?: Settings["language"];
  incomplete?: Settings["reports"]["incomplete"];
  signal?: AbortSignal;
  hasten?: DeliverOptions["hasten"];
  patienceMilliseconds?: number;
}

/** A home with one report, whose files tests make, and what delivers them. */
export interface Deliveries {
  root: string;
  warehouse: Warehouse;
  /** Makes the report's file of a day, after the last run; gives what is in it. */
  make(day: string, revision?: number, text?: string): Promise<string>;
  run(targets: Target[], situation?: Situation): Promise<DeliverySummary>;
  outbox(): Promise<{file: string; status: string; attempts: number; fault: string | null; next: string}[]>;
  close(): Promise<void>;
}

/** In memory, or in a file of the home, which may be there already. */
export async function openDeliveries(path?: string, before?: string): Promise<Deliveries> {
  const root = before ?? (await mkdtemp(join(tmpdir(), "deliver-")));
  const home = homeAt(root);
  const folder = join(root, "definitions");
  await mkdir(home.reports, {recursive: true});
  await mkdir(folder, {recursive: true});
  await writeFile(join(folder, "intents.sql"), report);
  const warehouse = await openWarehouse(path && join(root, path), {threads: 2});
  await createLedger(warehouse);
  await warehouse.run(`create schema if not exists metrics;
    create table if not exists metrics.toy (day date, intent varchar, messages integer);
    create table if not exists metrics.health (source varchar, day date, rows_refused integer, warning varchar);
    create table if not exists metrics.findings (code varchar, subject varchar, since timestamptz, from_day date,
      is_change boolean)`);
  let madeAt = new Date(START - 60_000);
  return {
    root,
    warehouse,
    async make(day, revision = 1, text = `intención,${revision}\n`) {
      const file = `intents_${day}${revision > 1 ? `_r${revision}` : ""}.csv`;
      const hash = createHash("sha256").update(text).digest("hex");
      await writeFile(join(home.reports, file), text);
      await warehouse.run(
        `insert into ops.reports by name
        select 'intents' as report, $day::date as day, $revision as revision, $file as file, 1 as rows, $hash as sha256,
          $hash as content_sha256, '{}'::json as layout, 1 as build_id, true as was_due,
          $at::timestamptz as written_at`,
        {day, revision, file, hash, at: madeAt.toISOString()}
      );
      return text;
    },
    run(targets, situation = {}) {
      const {minutes = 0, environment = {}, mail, signal, hasten, patienceMilliseconds} = situation;
      const {language = "es", incomplete = "wait"} = situation;
      const now = new Date(START + minutes * 60_000);
      madeAt = new Date(now.getTime() + 60_000);
      const context: Context = {
        home,
        settings: {
          ...defaultSettings,
          language,
          deliver: {intents: targets},
          mail: {...defaultSettings.mail, ...mail},
          reports: {...defaultSettings.reports, incomplete}
        },
        warehouse,
        log: silentLog,
        now,
        signal: signal ?? new AbortController().signal
      };
      return deliver(context, {environment, hasten, folder, patienceMilliseconds: patienceMilliseconds ?? 20_000});
    },
    outbox: () =>
      warehouse.rows(`select file, status, attempts, fault, strftime(next_attempt_at, '%H:%M') as next
        from ops.outbox order by day, revision, address`),
    async close() {
      warehouse.close();
      await rm(root, {recursive: true, force: true});
    }
  };
}
