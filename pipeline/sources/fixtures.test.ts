import {afterEach, beforeEach, describe, expect, test} from "vitest";
import {type IngestSummary, ingest} from "../ingest/ingest.js";
import {makeTestHome, type TestHome} from "../ingest/test-home.js";
import {type Fixture, fixtures} from "./test-fixtures.js";

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome({now: new Date("2026-11-20T12:00:00Z")});
});

afterEach(() => home.remove());

/** Drops fixtures in a feed's folder, each under a name that says where it is from. */
async function load(feed: string, files: Fixture[]): Promise<Record<string, string>> {
  for (const {path, content} of files) home.put(`${feed}/${path}`, content);
  return outcomes(feed, await ingest(home.context));
}

/** By file: rows read = accepted + refused + repeated. */
function outcomes(feed: string, {files}: IngestSummary): Record<string, string> {
  return Object.fromEntries(
    files.map((file) => {
      const {rows_read, rows_accepted, rows_refused, rows_repeated} = file;
      expect(rows_read, file.path).toBe(rows_accepted + rows_refused + rows_repeated);
      return [file.path.slice(feed.length + 1), `${rows_read} = ${rows_accepted} + ${rows_refused} + ${rows_repeated}`];
    })
  );
}

const count = async (sql: string) =>
  Object.fromEntries((await home.context.warehouse.rows(sql)).map((row) => Object.values(row)));

const whatsapp = fixtures("whatsapp-");
const dialogflow = fixtures("dialogflow-", [".json"]);
const hostile = fixtures("hostile-");

describe.skipIf(!whatsapp)("WhatsApp payloads of other projects", () => {
  test("give what is in them, and a reason for the rest", async () => {
    const found = await load("whatsapp_cloud", whatsapp!);
    expect(found).toMatchObject({
      "whatsapp-bindambc-java/media.json": "1 = 0 + 1 + 0",
      "whatsapp-bindambc-java/deserialization/accountBanned.json": "1 = 1 + 0 + 0",
      "whatsapp-gokapso/normalize-webhook-test.01.json": "4 = 4 + 0 + 0",
      // Sixteen other changes; timestamps of one digit are none.
      "whatsapp-gokapso/normalize-webhook-test.02.json": "20 = 16 + 4 + 0",
      "whatsapp-heicg/test-webhooks-normalize.02.json": "2 = 1 + 1 + 0",
      // Placeholders such as PHONE_NUMBER are no senders.
      "whatsapp-netflie/NotificationFactoryTest.03.json": "2 = 0 + 2 + 0",
      "whatsapp-netflie/NotificationFactoryTest.29.json": "1 = 0 + 1 + 0",
      "whatsapp-pywa/updates/account_update.json": "17 = 17 + 0 + 0",
      "whatsapp-pywa/updates/message.json": "23 = 23 + 0 + 0",
      "whatsapp-pywa/updates/message_status.json": "7 = 7 + 0 + 0",
      "whatsapp-pywa/updates/outgoing_message.json": "3 = 2 + 1 + 0",
      "whatsapp-pywa/updates/template_components_update.json": "1 = 1 + 0 + 0",
      "whatsapp-pywa/templates/buttons/examples.json": "1 = 0 + 1 + 0"
    });
    expect(Object.keys(found)).toHaveLength(whatsapp!.length);
    expect(await count("select reason, count(*)::integer from ops.rejects group by reason")).toEqual({
      invalid_sender: 21,
      invalid_timestamp: 5,
      not_a_webhook: 12
    });
    expect(
      await count("select field, count(*)::integer from raw.whatsapp_account_events group by field having count(*) > 2")
    ).toMatchObject({account_update: 20, calls: 4});
  });
});

describe.skipIf(!dialogflow)("Dialogflow payloads of other projects", () => {
  test("turns with a timestamp are loaded, webhook answers are none", async () => {
    const found = await load("dialogflow", dialogflow!);
    expect(found).toMatchObject({
      "dialogflow-webhook-json/requests/v1/request.json": "1 = 1 + 0 + 0",
      "dialogflow-webhook-json/requests/v2/request.json": "1 = 0 + 1 + 0",
      "dialogflow-webhook-json/responses/v2/response.json": "1 = 0 + 1 + 0",
      // A trailing comma.
      "dialogflow-webhook-json/requests/v1/ActionsOnGoogle/ListSelectionEvent.json": "1 = 0 + 1 + 0"
    });
    expect(await count("select reason, count(*)::integer from ops.rejects group by reason")).toEqual({
      invalid_json: 1,
      malformed_row: 24,
      missing_value: 17
    });
    expect(
      await home.context.warehouse.rows(
        "select distinct text, intent, is_fallback from raw.dialogflow_turns where is_fallback order by text"
      )
    ).toEqual([
      {text: "34uoirwejlfkn", intent: "Default Fallback Intent", is_fallback: true},
      {text: "43utpoiwjrefknd,ms", intent: "Default Fallback Intent", is_fallback: true},
      {text: "4io3jrlkwenf,m", intent: "Default Fallback Intent", is_fallback: true}
    ]);
  });
});

describe.skipIf(!hostile)("hostile files", () => {
  const folders: [feed: string, beginnings: string[]][] = [
    ["whatsapp_cloud", ["hostile-duckdb-json", "hostile-utf8", "hostile-blns", "hostile-csv-injection"]],
    ["dialogflow", ["hostile-duckdb-json", "hostile-blns"]],
    ["console_messages", ["hostile-csv", "hostile-utf8", "hostile-blns"]]
  ];

  test.each(folders)(
    "dropped into %s load nothing and each says why",
    async (feed, beginnings) => {
      const files = hostile!.filter(({path}) => beginnings.some((beginning) => path.startsWith(beginning)));
      await load(feed, files);
      const {warehouse} = home.context;
      // Bytes of which nothing was good are tried again under another name.
      expect(await warehouse.row("select count(*)::integer as loaded from ops.files")).toEqual({loaded: files.length});
      for (const table of ["messages", "delivery_events", "dialogflow_turns", "whatsapp_account_events"]) {
        expect(await warehouse.rows(`from raw.${table}`), table).toEqual([]);
      }
      expect(
        await warehouse.rows(`
        select path from ops.files
        where rows_read > 0 and file_id not in (select file_id from ops.rejects where reason is not null and message <> '')
      `)
      ).toEqual([]);
    },
    300_000
  );
});
