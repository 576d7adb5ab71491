import fc from "fast-check";
import {afterAll, beforeAll, expect, test} from "vitest";
import {ingest} from "./ingest.js";
import {makeTestHome, type TestHome} from "./test-home.js";

interface Version {
  message_id: string;
  sent_at: string;
  text: string;
  agent_id: string;
  note: string;
}

const version: fc.Arbitrary<Version> = fc.record({
  message_id: fc.constantFrom("m1", "m2", "m3"),
  sent_at: fc.constantFrom("2026-03-02T09:00:00Z", "2026-03-02T09:00:01Z", "2026-03-02T08:59:59Z"),
  text: fc.constantFrom("", "a", "b"),
  agent_id: fc.constantFrom("", "x", "y"),
  note: fc.constantFrom("", "n")
});

let home: TestHome;

beforeAll(async () => {
  home = await makeTestHome();
  await ingest(home.context);
});

afterAll(() => home.remove());

/** Loads each batch as a file of its own, into empty tables, and gives what they hold, lineage left out. */
async function loaded(batches: Version[][]) {
  const {warehouse} = home.context;
  for (const table of ["raw.messages", "raw.messages_versions", "ops.files", "ops.seen_files"]) {
    await warehouse.run(`delete from ${table}`);
  }
  let counts = {accepted: 0, repeated: 0, replaced: 0};
  for (const batch of batches) {
    const lines = batch.map(
      (each) =>
        `${each.message_id},c1,${each.sent_at},inbound,contact,whatsapp,${each.text},${each.agent_id},${each.note}`
    );
    const header = "message_id,conversation_id,sent_at,direction,author,channel,text,agent_id,note";
    home.put("messages/batch.csv", `${[header, ...lines].join("\n")}\n`);
    const {files} = await ingest(home.context);
    for (const file of files) {
      expect(file.rows_read).toBe(file.rows_accepted + file.rows_repeated);
      counts = {
        accepted: counts.accepted + file.rows_accepted,
        repeated: counts.repeated + file.rows_repeated,
        replaced: counts.replaced + file.rows_replaced
      };
    }
  }
  const columns = "* exclude (file_id, record, loaded_at) replace (sent_at::varchar as sent_at)";
  const rows = await warehouse.rows(`select ${columns} from raw.messages order by message_id`);
  const versions = await warehouse.rows(`select ${columns} from raw.messages_versions order by all`);
  return {rows, versions, counts};
}

test("events come out the same whatever the order and however they are cut into files", async () => {
  const shuffled = fc.array(version, {minLength: 1, maxLength: 8}).chain((versions) =>
    fc.record({
      versions: fc.constant(versions),
      other: fc.shuffledSubarray(versions, {minLength: versions.length}),
      cut: fc.nat(versions.length)
    })
  );
  await fc.assert(
    fc.asyncProperty(shuffled, async ({versions, other, cut}) => {
      const once = await loaded([versions]);
      const twice = await loaded([other.slice(0, cut), other.slice(cut)].filter((batch) => batch.length > 0));
      expect({rows: twice.rows, versions: twice.versions}).toEqual({rows: once.rows, versions: once.versions});
      const keys = new Set(versions.map(({message_id}) => message_id)).size;
      const distinct = new Set(versions.map((each) => JSON.stringify(each))).size;
      expect(once.rows).toHaveLength(keys);
      expect(once.counts).toEqual({
        accepted: distinct,
        repeated: versions.length - distinct,
        replaced: distinct - keys
      });
    }),
    {numRuns: 25}
  );
});

test("a merged event has the earliest instant, and a value over none", async () => {
  const base = {message_id: "m1", text: "", agent_id: "", note: ""};
  const {rows} = await loaded([
    [{...base, sent_at: "2026-03-02T09:00:01Z", text: "late", agent_id: "x"}],
    [{...base, sent_at: "2026-03-02T09:00:00Z", text: "early"}],
    [{...base, sent_at: "2026-03-02T09:00:02Z", note: "n"}]
  ]);
  expect(rows).toMatchObject([
    {sent_at: "2026-03-02 09:00:00+00", text: "early", agent_id: "x", extra: '{"note":"n"}'}
  ]);
});

test("every load leaves a mark on the keys it touched, on old values as on new", async () => {
  await loaded([]);
  const header = "message_id,conversation_id,sent_at,direction,author,channel";
  home.put("messages/a.csv", `${header}\nm1,c1,2026-03-02T09:00:00Z,inbound,contact,whatsapp\n`);
  await ingest(home.context);
  home.put("messages/b.csv", `${header}\nm1,c2,2026-03-01T09:00:00Z,inbound,contact,whatsapp\n`);
  await ingest(home.context);
  const touched = await home.context.warehouse.rows(`
    select distinct conversation_id
    from (from raw.messages union all from raw.messages_versions)
    where file_id > 1 order by conversation_id
  `);
  expect(touched).toEqual([{conversation_id: "c1"}, {conversation_id: "c2"}]);
});
