import {readFile} from "node:fs/promises";
import {expect, test} from "vitest";
import {openWarehouse} from "../../pipeline/warehouse.js";

test.each([
  [
    "invalid_phone",
    'contact_phone "soy Ana Ruiz, 600 11 12 22" is no phone number; write 7 to 15 digits.',
    'contact_phone "…" is no phone number; write 7 to 15 digits.'
  ],
  [
    "invalid_sender",
    'the contact "Ana "la de Ruiz"" is neither digits nor an id; look at "from" and "from_user_id"',
    'the contact "…" is neither digits nor an id; look at "from" and "from_user_id"'
  ],
  [
    "invalid_encoding",
    'text "Ana\nRuiz" holds bytes that are no text; save the file again as UTF-8.',
    'text "…" holds bytes that are no text; save the file again as UTF-8.'
  ],
  [
    "invalid_json",
    `The JSON cannot be read: Unexpected token 'A', ..."body": Ana Ruiz 4"... is not valid JSON.`,
    `The JSON cannot be read: Unexpected token 'A', ..."…"... is not valid JSON.`
  ],
  [
    "malformed_row",
    "The row cannot be split into columns: it has 4 columns where the header has 16.",
    "The row cannot be split into columns: it has 4 columns where the header has 16."
  ],
  ["missing_value", 'The answer has no "id" of its account.', 'The answer has no "id" of its account.']
])("what was refused as %s is told without what stood in the row", async (reason, message, published) => {
  const warehouse = await openWarehouse(":memory:");
  await warehouse.run(
    `
    create schema ops;
    create table ops.files as select 1 as file_id, 'messages' as feed, 'messages/day.csv' as path;
    create table ops.rejects as
    select
      1 as file_id, 7 as record, 8 as line, 'contact_phone' as column_name, $reason as reason, $message as message,
      'm1,Ana Ruiz,mi tarjeta es 4111 1111 1111 1111' as row_text`,
    {reason, message}
  );
  const rows = await warehouse.rows(await readFile(new URL("rejects.sql", import.meta.url), "utf8"));
  expect(rows).toEqual([
    {
      source: "messages",
      reason,
      column_name: "contact_phone",
      rows: 1,
      example: 1,
      file: "day.csv",
      line: 8,
      message: published
    }
  ]);
  warehouse.close();
});
