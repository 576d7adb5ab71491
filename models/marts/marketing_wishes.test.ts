import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

const at = (instant: string) => Date.parse(instant) / 1000;
const stopped = "2026-10-06T12:00:00Z";

function preferences(...all: object[]): TestRow {
  const metadata = {display_phone_number: "+34 911 00 00 00", phone_number_id: "1"};
  return {
    account_id: "10",
    field: "user_preferences",
    occurred_at: "2026-10-06 12:00:05Z",
    payload: JSON.stringify({messaging_product: "whatsapp", metadata, user_preferences: all})
  };
}

const stop = {wa_id: "34600000001", category: "marketing_messages", value: "stop", timestamp: at(stopped)};
const said = {account_id: "10", business_number: "34911000000", contact_id: "34600000001", day: "2026-10-06"};

function sent(id: string, sentAt: string, more: TestRow = {}): TestRow {
  return {
    message_id: id,
    recipient_id: "34600000001",
    channel: "whatsapp",
    is_failed: false,
    template_name: id,
    may_be_marketing: true,
    sent_at: sentAt,
    ...more
  };
}

const wishes = (events: TestRow[], deliveries: TestRow[], expected: TestRow[]) =>
  assertModel(
    "marts.marketing_wishes",
    {"staging.whatsapp_account_events": events, "marts.deliveries": deliveries},
    expected
  );

test("several wishes in one event, each at its own time; the same one twice is one", () =>
  wishes(
    [
      preferences(stop, {...stop, wa_id: "34600000002", value: "resume", timestamp: at("2026-10-07T12:00:00Z")}),
      {...preferences(stop), occurred_at: "2026-10-06 13:00:00Z"}
    ],
    [],
    [
      {...said, occurred_at: "2026-10-06 12:00:00Z", wish: "stop", template_name: null},
      {...said, contact_id: "34600000002", day: "2026-10-07", occurred_at: "2026-10-07 12:00:00Z", wish: "resume"}
    ].map((row) => ({template_name: null, ...row}))
  ));

test("the last marketing template sent in the 7 days before made them say so", async () => {
  const all = [
    sent("first", "2026-10-06 10:00:00Z"),
    sent("last", "2026-10-06 11:59:59Z"),
    sent("after", "2026-10-06 12:00:01Z"),
    sent("order", "2026-10-06 11:59:59Z", {may_be_marketing: false}),
    sent("failed", "2026-10-06 11:59:59Z", {is_failed: true}),
    sent("stranger", "2026-10-06 11:59:59Z", {recipient_id: "34600000009"})
  ];
  await wishes([preferences(stop)], all, [{...said, template_name: "last"}]);
  await wishes([preferences(stop)], [sent("old", "2026-09-29 12:00:00Z")], [{...said, template_name: null}]);
  await wishes([preferences(stop)], [sent("old", "2026-09-29 12:00:01Z")], [{...said, template_name: "old"}]);
});

test("a template of another number, or of another account, made nobody say so", async () => {
  const own = {account_id: "10", business_number: "34911000000"};
  const told = (template: string | null) => [{...said, template_name: template}];
  const before = sent("own", "2026-10-06 10:00:00Z", own);
  const later = (more: TestRow) => [before, sent("later", "2026-10-06 11:00:00Z", more)];
  await wishes([preferences(stop)], later(own), told("later"));
  await wishes([preferences(stop)], later({...own, business_number: "34922000000"}), told("own"));
  await wishes([preferences(stop)], later({account_id: "20", business_number: "34922000000"}), told("own"));
  await wishes([preferences(stop)], later({account_id: "20"}), told("own"));
  await wishes([preferences(stop)], later({account_id: "10"}), told("later"));
  await wishes([preferences(stop)], later({}), told("later"));
  await wishes([preferences(stop)], [sent("later", "2026-10-06 11:00:00Z", {account_id: "20"})], told(null));
});

test("a stamp in milliseconds is read, and one that is none leaves the event's own time", async () => {
  const stampedBy = (timestamp: unknown, occurred_at: string) =>
    wishes([preferences({...stop, timestamp})], [], [{...said, occurred_at, wish: "stop", template_name: null}]);
  await stampedBy(at(stopped) * 1000, "2026-10-06 12:00:00Z");
  await stampedBy(String(at(stopped)), "2026-10-06 12:00:00Z");
  for (const none of [at(stopped) * 1_000_000, "yesterday", null]) await stampedBy(none, "2026-10-06 12:00:05Z");
});

test("what is no wish about marketing is none", () =>
  wishes(
    [
      preferences({...stop, category: "birthdays"}, {...stop, value: "maybe"}, {...stop, wa_id: undefined}),
      {...preferences(), payload: '{"user_preferences": "none"}'},
      {...preferences(stop), field: "account_update"}
    ],
    [],
    []
  ));

test("a number with the legacy mobile digit of Mexico or Argentina is the one without it", () =>
  wishes(
    [preferences({...stop, wa_id: "5215512345678"}, {...stop, wa_id: "541112345678"})],
    [
      sent("mexico", "2026-10-06 11:00:00Z", {recipient_id: "525512345678"}),
      sent("argentina", "2026-10-06 11:00:00Z", {recipient_id: "+5491112345678"})
    ],
    [
      {contact_id: "5215512345678", template_name: "mexico"},
      {contact_id: "541112345678", template_name: "argentina"}
    ]
  ));
