import {createHash} from "node:crypto";
import {readdir, readFile} from "node:fs/promises";
import {basename, join} from "node:path";
import type {Context} from "../context.js";
import {PipelineError} from "../errors.js";
import {dialects} from "../reports/dialects.js";
import type {Settings} from "../settings.js";
import type {Warehouse} from "../warehouse.js";
import {type Cut, queryArrowParts} from "./arrow.js";
import type {Author, DataFile, Manifest, Named} from "./manifest.js";

/** Values, some 60 kB, above which a file is cut by month; below it another request costs more than it saves. */
const mostValuesUncut = 36_000;

export interface SiteData {
  manifest: Manifest;
  /** Content of the files that the manifest names, by path. */
  files: Map<string, Uint8Array>;
}

/**
 * Everything the pages show: the result of each `<folder>/<name>.sql`, read in one transaction, so that the files agree.
 * The rows are put in order, so that the same numbers give the same bytes.
 */
export async function exportData(context: Context, folder: string, isSample: boolean): Promise<SiteData> {
  const {warehouse, log, signal} = context;
  const exports = await readExports(folder);
  const step = log.step("publish data", exports.length);
  const files = new Map<string, Uint8Array>();
  const entries: Record<string, DataFile> = {};
  const meta = await warehouse.transaction(async () => {
    for (const [index, {name, path, sql}] of exports.entries()) {
      signal.throwIfAborted();
      const {rows, columns, parts} = await queryExport(warehouse, sql, path);
      const entry: DataFile = {rows, bytes: 0, columns, parts: []};
      for (const {span, bytes} of parts) {
        const file = `${name}.${sha256(bytes).slice(0, 12)}.arrow`;
        files.set(file, bytes);
        entry.parts.push({path: file, span});
        entry.bytes += bytes.length;
      }
      entries[name] = entry;
      step.advance(index + 1, name);
    }
    return readMeta(warehouse, context.settings, isSample);
  });
  const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
  step.end(`${exports.length} files, ${Math.ceil(bytes / 1000)} kB`);
  const content = {meta, files: entries};
  const version = sha256(JSON.stringify({...content, meta: {...meta, built_at: null}})).slice(0, 12);
  return {manifest: {version, ...content}, files};
}

interface Export {
  name: string;
  path: string;
  sql: string;
}

async function readExports(folder: string): Promise<Export[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(
    names.map(async (file) => {
      const path = join(folder, file);
      const sql = (await readFile(path, "utf8")).trim().replace(/;$/, "");
      return {name: basename(file, ".sql"), path: `${basename(folder)}/${file}`, sql};
    })
  );
}

async function queryExport(warehouse: Warehouse, sql: string, path: string) {
  try {
    // The line break ends a comment that may stand in the last line.
    const cut: Cut = /^-- cut by day$/m.test(sql) ? {by: "day", above: 0} : {by: "month", above: mostValuesUncut};
    return await queryArrowParts(warehouse.connection, `select * from (${sql}\n) order by all`, path, cut);
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause;
    throw new PipelineError(
      `${path}: ${(cause as Error).message.split("\n\n")[0]}. Mend the query, or build the models it reads.`,
      {cause}
    );
  }
}

async function readNamed(
  warehouse: Warehouse,
  sql: string,
  nameOf: (id: string) => string | undefined
): Promise<Named[]> {
  const found = await warehouse.rows<{id: string}>(sql);
  return found.map(({id}) => ({id, name: nameOf(id) ?? id}));
}

const accountsSql = `
  select coalesce(account_id, '–') as id
  from (
      select account_id, messages_inbound + messages_bot + messages_agent as n from metrics.conversation_days
      union all
      select account_id, accepted from metrics.delivery_days
      union all
      select account_id, units from metrics.spend_days
  )
  group by id
  order by id = '–', sum(n) desc, id`;

const skillsSql = `
  select coalesce(skill, '–') as id
  from (
      select skill, messages_inbound as n from metrics.hour_days
      union all
      select skill, request_sessions from metrics.out_of_hours_days
      union all
      select skill, 0 from metrics.agent_days
  )
  group by id
  order by id = '–', sum(n) desc, id`;

async function readMeta(warehouse: Warehouse, settings: Settings, isSample: boolean): Promise<Manifest["meta"]> {
  const days = await warehouse.row<{data_from: string | null; data_to: string | null}>(
    `select min(day)::varchar as data_from, max(day)::varchar as data_to
    from (select day from metrics.conversation_days union all select day from metrics.agent_days)`
  );
  const channels = await warehouse.rows<{channel: string}>(
    `select channel from metrics.conversation_days where channel is not null
    group by channel order by sum(messages_inbound) desc, channel`
  );
  const wrote = await warehouse.row<Record<Author, boolean | null>>(
    `select sum(messages_inbound) > 0 as contact, sum(messages_bot) > 0 as bot, sum(messages_agent) > 0 as agent
    from metrics.conversation_days`
  );
  const [asOf] = await warehouse.rows<{all: number | null; agents: number | null}>(
    'select epoch_ms(as_of) as "all", epoch_ms(agents_as_of) as agents from ops.as_of'
  );
  const built = await warehouse.row<{milliseconds: number | null}>(
    "select epoch_ms(max(built_at)) as milliseconds from ops.builds"
  );
  return {
    time_zone: settings.timeZone,
    language: settings.language,
    currency: settings.currency,
    decimal_mark: dialects[settings.reports.dialect].decimalMark,
    session_gap_hours: settings.sessionGapHours,
    stale_session_hours: settings.staleSessionHours,
    service_level_seconds: settings.serviceLevelSeconds,
    as_of: instant(asOf?.all),
    agents_as_of: instant(asOf?.agents),
    ...days,
    channels: channels.map(({channel}) => channel),
    authors: (["contact", "bot", "agent"] as const).filter((author) => wrote[author]),
    // The name that holds now; an earlier one may stand in old messages.
    accounts: await readNamed(warehouse, accountsSql, (id) => settings.accounts[id]?.at(-1)?.name),
    skills: await readNamed(warehouse, skillsSql, () => undefined),
    is_sample: isSample,
    built_at: instant(built.milliseconds)
  };
}

function instant(milliseconds: number | null | undefined): string | null {
  return milliseconds === null || milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
