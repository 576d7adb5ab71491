import {afterEach, beforeEach, expect, test} from "vitest";
import {ingest} from "./ingest.js";
import {makeTestHome, type TestHome} from "./test-home.js";

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome();
});

afterEach(() => home.remove());

const header = "message_id,conversation_id,sent_at,direction,author,channel,text";
const row = (id: string, text = "hola", at = "2026-03-02T09:00:00Z") =>
  `${id},c1,${at},inbound,contact,whatsapp,${text}`;

function load(...lines: string[]) {
  home.put("messages/day.csv", [header, ...lines, ""].join("\n"));
  return ingest(home.context);
}

test("good rows are loaded, bad ones are refused with a reason, and the numbers add up", async () => {
  const {files} = await load(row("m1"), row("m2", "hola", "yesterday"), row("m3"), row("m1"));
  expect(files).toMatchObject([
    {path: "messages/day.csv", rows_read: 4, rows_accepted: 2, rows_refused: 1, rows_repeated: 1, rows_replaced: 0}
  ]);
  expect(
    await home.context.warehouse.rows("select record, line, column_name, reason, message, row_text from ops.rejects")
  ).toEqual([
    {
      record: 2,
      line: 3,
      column_name: "sent_at",
      reason: "invalid_instant",
      message:
        'sent_at "yesterday" is no instant; write ISO 8601 with its offset, like 2026-03-02T09:00:00Z, or epoch seconds.',
      row_text: row("m2", "hola", "yesterday")
    }
  ]);
});

async function hostile() {
  const base = new URL("../../../shared/fixtures/", import.meta.url);
  return base;
}
