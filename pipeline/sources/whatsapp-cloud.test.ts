import {afterEach, beforeEach, describe, expect, test} from "vitest";
import {instant} from "../contracts/column.js";
import {ingest} from "../ingest/ingest.js";
import {makeTestHome, type TestHome} from "../ingest/test-home.js";

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome();
});

afterEach(() => home.remove());

const metadata = {display_phone_number: "34910000001", phone_number_id: "5001"};

function body(value: object, field = "messages", entry: object = {}) {
  return {object: "whatsapp_business_account", entry: [{id: "waba1", changes: [{field, value}], ...entry}]};
}

function message(changes: object = {}) {
  return {from: "34600000001", id: "wamid.1", timestamp: "1772445600", type: "text", text: {body: "hola"}, ...changes};
}

function status(changes: object = {}) {
  return {id: "wamid.9", status: "sent", timestamp: "1772445600", recipient_id: "34600000001", ...changes};
}

function messagesBody(messages: unknown[], more: object = {}) {
  return body({metadata, contacts: [{wa_id: "34600000001", profile: {name: "Ana"}}], messages, ...more});
}

function statusesBody(...statuses: unknown[]) {
  return body({metadata, statuses});
}

async function loadText(name: string, text: string) {
  home.put(`whatsapp_cloud/${name}`, text);
  const {files} = await ingest(home.context);
  const file = files.find(({path}) => path === `whatsapp_cloud/${name}`)!;
  expect(file.rows_read).toBe(file.rows_accepted + file.rows_refused + file.rows_repeated);
  return file;
}

function load(...bodies: unknown[]) {
  return loadText("day.jsonl", bodies.map((one) => `${JSON.stringify(one)}\n`).join(""));
}

const rows = (table: string, columns = "*") =>
  home.context.warehouse.rows(`select ${columns} from ${table} order by all`);
const reasons = async () => (await rows("ops.rejects", "column_name, reason")).map((row) => Object.values(row));

