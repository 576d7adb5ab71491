import {cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {mkdtemp} from "node:fs/promises";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {gunzipSync, gzipSync} from "node:zlib";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {build} from "../build/build.js";
import type {Context} from "../context.js";
import {ingest} from "../ingest/ingest.js";
import {silentLog} from "../log.js";
import {homeAt, readSettings} from "../settings.js";
import {openWarehouse} from "../warehouse.js";
import {retain} from "./retain.js";

// The sample ends on 15 November: August goes, and August to October are final.
const retainDays = Object.fromEntries(
  ["conversations", "messages", "delivery_events", "dialogflow_turns", "agent_history"].map((feed) => [feed, 60])
);
const keptFrom = "2026-09-01";
const finalBefore = "2026-11-01";
const sample = fileURLToPath(new URL("../../data/sample", import.meta.url));
const files = readdirSync(join(sample, "inbox"), {recursive: true, encoding: "utf8"})
  .filter((file) => statSync(join(sample, "inbox", file)).isFile())
  .sort();
// Marks that come weeks before the messages they belong to would change days that are final by then.
const isMarks = (file: string) => file.endsWith("eventos.csv.gz");
const isLast = (file: string) => /2026-11\.(csv|jsonl)\.gz$/.test(file) || isMarks(file);
const isNovember = (line: string) => line.includes(",2026-11-");
const middle = (lines: string[]) => Math.ceil(lines.length / 2);
const firstHalf = (lines: string[], file: string) =>
  isMarks(file) ? lines.filter((line) => !isNovember(line)) : lines.slice(0, middle(lines));
const secondHalf = (lines: string[], file: string) => [
  ...(file.includes(".csv") ? lines.slice(0, 1) : []),
  ...(isMarks(file) ? lines.filter(isNovember) : lines.slice(middle(lines)))
];

let all: Context;
let kept: Context;

beforeAll(async () => {
  const root = await makeHome();
  all = await openHome(root);
  for (const file of files) put(all, file, isLast(file) ? firstHalf : (lines) => lines);
  await ingest(all);
  await build(all);
  all.warehouse.close();
  cpSync(root, `${root}-kept`, {recursive: true, preserveTimestamps: true});
  [all, kept] = [await openHome(root), await openHome(`${root}-kept`)];
  await retain({...kept, settings: {...kept.settings, retainDays}});
  for (const context of [all, kept]) {
    for (const file of files.filter(isLast)) put(context, file.replace(/\.(csv|jsonl)/, "-later.$1"), secondHalf);
    await ingest(context);
  }
  await describeReturned();
  for (const context of [all, kept]) {
    await ingest(context);
    await build(context);
  }
}, 1_800_000);

afterAll(() => {
  for (const context of [all, kept]) {
    context.warehouse.close();
    rmSync(context.home.root, {recursive: true});
  }
});

describe("the sample with and without retention", () => {
  test("old rows and texts have left raw and marts, and what left is noted", async () => {
    const {warehouse} = kept;
    const {texts} = await warehouse.row<{texts: number}>(
      `select count(*) as texts from raw.messages where text <> '' and sent_at < timestamptz '${keptFrom} 00:00:00+02'`
    );
    expect(texts).toBe(0);
    const counted = `select (select count(*) from raw.messages) as raw, (select count(*) from marts.messages) as marts`;
    const [before, after] = [await all.warehouse.row(counted), await warehouse.row(counted)];
    expect(after["raw"]).toBeLessThan(before["raw"] as number);
    expect(after["marts"]).toBeLessThan(before["marts"] as number);
    const noted = await warehouse.rows(
      "select table_name, what, before::varchar as before, rows > 0 as any from ops.removals where table_name = 'raw.messages' order by what"
    );
    expect(noted).toEqual([
      {table_name: "raw.messages", what: "rows", before: keptFrom, any: true},
      {table_name: "raw.messages", what: "texts", before: keptFrom, any: true}
    ]);
  });

  test("metrics of old days keep what was counted, and neither a text nor a message's id", async () => {
    const [texts] = await kept.warehouse.rows(
      `select count(*) filter (where wording || example <> '') as written, sum(messages)::integer > 0 as are_counted
      from metrics.unmatched_texts where day < '${keptFrom}'`
    );
    expect(texts).toEqual({written: 0, are_counted: true});
    const ids = await kept.warehouse.rows(
      `from metrics.spend_disagreements where month < '${keptFrom}' and example is not null`
    );
    expect(ids).toEqual([]);
    const noted = await kept.warehouse.rows("select distinct feed from ops.removals where table_name like 'metrics.%'");
    expect(noted).not.toEqual([]);
  });

  test("every other figure of metrics is the same after daily builds", async () => {
    expect(await metrics(kept)).toEqual(await metrics(all));
  });

  test("a full build keeps what is final and makes the rest as before; marts are as a daily build left them", async () => {
    const [daily, marts] = [await metrics(kept), await contents(kept, "marts")];
    await build(kept, {full: true});
    expect(await metrics(kept)).toEqual(daily);
    expect(await contents(kept, "marts")).toEqual(marts);
  });

  test("files that were loaded bring nothing back, and what comes late is refused without its text", async () => {
    const before = await contents(kept, "raw");
    expect((await ingest(kept)).files).toEqual([]);
    const header = "message_id,conversation_id,sent_at,direction,author,channel,contact_id,text\n";
    const late = "late,c1,2026-08-25T10:00:00Z,inbound,contact,whatsapp,34600000001,hola\n";
    const inbox = join(kept.home.inbox, "messages");
    writeFileSync(join(inbox, "late.csv"), header + late);
    expect((await ingest(kept)).files).toMatchObject([{rows_read: 1, rows_accepted: 0, rows_refused: 1}]);
    expect(await contents(kept, "raw")).toEqual(before);
    const rejects = await kept.warehouse.rows(
      "select reason, message, row_text from ops.rejects where reason = 'period_is_final'"
    );
    expect(rejects).toEqual([
      {
        reason: "period_is_final",
        message: `sent_at is before ${finalBefore}, and the figures until then are final. Load it into a home without retain_days to see it.`,
        row_text: null
      }
    ]);
  });

  test("nothing is due twice", async () => {
    expect(await retain({...kept, settings: {...kept.settings, retainDays}})).toBeNull();
  });
});

async function makeHome(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "retain-"));
  cpSync(join(sample, "settings.yaml"), join(root, "settings.yaml"));
  cpSync(join(sample, "reference"), join(root, "reference"), {recursive: true});
  return root;
}

