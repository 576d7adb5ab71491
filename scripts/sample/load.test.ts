import {cpSync, mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";
import {ingest} from "../../pipeline/ingest/ingest.js";
import {withHome} from "../benchmark/home.js";

type Summary = Awaited<ReturnType<typeof ingest>>;
type Refusal = {feed: string; reason: string; rows: number};

const root = mkdtempSync(join(tmpdir(), "sample-load-"));
let first: Summary;
let second: Summary;
let refusals: Refusal[];

beforeAll(async () => {
  cpSync(join(import.meta.dirname, "..", "..", "data", "sample"), root, {recursive: true});
  await withHome(root, "2GB", async (context) => {
    first = await ingest(context);
    second = await ingest(context);
    refusals = await context.warehouse.rows<Refusal>(`
      select files.feed, rejects.reason, count(*)::integer as rows
      from ops.rejects as rejects
      inner join ops.files as files on files.file_id = rejects.file_id
      group by all
      order by all
    `);
  });
});

afterAll(() => rmSync(root, {recursive: true, force: true}));

test("every file of the sample loads, and what is refused is what was meant to be", () => {
  expect(first.files.filter(({fault}) => fault)).toEqual([]);
  expect(refusals).toEqual([
    {feed: "agent_history", reason: "impossible_interval", rows: 1},
    {feed: "agent_history", reason: "missing_value", rows: 1},
    {feed: "console_messages", reason: "invalid_instant", rows: 1},
    {feed: "console_messages", reason: "missing_value", rows: 1},
    {feed: "console_messages", reason: "unknown_code", rows: 1},
    {feed: "conversations", reason: "missing_value", rows: 1},
    {feed: "conversations", reason: "unknown_code", rows: 1},
    {feed: "delivery_events", reason: "unknown_status", rows: 1},
    {feed: "dialogflow", reason: "missing_value", rows: 1},
    {feed: "messages", reason: "invalid_instant", rows: 1},
    {feed: "messages", reason: "unknown_code", rows: 1},
    {feed: "whatsapp_cloud", reason: "invalid_json", rows: 1},
    {feed: "whatsapp_cloud", reason: "invalid_sender", rows: 1},
    {feed: "whatsapp_cloud", reason: "invalid_timestamp", rows: 1},
    {feed: "whatsapp_cloud", reason: "not_a_webhook", rows: 1},
    {feed: "whatsapp_cloud", reason: "unknown_status", rows: 1}
  ]);
});

test("webhooks that came twice are told apart as repeats", () => {
  const repeated = first.files.filter(({feed}) => feed === "whatsapp_cloud").map(({rows_repeated}) => rows_repeated);
  expect(repeated.reduce((sum, rows) => sum + rows, 0)).toBeGreaterThan(500);
});

test("the sample is loaded once: a second time finds nothing new", () => {
  expect(second.files).toEqual([]);
});
