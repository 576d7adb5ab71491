import {mkdir, mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";
import {assertModel} from "./assert-model.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assert-model-"));
  await model(
    "staging/messages.sql",
    `-- Messages.
-- grain message_id
-- column message_id varchar: Id.
-- column conversation_id varchar: Conversation.
-- column sent_at timestamptz: When.
select message_id, conversation_id, sent_at from raw.messages`
  );
  await model(
    "marts/calendar_days.sql",
    `-- Local days.
-- grain day
-- column day date: Local day.
-- column starts_at timestamptz: Its first instant.
-- column ends_at timestamptz: The next day's first instant.
-- column month date: First day of its month.
with days as (
    select unnest(generate_series(date '2026-01-01', date '2026-12-31', interval 1 day))::date as day
)
select
    day,
    timezone(settings.time_zone, day::timestamp) as starts_at,
    timezone(settings.time_zone, (day + 1)::timestamp) as ends_at,
    date_trunc('month', day)::date as month
from days
cross join reference.settings`
  );
  await model(
    "marts/conversations.sql",
    `-- Conversations.
-- grain conversation_id
-- column conversation_id varchar: Id.
-- column day date: Local day of the first message.
-- column first_message_at timestamptz: When.
-- column last_message_at timestamptz: When.
-- column is_open boolean: Less than a day old.
-- column messages bigint: How many.
-- check one_at_least: messages >= 1
-- rebuild key conversation_id
-- ripens is_open
with first as (
    select conversation_id, min(sent_at) as first_message_at, max(sent_at) as last_message_at, count(*) as messages
    from staging.messages
    semi join rebuild.conversation_id using (conversation_id)
    group by conversation_id
)
select
    first.conversation_id,
    calendar_days.day,
    first.first_message_at,
    first.last_message_at,
    as_of.as_of - first.last_message_at < interval 1 day as is_open,
    first.messages
from first
asof join marts.calendar_days on first.first_message_at >= calendar_days.starts_at
cross join ops.as_of`
  );
});

afterAll(() => rm(folder, {recursive: true}));

async function model(path: string, sql: string): Promise<void> {
  await mkdir(join(folder, path, ".."), {recursive: true});
  await writeFile(join(folder, path), sql);
}

const twoMessages = {
  "staging.messages": [
    {message_id: "a", conversation_id: 7, sent_at: "2026-03-02 09:00:00Z"},
    {message_id: "b", conversation_id: 7, sent_at: "2026-03-02 09:04:00Z"}
  ]
};

test("values are compared in the type of the header, whatever the spelling", () =>
  assertModel("marts.conversations", twoMessages, [{conversation_id: "7", messages: 2, is_open: "true"}], {folder}));

test("the calendar is built when the model reads it, in the zone of the settings", async () => {
  const given = {"staging.messages": [{message_id: "a", conversation_id: "x", sent_at: "2026-03-01 23:30:00Z"}]};
  await assertModel("marts.conversations", given, [{day: "2026-03-02"}], {folder});
  const london = {...given, "reference.settings": [{time_zone: "Europe/London"}]};
  await assertModel("marts.conversations", london, [{day: "2026-03-01"}], {folder});
});

test("a table that is given is not built", () =>
  assertModel(
    "marts.conversations",
    {...twoMessages, "marts.calendar_days": [{day: "1999-01-01", starts_at: "1999-01-01 00:00:00Z"}]},
    [{day: "1999-01-01"}],
    {folder}
  ));

test("as-of is the newest instant given, or the one told", async () => {
  await assertModel("marts.conversations", twoMessages, [{is_open: true}], {folder});
  await assertModel("marts.conversations", twoMessages, [{is_open: false}], {folder, asOf: "2026-03-09 00:00:00Z"});
});

test("a difference shows both sides", async () => {
  const wrong = assertModel("marts.conversations", twoMessages, [{first_message_at: "2026-03-02 09:00:01Z"}], {folder});
  await expect(wrong).rejects.toThrow(
    "- first_message_at: 2026-03-02 09:00:01Z\n  + first_message_at: 2026-03-02 09:00:00Z"
  );
});

test("nothing expected means no rows", async () => {
  await assertModel("marts.conversations", {}, [], {folder});
  await expect(assertModel("marts.conversations", twoMessages, [], {folder})).rejects.toThrow("+ conversation_id: 7");
});

test("a column or table that does not exist is named", async () => {
  const given = {"staging.messages": [{mesage_id: "a"}]};
  await expect(assertModel("marts.conversations", given, [], {folder})).rejects.toThrow(
    "staging.messages has no column mesage_id"
  );
  await expect(assertModel("marts.conversations", {}, [{mesages: 1}], {folder})).rejects.toThrow("no column mesages");
  await expect(assertModel("marts.conversations", {"staging.mesages": []}, [], {folder})).rejects.toThrow(
    "staging.mesages"
  );
});

test("raw tables have the columns of their contracts", () =>
  assertModel(
    "staging.messages",
    {"raw.messages": [{message_id: "a", conversation_id: "x", sent_at: "2026-03-02 09:00:00+01"}]},
    [{message_id: "a", sent_at: "2026-03-02 08:00:00Z"}],
    {folder}
  ));

test("a table that the model does not read is no input", async () => {
  const given = {...twoMessages, "staging.agent_history": []};
  await expect(assertModel("marts.conversations", given, [], {folder})).rejects.toThrow("staging.agent_history");
});
