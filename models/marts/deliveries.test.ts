import {test} from "vitest";
import {assertModel, type TestRow} from "../../pipeline/build/assert-model.js";

function status(status: string, occurredAt: string, more: TestRow = {}): TestRow {
  return {
    message_id: "m",
    status,
    occurred_at: occurredAt,
    channel: "whatsapp",
    business_number: "34910",
    recipient_id: "34600",
    ...more
  };
}

const sent = status("sent", "2026-03-02 09:00:00Z");
const delivered = status("delivered", "2026-03-02 09:00:05Z");
const read = status("read", "2026-03-02 09:10:00Z");
const failed = status("failed", "2026-03-02 09:00:03Z", {error_code: "131026", error_title: "Message undeliverable"});

test("the status is the highest reached", () =>
  assertModel("marts.deliveries", {"staging.delivery_events": [sent, delivered, read]}, [
    {
      message_id: "m",
      recipient_id: "34600",
      status: "read",
      statuses: 3,
      is_delivered: true,
      is_read: true,
      is_failed: false,
      is_only_sent: false,
      sent_at: "2026-03-02 09:00:00Z",
      handed_over_at: "2026-03-02 09:00:00Z",
      delivered_at: "2026-03-02 09:00:05Z",
      read_at: "2026-03-02 09:10:00Z"
    }
  ]));

for (const [name, events] of Object.entries({
  "in order": [sent, delivered, read],
  "in reverse": [read, delivered, sent]
})) {
  test(`statuses that come ${name} give the same row`, () =>
    assertModel("marts.deliveries", {"staging.delivery_events": events}, [
      {status: "read", handed_over_at: "2026-03-02 09:00:00Z", last_status_at: "2026-03-02 09:10:00Z"}
    ]));
}

test("a read receipt alone means delivered", () =>
  assertModel("marts.deliveries", {"staging.delivery_events": [read]}, [
    {status: "read", is_delivered: true, is_read: true, delivered_at: null}
  ]));

test("a deletion or a warning alone is a status: the message was accepted", () =>
  assertModel(
    "marts.deliveries",
    {
      "staging.delivery_events": ["deleted", "warning"].map((only) => ({
        ...status(only, "2026-03-02 09:00:00Z"),
        message_id: only
      }))
    },
    ["deleted", "warning"].map((only) => ({message_id: only, status: "accepted", statuses: 1, is_delivered: false}))
  ));

test("what no category speaks against may be marketing", () => {
  const categories = ["marketing", "marketing_lite", "Utility", "authentication-international", "service", null];
  return assertModel(
    "marts.deliveries",
    {"staging.delivery_events": categories.map((category, index) => ({...sent, message_id: `${index}`, category}))},
    categories.map((_, index) => ({message_id: `${index}`, may_be_marketing: [0, 1, 5].includes(index)}))
  );
});

test("an order notice within a free entry point is no marketing", () => {
  const template = {
    conversation_id: "c",
    sent_at: "2026-03-02 09:00:00Z",
    direction: "outbound",
    author: "system",
    channel: "whatsapp",
    contact_id: "34600"
  };
  return assertModel(
    "marts.deliveries",
    {
      "staging.messages": [
        {...template, message_id: "notice", category: "utility"},
        {...template, message_id: "offer", category: "marketing"}
      ],
      "staging.delivery_events": ["notice", "offer", "unknown"].map((message_id) => ({
        ...sent,
        message_id,
        category: "referral_conversion"
      }))
    },
    [
      {message_id: "notice", category: "referral_conversion", may_be_marketing: false},
      {message_id: "offer", category: "referral_conversion", may_be_marketing: true},
      {message_id: "unknown", category: "referral_conversion", may_be_marketing: true}
    ]
  );
});

test("a failure never undoes a delivery", () =>
  assertModel("marts.deliveries", {"staging.delivery_events": [sent, failed, delivered]}, [
    {status: "delivered", is_delivered: true, is_failed: false, failed_at: "2026-03-02 09:00:03Z", error_code: "131026"}
  ]));

test("a message that failed after it was sent is failed and not only sent", () =>
  assertModel("marts.deliveries", {"staging.delivery_events": [sent, failed]}, [
    {status: "failed", is_failed: true, is_only_sent: false, error_code: "131026", error_title: "Message undeliverable"}
  ]));

