import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const short = {conversation_id: "whatsapp||c", contact_id: "c", channel: "whatsapp", author: "bot"};
const full = {conversation_id: "whatsapp|34911|c", contact_id: "c", channel: "whatsapp", author: "contact"};

function threads(messages: TestRow[], expected: TestRow[], conversations: TestRow[] = [], turns: TestRow[] = []) {
  const rows = messages.map((message, index) => ({message_id: `m${index}`, ...message}));
  return assertModel(
    "marts.threads",
    {"staging.messages": rows, "staging.conversations": conversations, "staging.dialogflow_turns": turns},
    expected
  );
}

test("who is named by channel and contact only is in the thread that another source names in full", () =>
  threads([short, full], [{source_id: "whatsapp||c", contact_id: "c", conversation_id: "whatsapp|34911|c"}]));

test("without another source the short name is the thread's own", () => threads([short, short], []));

test("conversations with agents are stretches of the contact's thread", () =>
  threads(
    [short, {...short, agent_conversation_id: "77"}, {...short, agent_conversation_id: "78"}],
    [
      {source_id: "77", conversation_id: "whatsapp||c"},
      {source_id: "78", conversation_id: "whatsapp||c"}
    ]
  ));

test("a snapshot of a conversation with agents is no thread of its own", () =>
  threads(
    [{...short, agent_conversation_id: "77"}],
    [{source_id: "77", conversation_id: "whatsapp||c"}],
    [{conversation_id: "77", channel: "whatsapp", contact_id: "c"}]
  ));

test("the only conversation that a snapshot or a bot names is the thread", async () => {
  const named = {conversation_id: "900", channel: "whatsapp", contact_id: "c"};
  const expected = [{source_id: "whatsapp||c", conversation_id: "900"}];
  await threads([short], expected, [named]);
  await threads([short], expected, [], [{turn_id: "t", ...named}]);
});

test("what was sent to the contact and is known by its statuses only names the thread too", () =>
  assertModel(
    "marts.threads",
    {
      "staging.messages": [{message_id: "m", ...short}],
      "marts.status_only_messages": [
        {message_id: "s", conversation_id: full.conversation_id, contact_id: "c", channel: "whatsapp"}
      ]
    },
    [{source_id: "whatsapp||c", conversation_id: "whatsapp|34911|c"}]
  ));

test("what was sent and is known by statuses that name the contact only is in the thread named in full", () =>
  assertModel(
    "marts.threads",
    {
      "staging.messages": [{message_id: "m", ...full}],
      "marts.status_only_messages": [
        {message_id: "s", conversation_id: short.conversation_id, contact_id: "c", channel: "whatsapp"}
      ]
    },
    [{source_id: "whatsapp||c", contact_id: "c", conversation_id: "whatsapp|34911|c"}]
  ));

test("of several, the thread is where the contact wrote most; where they wrote in none, it stays apart", async () => {
  const other = {...full, conversation_id: "whatsapp|34922|c"};
  await threads([short, full, other, other], [{source_id: "whatsapp||c", conversation_id: "whatsapp|34922|c"}]);
  await threads([short, {...full, author: "system"}, {...other, author: "system"}], []);
});

test("the same contact on two channels has two threads", () =>
  threads(
    [
      short,
      full,
      {...short, conversation_id: "telegram||c", channel: "telegram"},
      {...full, conversation_id: "t-1", channel: "telegram"}
    ],
    [
      {source_id: "whatsapp||c", conversation_id: "whatsapp|34911|c"},
      {source_id: "telegram||c", conversation_id: "t-1"}
    ]
  ));

test("another contact whose conversation has the same name is left alone", async () => {
  const given = [
    {...short, agent_conversation_id: "77"},
    {...full, contact_id: "d", conversation_id: "77"}
  ];
  await threads(given, [{source_id: "77", contact_id: "c", conversation_id: "whatsapp||c"}]);
});