async function onlyRow(table: string, columns: string) {
  const found = await rows(table, columns);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe("how documents come", () => {
  const one = messagesBody([message()]);
  const two = messagesBody([message({id: "wamid.2"})]);

  test.each([
    ["lines.jsonl", `${JSON.stringify(one)}\n\n${JSON.stringify(two)}`],
    ["lines.json", `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`],
    ["windows.jsonl", `${JSON.stringify(one)}\r\n${JSON.stringify(two)}\r\n`],
    ["mixed.jsonl", `${JSON.stringify(one)}\r\n${JSON.stringify(two)}\n`],
    ["list.json", JSON.stringify([one, two], null, 2)],
    ["named.json", JSON.stringify({first: one, second: two}, null, 2)],
    ["list.jsonl", JSON.stringify([one, two])]
  ])("%s gives both of its bodies", async (name, text) => {
    expect(await loadText(name, text)).toMatchObject({rows_read: 2, rows_accepted: 2});
  });

  test("a path is read as it is, also where DuckDB would take it for a pattern or for values of columns", async () => {
    await loadText("day1.jsonl", JSON.stringify(one));
    await loadText(
      "day[1].jsonl",
      `${JSON.stringify(two)}\n${JSON.stringify(messagesBody([message({id: "wamid.3"})]))}`
    );
    await loadText("content=1/list1.json", JSON.stringify([messagesBody([message({id: "wamid.4"})])]));
    await loadText("content=1/list[1].json", JSON.stringify([messagesBody([message({id: "wamid.5"})])]));
    expect((await rows("raw.messages", "message_id")).map((row) => row["message_id"])).toEqual(
      [1, 2, 3, 4, 5].map((number) => `wamid.${number}`)
    );
  });

  test("one body may spread over many lines", async () => {
    expect(await loadText("one.json", JSON.stringify(one, null, 2))).toMatchObject({rows_read: 1, rows_accepted: 1});
  });

  test("an empty file has nothing to say", async () => {
    expect(await loadText("empty.jsonl", "\n")).toMatchObject({rows_read: 0, rows_refused: 0});
  });

  test("a line that is no JSON is refused with its number and its text, and its neighbours are loaded", async () => {
    const text = `${JSON.stringify(one)}\n{"entry": [\n${JSON.stringify(two)}\n`;
    expect(await loadText("broken.jsonl", text)).toMatchObject({rows_read: 3, rows_accepted: 2, rows_refused: 1});
    expect(await onlyRow("ops.rejects", "record, line, reason, row_text")).toEqual({
      record: 2,
      line: 2,
      reason: "invalid_json",
      row_text: '{"entry": ['
    });
  });

  test.each(['{"entry":[{"changes":[]},]}', '{"entry":NaN}'])("%s is no JSON, though DuckDB reads it", async (text) => {
    await load(one);
    await loadText("lax.jsonl", `${text}\n${text}\n`);
    expect(await reasons()).toEqual([
      [null, "invalid_json"],
      [null, "invalid_json"]
    ]);
  });

  test("half an emoji takes its own webhook only, in lines and in a list", async () => {
    const cut = JSON.stringify(messagesBody([message({id: "wamid.3", text: {body: "cut 😀"}})])).replace(
      "😀",
      "\\ud83d"
    );
    const bodies = [JSON.stringify(one, null, 2), cut, JSON.stringify(two)];
    const counts = {rows_read: 3, rows_accepted: 2, rows_refused: 1};
    expect(await loadText("list.json", `[${bodies.join(",\n")}]`)).toMatchObject(counts);
    const told = {
      record: 2,
      reason: "invalid_json",
      message: expect.stringContaining("holds half a character (\\ud800 to \\udfff alone)"),
      row_text: cut
    };
    expect(await onlyRow("ops.rejects", "record, reason, message, row_text")).toEqual(told);
    const lines = bodies.map((body) => body.replaceAll(/\n */g, "").replaceAll("wamid.", "wamid.1"));
    expect(await loadText("lines.jsonl", lines.join("\n"))).toMatchObject(counts);
    expect(
      await loadText("named.json", `{"a": ${lines[0]}, "b": ${cut}, "c": 7}`.replaceAll("wamid.", "wamid.2"))
    ).toMatchObject({rows_read: 3, rows_accepted: 1, rows_refused: 2});
  });

  test("JSON that is no webhook is refused whole", async () => {
    await load({object: "page", entry: [{id: "1", changes: []}]}, {entry: []}, {queryResult: {}}, 5, "hola", null);
    expect(await reasons()).toEqual(Array.from({length: 6}, () => [null, "not_a_webhook"]));
    await loadText("other.json", '{"first": {"queryResult": {}}}');
    expect(await rows("ops.rejects", "reason")).toHaveLength(7);
    const [told] = await rows("ops.rejects", "line, message");
    expect(told).toMatchObject({
      message: expect.stringContaining('"object" is "page", not "whatsapp_business_account"')
    });
  });
});

describe("one bad part never takes the good ones beside it down", () => {
  test("entries, changes, messages and statuses", async () => {
    const file = await load({
      entry: [
        5,
        null,
        {id: "waba1"},
        {id: "waba1", changes: [7, {field: "messages"}, {field: "messages", value: 3}, {value: {}}]},
        {
          id: "waba1",
          changes: [
            {field: "messages", value: {metadata, messages: [null, "x", message()], statuses: [status(), null]}},
            {field: "messages", value: {metadata, statuses: {id: "wamid.8"}, messages: [message({id: "wamid.3"})]}}
          ]
        }
      ]
    });
    // Accepted: two messages, one status. Refused: 3 entries, 4 changes, 3 items and a list that is none.
    expect(file).toMatchObject({rows_accepted: 3, rows_refused: 11, rows_read: 14});
    expect(await rows("raw.messages", "message_id")).toEqual([{message_id: "wamid.1"}, {message_id: "wamid.3"}]);
    expect(await rows("raw.delivery_events", "message_id")).toEqual([{message_id: "wamid.9"}]);
  });
});

describe("who wrote", () => {
  const who = "conversation_id, contact_id, contact_name, contact_phone, contact_country";

  test("digits are a phone, and its country is the number's", async () => {
    await load(messagesBody([message()]));
    expect(await onlyRow("raw.messages", who)).toEqual({
      conversation_id: "whatsapp|34910000001|34600000001",
      contact_id: "34600000001",
      contact_name: "Ana",
      contact_phone: "34600000001",
      contact_country: "ES"
    });
  });

  test("a business-scoped id stays what it is and tells its country", async () => {
    await load(
      body({metadata, contacts: [{user_id: "MX.77x"}], messages: [message({from: undefined, from_user_id: "MX.77x"})]})
    );
    expect(await onlyRow("raw.messages", who)).toMatchObject({
      conversation_id: "whatsapp|34910000001|MX.77x",
      contact_id: "MX.77x",
      contact_phone: null,
      contact_country: "MX"
    });
  });

  test("the country that Meta names comes before the scoped id's", async () => {
    await load(
      body({
        metadata,
        contacts: [{user_id: "MX.77", country_code: "AR"}],
        messages: [message({from: undefined, from_user_id: "MX.77"})]
      })
    );
    expect(await onlyRow("raw.messages", "contact_country")).toEqual({contact_country: "AR"});
  });

  test("anything else is no sender, and both absent neither", async () => {
    const senders = [
      undefined,
      "",
      "PHONE_NUMBER",
      "+34600000001",
      "34 600",
      "mx.77",
      "MX.",
      "MX.7-7",
      "MX.ENT.77",
      "B_1"
    ];
    const refused = senders.map((from, index) => message({from, id: `wamid.x${index}`}));
    await load(body({metadata, messages: [...refused, message()]}));
    expect(await reasons()).toEqual(senders.map(() => ["contact_id", "invalid_sender"]));
    expect(await rows("raw.messages", "message_id")).toEqual([{message_id: "wamid.1"}]);
  });

  test("without a business number the account stands in a conversation's identity", async () => {
    await load(body({metadata: {display_phone_number: "PHONE"}, messages: [message()]}));
    expect(await onlyRow("raw.messages", "conversation_id, business_number")).toEqual({
      conversation_id: "whatsapp|waba1|34600000001",
      business_number: null
    });
  });

  test("a business number is only its digits", async () => {
    await load(body({metadata: {display_phone_number: "+34 910-000-001"}, messages: [message()]}));
    expect(await onlyRow("raw.messages", "business_number")).toEqual({business_number: "34910000001"});
  });

  test("of several contacts the one with the sender's number gives the name", async () => {
    const contacts = [
      {wa_id: "34600000002", profile: {name: "Luis"}},
      {wa_id: "34600000001", profile: {name: "Ana"}}
    ];
    await load(body({metadata, contacts, messages: [message()]}));
    expect(await onlyRow("raw.messages", "contact_name")).toEqual({contact_name: "Ana"});
  });
});

describe("when", () => {
  const at = (timestamp: unknown, index: number) => message({timestamp, id: `wamid.${index}`});

  test("only 9 to 13 digits are a timestamp", async () => {
    const wrong = ["17724456", "1772445600.5", "2026-03-02", "17724456000000", "", null, {at: 1}, "x", -5];
    await load(messagesBody(wrong.map(at)), statusesBody(...wrong.map((timestamp) => status({timestamp}))));
    expect(await reasons()).toEqual([
      ...wrong.map(() => ["occurred_at", "invalid_timestamp"]),
      ...wrong.map(() => ["sent_at", "invalid_timestamp"])
    ]);
  });

  test("they are epoch seconds, or milliseconds where seconds would be far away", async () => {
    await load(messagesBody([1772445600, "1772445600", "1772445600123"].map(at)));
    expect(await rows("raw.messages", "message_id, sent_at::varchar as sent_at")).toEqual([
      {message_id: "wamid.0", sent_at: "2026-03-02 10:00:00+00"},
      {message_id: "wamid.1", sent_at: "2026-03-02 10:00:00+00"},
      {message_id: "wamid.2", sent_at: "2026-03-02 10:00:00.123+00"}
    ]);
  });

  test("from 2009 to two days after the load, both ends included, as for every instant", async () => {
    const stamps = ["1230767999", "1230768000", "1773316800", "1773316801"];
    await load(messagesBody(stamps.map(at)));
    expect(await reasons()).toEqual([
      ["sent_at", "impossible_instant"],
      ["sent_at", "impossible_instant"]
    ]);
    const schema = instant().schema({timeZone: "UTC", loadedAt: home.context.now});
    expect(stamps.map((stamp) => schema.safeParse(stamp).success)).toEqual([false, true, true, false]);
  });
});

describe("what was written", () => {
  const what = "type, text, option, entry_point, direction, author, origin";
  const inbound = {option: null, entry_point: null, direction: "inbound", author: "contact", origin: "api"};
  const reply = (kind: string, value: object) => ({type: "interactive", interactive: {type: kind, [kind]: value}});

  const kinds: [changes: object, expected: object][] = [
    [{}, {type: "text", text: "hola"}],
    [
      {type: "image", image: {caption: " mira "}, text: undefined},
      {type: "image", text: "mira"}
    ],
    [
      {type: "audio", audio: {voice: true}, text: undefined},
      {type: "voice", text: null}
    ],
    [
      {type: "audio", audio: {voice: false}, text: undefined},
      {type: "audio", text: null}
    ],
    [
      {type: "button", button: {text: "Sí", payload: "YES"}, text: undefined},
      {type: "button", text: "Sí", option: "Sí"}
    ],
    [
      {...reply("button_reply", {id: "b", title: "No"}), text: undefined},
      {type: "button", text: "No", option: "No"}
    ],
    [
      {...reply("list_reply", {id: "l", title: "Pedidos"}), text: undefined},
      {type: "list", text: "Pedidos", option: "Pedidos"}
    ],
    [
      {...reply("nfm_reply", {body: "Sent", response_json: "{}"}), text: undefined},
      {type: "flow", text: "Sent"}
    ],
    [
      {...reply("call_permission_reply", {}), text: undefined},
      {type: "unsupported", text: null}
    ],
    [
      {type: "order", order: {text: "gracias"}, text: undefined},
      {type: "order", text: "gracias"}
    ],
    [
      {type: "reaction", reaction: {emoji: "😮"}, text: undefined},
      {type: "reaction", text: "😮"}
    ],
    [
      {type: "location", location: {name: "Casa"}, text: undefined},
      {type: "location", text: "Casa"}
    ],
    [
      {type: "contacts", contacts: [{}], text: undefined},
      {type: "contacts", text: null}
    ],
    [
      {type: "system", system: {body: "cambió de número"}, text: undefined},
      {type: "system", text: "cambió de número", author: "system"}
    ],
    [
      {type: "edit", edit: {message: {text: {body: "adiós"}}}, text: undefined},
      {type: "unsupported", text: "adiós"}
    ],
    [
      {type: "revoke", revoke: {original_message_id: "wamid.0"}, text: undefined},
      {type: "unsupported", text: null}
    ],
    [
      {type: "hologram", hologram: {}, text: undefined},
      {type: "unsupported", text: null}
    ],
    [{referral: {source_type: "ad"}}, {type: "text", text: "hola", entry_point: "ad"}],
    [{referral: {source_type: "post"}}, {type: "text", text: "hola", entry_point: "page_cta"}],
    [{referral: {source_type: "ad or post"}}, {type: "text", text: "hola", entry_point: null}]
  ];

  test("every type gives its columns, and one that is not known is unsupported", async () => {
    await load(messagesBody(kinds.map(([changes], index) => message({...changes, id: `wamid.${100 + index}`}))));
    expect(await rows("raw.messages", `message_id, ${what}`)).toEqual(
      kinds.map(([, expected], index) => ({message_id: `wamid.${100 + index}`, ...inbound, ...expected}))
    );
  });

  test("what the columns do not hold is kept whole", async () => {
    await load(messagesBody([message(), message({id: "wamid.2", context: {id: "wamid.0"}})]));
    expect(await rows("raw.messages", "message_id, extra->>'$.context.id' as replies_to")).toEqual([
      {message_id: "wamid.1", replies_to: null},
      {message_id: "wamid.2", replies_to: "wamid.0"}
    ]);
  });

  test("an echo from the business app is an agent's message to the contact", async () => {
    const echo = message({from: "34910000001", to: "34600000001"});
    await load(body({metadata, message_echoes: [echo]}, "smb_message_echoes"));
    expect(await onlyRow("raw.messages", `${what}, contact_id`)).toMatchObject({
      direction: "outbound",
      author: "agent",
      origin: "business_app",
      contact_id: "34600000001"
    });
  });

  test("echoes beside messages are both read", async () => {
    const echo = message({id: "wamid.2", from: "34910000001", to: "34600000001"});
    await load(messagesBody([message()], {message_echoes: [echo]}));
    expect(await rows("raw.messages", "message_id, origin")).toEqual([
      {message_id: "wamid.1", origin: "api"},
      {message_id: "wamid.2", origin: "business_app"}
    ]);
  });

  test("history is back-fill, in both directions", async () => {
    const thread = {
      id: "34600000001",
      messages: [message(), message({id: "wamid.2", from: "34910000001", to: "34600000001"})]
    };
    expect(await load(body({metadata, history: [{threads: [thread]}]}, "history"))).toMatchObject({rows_accepted: 2});
    expect(await rows("raw.messages", "message_id, direction, author, origin, contact_id")).toEqual([
      {message_id: "wamid.1", direction: "inbound", author: "contact", origin: "history", contact_id: "34600000001"},
      {message_id: "wamid.2", direction: "outbound", author: "agent", origin: "history", contact_id: "34600000001"}
    ]);
  });
});

describe("statuses", () => {
  const allColumns = `
    * exclude (file_id, loaded_at)
    replace (occurred_at::varchar as occurred_at, conversation_expires_at::varchar as conversation_expires_at)`;

  test("pricing and conversation become columns", async () => {
    await load(
      statusesBody(
        status({
          conversation: {id: "c1", expiration_timestamp: 1772532000, origin: {type: "marketing"}},
          pricing: {
            billable: true,
            pricing_model: "PMP",
            type: "regular",
            category: "marketing_lite",
            cost: {amount: 0.0615, currency: "USD"}
          },
          biz_opaque_callback_data: "spring"
        })
      )
    );
    expect(await onlyRow("raw.delivery_events", allColumns)).toEqual({
      message_id: "wamid.9",
      status: "sent",
      occurred_at: "2026-03-02 10:00:00+00",
      channel: "whatsapp",
      account_id: "waba1",
      business_number: "34910000001",
      recipient_id: "34600000001",
      recipient_participant_id: null,
      recipient_country: "ES",
      conversation_id: "c1",
      conversation_expires_at: "2026-03-03 10:00:00+00",
      conversation_origin: "marketing",
      template_name: null,
      campaign_id: "spring",
      category: "marketing_lite",
      pricing_model: "PMP",
      pricing_type: "regular",
      billable: true,
      cost_amount: "0.061500",
      cost_currency: "USD",
      error_code: null,
      error_title: null,
      extra: null,
      record: 1
    });
  });

  test("callback data in JSON names campaign and template", async () => {
    await load(statusesBody(status({biz_opaque_callback_data: '{"campaign_id":"spring","template_name":"offer"}'})));
    expect(await onlyRow("raw.delivery_events", "campaign_id, template_name")).toEqual({
      campaign_id: "spring",
      template_name: "offer"
    });
  });

  test("a failure keeps its code, and the details in extra", async () => {
    const errors = [{code: 131047, title: "Re-engagement message", error_data: {details: "more than 24 hours"}}];
    await load(statusesBody(status({status: "failed", errors})));
    expect(
      await onlyRow(
        "raw.delivery_events",
        "error_code, error_title, extra->>'$.errors[0].error_data.details' as details"
      )
    ).toEqual({error_code: "131047", error_title: "Re-engagement message", details: "more than 24 hours"});
  });

  test("a group's statuses are told apart by the member", async () => {
    const group = {status: "read", recipient_id: "grp", recipient_type: "group"};
    const file = await load(
      statusesBody(
        status({...group, recipient_participant_id: "5215500000001"}),
        status({...group, recipient_participant_user_id: "BR.5"})
      )
    );
    expect(file).toMatchObject({rows_accepted: 2, rows_replaced: 0});
    expect(await rows("raw.delivery_events", "recipient_participant_id, recipient_country")).toEqual([
      {recipient_participant_id: "5215500000001", recipient_country: "MX"},
      {recipient_participant_id: "BR.5", recipient_country: "BR"}
    ]);
  });

  test("a status that came before is an exact repeat", async () => {
    const one = statusesBody(status());
    expect(await load(one, one)).toMatchObject({rows_accepted: 1, rows_repeated: 1});
    expect(await loadText("again.jsonl", JSON.stringify(one))).toMatchObject({rows_accepted: 0, rows_repeated: 1});
    expect(await rows("raw.delivery_events", "message_id")).toHaveLength(1);
  });

  test("are refused for the first thing that is wrong with them", async () => {
    const faults: [changes: object, column: string, reason: string][] = [
      [{pricing: {billable: "perhaps"}}, "billable", "invalid_flag"],
      [{conversation: {id: "c", expiration_timestamp: "soon"}}, "conversation_expires_at", "invalid_timestamp"],
      [{pricing: {cost: {amount: "much"}}}, "cost_amount", "invalid_number"],
      [{id: undefined}, "message_id", "missing_value"],
      [{id: "x".repeat(513)}, "message_id", "too_long"],
      [{status: undefined, timestamp: "x"}, "status", "missing_value"],
      [{status: "RINGING"}, "status", "unknown_status"],
      [{status: "captured", timestamp: "x"}, "status", "unknown_status"],
      [{status: {deep: 1}}, "status", "unknown_status"]
    ];
    await load(statusesBody(...faults.map(([changes]) => status(changes))));
    expect(await reasons()).toEqual(faults.map(([, column, reason]) => [column, reason]));
  });

  test("a refusal names what stands there", async () => {
    await load(
      statusesBody(status({timestamp: "soon"})),
      statusesBody(status({timestamp: undefined})),
      statusesBody(status({timestamp: "1000000000"})),
      statusesBody(status({pricing: {billable: "perhaps"}})),
      statusesBody(status({pricing: {cost: {amount: "much"}}})),
      messagesBody([message({timestamp: "1.5e9"})]),
      messagesBody([message({from: "PHONE_NUMBER"}), message({from: undefined})], {contacts: []})
    );
    expect((await rows("ops.rejects", "line, message")).map(({message: told}) => told)).toEqual([
      'occurred_at: the timestamp "soon" is not epoch seconds of 9 to 13 digits',
      "occurred_at: the timestamp is missing; Meta always sends it",
      'occurred_at: the timestamp "1000000000" is before 2009 or in the future; check its unit',
      'billable: "perhaps" is neither true nor false',
      'cost_amount: "much" is no amount; keep it as Meta sends it',
      'sent_at: the timestamp "1.5e9" is not epoch seconds of 9 to 13 digits',
      expect.stringContaining('the contact "PHONE_NUMBER" is neither digits nor a business-scoped id'),
      expect.stringContaining("the contact is missing; look at")
    ]);
  });

  test("an unknown category is kept", async () => {
    await load(statusesBody(status({pricing: {category: "telepathy", billable: true}})));
    expect(await onlyRow("raw.delivery_events", "category")).toEqual({category: "telepathy"});
  });
});

describe("other changes", () => {
  test("are kept whole and counted, known or not", async () => {
    const tier = {event: "VOLUME_BASED_PRICING_TIER_UPDATE", volume_tier_info: {tier: "25000001:50000000"}};
    const file = await load(
      body(tier, "account_update", {time: 1772445600}),
      body({statuses: [status()]}, "calls"),
      body({anything: [1, {x: 1.5}]}, "never_heard_of")
    );
    expect(file).toMatchObject({rows_read: 3, rows_accepted: 3});
    expect(
      await rows(
        "raw.whatsapp_account_events",
        "account_id, field, occurred_at::varchar as occurred_at, payload::varchar as payload"
      )
    ).toEqual([
      {
        account_id: "waba1",
        field: "account_update",
        occurred_at: "2026-03-02 10:00:00+00",
        payload: JSON.stringify(tier)
      },
      {
        account_id: "waba1",
        field: "calls",
        occurred_at: "2026-03-02 10:00:00+00",
        payload: JSON.stringify({statuses: [status()]})
      },
      {account_id: "waba1", field: "never_heard_of", occurred_at: null, payload: expect.stringContaining("anything")}
    ]);
    expect(await rows("raw.delivery_events")).toEqual([]);
  });

  test("a change of messages that holds none is one", async () => {
    await load(body({metadata, errors: [{code: 130429}]}));
    expect(await onlyRow("raw.whatsapp_account_events", "field, payload->>'$.errors[0].code' as code")).toEqual({
      field: "messages",
      code: "130429"
    });
  });
});