async function openHome(root: string): Promise<Context> {
  const home = homeAt(root);
  mkdirSync(home.temporary, {recursive: true});
  const warehouse = await openWarehouse(home.warehouse, {threads: 2, temporaryDirectory: home.temporary});
  const signal = new AbortController().signal;
  const now = new Date("2026-11-21T00:00:00Z");
  return {home, settings: await readSettings(home), warehouse, log: silentLog, now, signal};
}

function put({home}: Context, name: string, choose: (lines: string[], file: string) => string[]): void {
  const target = join(home.inbox, name);
  mkdirSync(dirname(target), {recursive: true});
  const source = join(sample, "inbox", name.replace("-later", ""));
  if (!isLast(source)) {
    cpSync(source, target);
    return;
  }
  const lines = gunzipSync(readFileSync(source)).toString("utf8").trimEnd().split("\n");
  writeFileSync(target, gzipSync(`${choose(lines, source).join("\n")}\n`));
}

// Threads that were silent since August and came back are described again by their system, as it does when they change.
async function describeReturned(): Promise<void> {
  const returned = await kept.warehouse.rows<{contact: string}>(
    "select distinct channel || ',' || contact_id as contact from raw.messages anti join raw.conversations using (channel, contact_id)"
  );
  const contacts = new Set(returned.map(({contact}) => contact));
  const file = join(sample, "inbox/conversations/conversaciones.csv.gz");
  const [header = "", ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trimEnd().split("\n");
  const again = lines.filter((line) => {
    const [, channel, , , contact] = line.split(",");
    return contacts.has(`${channel},${contact}`);
  });
  expect(again.length).toBeGreaterThan(0);
  for (const {home} of [all, kept]) {
    writeFileSync(join(home.inbox, "conversations", "again.csv"), `${[header, ...again].join("\n")}\n`);
  }
}

const metrics = (context: Context) => contents(context, "metrics");

// What of these is no figure is forgotten.
const figures: Record<string, string> = {
  unmatched_texts: "select day, channel, sum(messages) as messages, sum(sessions) as sessions",
  spend_disagreements: "select * exclude (example)"
};

/** Rows and a sum of row hashes of every table. */
async function contents({warehouse}: Context, schema: string): Promise<Record<string, string>> {
  const tables = await warehouse.rows<{name: string}>(
    `select table_name as name from information_schema.tables where table_schema = '${schema}' order by all`
  );
  const contents: Record<string, string> = {};
  for (const {name} of tables) {
    const {content} = await warehouse.row<{content: string}>(
      `select count(*) || ' rows ' || coalesce(sum(hash("${name}")::hugeint), 0) as content from (
        ${figures[name] ?? ""} from ${schema}.${name} ${name === "unmatched_texts" ? "group by day, channel" : ""}
      ) as "${name}"`
    );
    contents[`${schema}.${name}`] = content;
  }
  return contents;
}
