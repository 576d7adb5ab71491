import fc from "fast-check";
import {expect, test} from "vitest";
import {ingest} from "../ingest/ingest.js";
import {makeTestHome} from "../ingest/test-home.js";

// Few ids, senders and moments, so that the same message comes again with other content.
const few = (...values: unknown[]) => fc.constantFrom(...values);
const at = few("1772445600", "1772445660", "1772532000", "soon");
const contact = few("34600000001", "MX.77", "PHONE_NUMBER");

const message = fc.record({
  id: few("wamid.1", "wamid.2", "wamid.3"),
  from: contact,
  timestamp: at,
  type: few("text", "image", "hologram"),
  text: fc.record({body: few("hola", "adiós", null)})
});
const status = fc.record(
  {
    id: few("wamid.2", "wamid.9"),
    status: few("sent", "delivered", "read", "RINGING"),
    timestamp: at,
    recipient_id: few("34600000001", "34600000002"),
    pricing: fc.record({category: few("marketing", "utility"), billable: fc.boolean()})
  },
  {requiredKeys: ["id", "status", "timestamp", "recipient_id"]}
);
const change = fc.oneof(
  fc.record({
    field: few("messages"),
    value: fc.record({
      metadata: few({display_phone_number: "34910000001"}, {}),
      messages: fc.array(message, {maxLength: 3}),
      statuses: fc.array(status, {maxLength: 4})
    })
  }),
  fc.record({field: few("account_update", "flows"), value: few({event: "A"}, {event: "B"})})
);
const line = fc.oneof(
  {
    weight: 9,
    arbitrary: fc
      .record({
        entry: fc.array(fc.record({id: few("waba1"), changes: fc.array(change, {maxLength: 3})}), {maxLength: 2})
      })
      .map((body) => JSON.stringify(body))
  },
  {weight: 1, arbitrary: few("{", "5", '"hola"').map(String)}
);

// What Meta sends most: one change with one item.
const single = fc
  .record({
    metadata: few(
      {display_phone_number: "34910000001", phone_number_id: "9"},
      {display_phone_number: "+34 910 000 001"}
    ),
    contacts: few([{wa_id: "34600000001", profile: {name: "Ana"}}], [], undefined),
    item: fc.oneof(message, status, few(null, 5, "text", {}))
  })
  .chain(({item, ...value}) =>
    few({...value, messages: [item]}, {...value, statuses: [item]}, {...value, message_echoes: [item]})
  )
  .map((value) => JSON.stringify({entry: [{id: "waba1", changes: [{field: "messages", value}]}]}));

const inChange = (value: string, more = "") =>
  `{"entry":[{"id":"waba1","changes":[{"field":"messages","value":{"contacts":[],${value}}}]}]${more}}`;
const good = '{"id":"wamid.7","status":"sent","timestamp":"1772445600","recipient_id":"34600000001"}';
// What looks like it.
const odd = few(
  inChange(`"statuses":[${good}],"messages":{"id":"x"}`),
  inChange(`"statuses":{"id":"x"}`),
  inChange(`"statuses" : [ ${good} ]`),
  inChange(`"statuses":[${good}],"statuses":[]`),
  inChange(`"statuses":[${good}],"messages":[]`, ',"object":"page"'),
  inChange(`"statuses":[${good.replace("}", ',"errors":[{"code":131026}]}')}]`),
  inChange(`"statuses":[${good},]`),
  inChange(`"statuses":[${good},${good.replace("sent", "read")}]`),
  inChange(`"statuses":[${good}]`).replace('"messages"', '"flows"'),
  inChange(
    '"messages":[{"id":"wamid.8","from":"34600000001","timestamp":"1772445600","type":"text","context":{"id":"a"}}]'
  ),
  '{"statuses":[],"contacts":[]}',
  '["statuses"]'
).map(String);

const content = "select * exclude (file_id, record, loaded_at) from raw";

/** What the raw tables hold after these files, without lineage. */
async function loaded(files: string[][], padding = ""): Promise<unknown> {
  const home = await makeTestHome();
  try {
    files.forEach((lines, index) => {
      home.put(`whatsapp_cloud/${index}.jsonl`, lines.map((text) => `${text}\n`).join("") + padding);
    });
    const summary = await ingest(home.context);
    for (const file of summary.files) {
      expect(file.rows_read).toBe(file.rows_accepted + file.rows_refused + file.rows_repeated);
    }
    const {warehouse} = home.context;
    return {
      messages: await warehouse.rows(`${content}.messages order by all`),
      statuses: await warehouse.rows(`${content}.delivery_events order by all`),
      events: await warehouse.rows(`${content}.whatsapp_account_events order by all`),
      refused: await warehouse.rows("select reason, row_text from ops.rejects order by all")
    };
  } finally {
    home.remove();
  }
}

test("the order of lines and how they are split into files does not matter", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, {minLength: 1, maxLength: 12}).chain((lines) =>
        fc.record({
          lines: fc.constant(lines),
          shuffled: fc.shuffledSubarray(lines, {minLength: lines.length}),
          cut: fc.nat(lines.length)
        })
      ),
      async ({lines, shuffled, cut}) => {
        // A file that repeats another's bytes is not loaded again, and then refused lines are not refused again.
        const parts = [[...shuffled.slice(0, cut), ""], shuffled.slice(cut)].filter((part) => part.length > 0);
        expect(await loaded(parts)).toEqual(await loaded([lines]));
      }
    ),
    {numRuns: 10, seed: 20260302}
  );
}, 300_000);

test("a big file, whose single statuses and messages go their own way, gives the same as a small one", async () => {
  const blankLines = "\n".repeat(1_100_000);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(single, odd, line), {minLength: 1, maxLength: 20}), async (lines) => {
      expect(await loaded([lines], blankLines)).toEqual(await loaded([lines]));
    }),
    {numRuns: 15, seed: 20260303}
  );
}, 300_000);
