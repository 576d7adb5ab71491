import {expect, test} from "vitest";
import {homeAt} from "./settings.js";
import {readStatus} from "./status.js";
import {openWarehouse} from "./warehouse.js";

test("a file that was refused whole says why, though it has no record", async () => {
  const warehouse = await openWarehouse();
  await warehouse.run(`create schema ops;
    create table ops.files as select 1 as file_id, 'messages' as feed, 'messages/photo.csv' as path, 1 as rows_read,
      0 as rows_accepted, 1 as rows_refused, 0 as rows_repeated;
    create table ops.rejects as select 1 as file_id, null::bigint as record, 'missing_header' as reason,
      'the header lacks message_id' as message`);
  const {refusals, isLawful} = await readStatus(warehouse, homeAt("nowhere"));
  warehouse.close();
  expect(isLawful).toBe(true);
  expect(refusals).toEqual([
    {path: "messages/photo.csv", reason: "missing_header", rows: 1, example: "the header lacks message_id"}
  ]);
});