test("an outbound message without any status is there too, an inbound one and an event are not", () =>
  assertModel(
    "marts.deliveries",
    {
      "staging.messages": [
        {
          message_id: "out",
          conversation_id: "c",
          sent_at: "2026-03-02 23:30:00Z",
          direction: "outbound",
          author: "bot",
          channel: "sms",
          contact_id: "p",
          type: "text"
        },
        {
          message_id: "in",
          conversation_id: "c",
          sent_at: "2026-03-02 23:31:00Z",
          direction: "inbound",
          author: "contact",
          channel: "sms",
          type: "text"
        },
        {
          message_id: "event",
          conversation_id: "c",
          sent_at: "2026-03-02 23:32:00Z",
          direction: "outbound",
          author: "system",
          channel: "sms",
          type: "event",
          event: "closed"
        },
        {
          message_id: "system",
          conversation_id: "c",
          sent_at: "2026-03-02 23:33:00Z",
          direction: "outbound",
          author: "system",
          channel: "sms",
          type: "system",
          text: "The number changed"
        }
      ]
    },
    [
      {
        message_id: "out",
        recipient_id: "p",
        conversation_id: "c",
        status: "none",
        statuses: 0,
        is_delivered: false,
        is_failed: false,
        is_only_sent: false,
        is_status_only: false,
        day: "2026-03-03"
      }
    ]
  ));

test("a message that only statuses tell of goes to the thread of its number and recipient", () =>
  assertModel("marts.deliveries", {"staging.delivery_events": [sent]}, [
    {
      message_id: "m",
      is_status_only: true,
      author: "unknown",
      conversation_id: "whatsapp|34910|34600",
      is_only_sent: true
    }
  ]));

test("a status of a message from the contact is no delivery", () =>
  assertModel(
    "marts.deliveries",
    {
      "staging.delivery_events": [read],
      "staging.messages": [
        {
          message_id: "m",
          conversation_id: "c",
          sent_at: "2026-03-02 09:00:00Z",
          direction: "inbound",
          author: "contact",
          channel: "whatsapp"
        }
      ]
    },
    []
  ));

test("in a group each member counts", () =>
  assertModel(
    "marts.deliveries",
    {
      "staging.delivery_events": [
        {...delivered, recipient_id: "group", recipient_participant_id: "34601"},
        {...read, recipient_id: "group", recipient_participant_id: "34601"},
        {...delivered, recipient_id: "group", recipient_participant_id: "34602"}
      ]
    },
    [
      {recipient_id: "group", recipient_participant_id: "34601", status: "read"},
      {recipient_id: "group", recipient_participant_id: "34602", status: "delivered"}
    ]
  ));

test("two sources of one message are one row, also when one names no recipient", () =>
  assertModel(
    "marts.deliveries",
    {
      "staging.delivery_events": [{...sent, recipient_id: null}, delivered],
      "staging.messages": [
        {
          message_id: "m",
          conversation_id: "c",
          sent_at: "2026-03-02 08:59:59Z",
          direction: "outbound",
          author: "agent",
          channel: "whatsapp",
          contact_id: "p",
          type: "text"
        }
      ]
    },
    [
      {
        message_id: "m",
        recipient_id: "34600",
        conversation_id: "c",
        author: "agent",
        status: "delivered",
        statuses: 2,
        sent_at: "2026-03-02 08:59:59Z"
      }
    ]
  ));

test("names of one recipient that different sources use are one row, and several numbers are several", () =>
  assertModel(
    "marts.deliveries",
    {
      "staging.delivery_events": [
        {...sent, message_id: "scoped", recipient_id: "34600111222"},
        {...read, message_id: "scoped", recipient_id: "ES.1181"},
        {...sent, message_id: "legacy", recipient_id: "525512345678"},
        {...read, message_id: "legacy", recipient_id: "5215512345678"},
        {...read, message_id: "legacy", status: "played", recipient_id: "c1"},
        {...read, message_id: "legacy", status: "clicked", recipient_id: "+5215512345678"},
        {...sent, message_id: "several", recipient_id: "34600111222"},
        {...sent, message_id: "several", recipient_id: "34600111333"},
        {...read, message_id: "several", recipient_id: "c1"},
        {...sent, message_id: "mail", channel: "email", recipient_id: "a@example.org"},
        {...read, message_id: "mail", channel: "email", recipient_id: "5491123456789"}
      ]
    },
    [
      {message_id: "legacy", recipient_id: "5215512345678", statuses: 4},
      {message_id: "mail", recipient_id: "5491123456789", statuses: 1},
      {message_id: "mail", recipient_id: "a@example.org", statuses: 1},
      {message_id: "scoped", recipient_id: "34600111222", statuses: 2},
      {message_id: "several", recipient_id: "34600111222", statuses: 1},
      {message_id: "several", recipient_id: "34600111333", statuses: 1},
      {message_id: "several", recipient_id: "c1", statuses: 1}
    ]
  ));

test("a delivery stands on the local day of its first event", () =>
  assertModel(
    "marts.deliveries",
    {"staging.delivery_events": [status("sent", "2026-03-02 22:59:59Z"), status("delivered", "2026-03-02 23:00:01Z")]},
    [{day: "2026-03-02"}]
  ));
