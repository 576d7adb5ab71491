// What the published examples leave open, one fact a test; all that need no settings of their own are rated in one build.
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import type {Warehouse} from "../../pipeline/warehouse.js";
import {rateTraffic} from "./whatsapp-chain.js";
import {type Happenings, Story} from "./whatsapp-story.js";

interface Case {
  name: string;
  sql: string;
  expected: unknown[];
}

const happenings: Happenings = {messages: [], deliveryEvents: []};
const cases: Case[] = [];
const accounts: Record<string, string | null>[] = [];

/** Tells a story in an account of its own and compares its charges, in the order they were charged. */
function rule(
  name: string,
  start: string,
  tell: (story: Story) => void,
  expected: string[],
  column = "pricing_type || ' ' || category || coalesce(' ' || reason, '')"
) {
  accounts.push({
    account_id: name,
    name,
    time_zone: "Europe/Madrid",
    currency: "USD",
    portfolio: name,
    valid_from: null
  });
  tell(new Story(happenings, name, String(34_911_000_000 + accounts.length), start));
  const sql = `select ${column} as said from marts.whatsapp_charges where account_id = $name order by charged_at, unit_id`;
  cases.push({name, sql, expected: expected.map((said) => ({said}))});
}

const july = "2026-07-15T08:00:00Z";
const october = "2026-10-14T08:00:00Z";
const spring = "2024-03-05T08:00:00Z";

rule(
  "a reported type decides over what the windows say",
  july,
  (s) => s.template("utility", 0, {status: {pricing_type: "free_customer_service", pricing_model: "PMP"}}),
  ["free_customer_service utility"]
);
rule(
  "without a type, billable decides",
  july,
  (s) => s.template("utility", 0, {status: {billable: "false"}}).template("utility", 1, {status: {billable: "true"}}),
  ["free_customer_service utility", "regular utility"]
);
rule(
  "a type that nobody knows yet is free when it says so",
  july,
  (s) => s.template("utility", 0, {status: {pricing_type: "free_birthday"}}),
  ["free_customer_service utility"]
);
rule(
  "the status's category goes before the message's",
  july,
  (s) => s.template("utility", 0, {status: {category: "marketing", pricing_type: "regular"}}),
  ["regular marketing"]
);
rule(
  "the category in a campaign tool's receipt hides nothing of what Meta says in its own",
  july,
  (s) => {
    const of = (message_id: string, tool: string, meta: Record<string, string>) =>
      s
        .inbound(0)
        .status(1, {message_id, status: "sent", ...meta})
        .status(1.1, {message_id, status: "delivered", template_name: `${tool}_template`, category: tool})
        .status(1.2, {message_id, status: "read", ...meta});
    of("1", "utility", {category: "marketing", pricing_type: "regular", pricing_model: "PMP"});
    of("2", "marketing", {category: "referral_conversion", pricing_type: "free_entry_point"});
  },
  ["regular marketing", "free_entry_point marketing"]
);
rule(
  "a template's category is what it was at the time of sending",
  july,
  (s) =>
    s
      .template("utility", 0, {message: {template_name: "moved"}})
      .template("", 1, {message: {template_name: "moved", category: null}})
      .template("marketing", 2, {message: {template_name: "moved"}})
      .template("", 3, {message: {template_name: "moved", category: null}}),
  ["regular utility", "regular utility", "regular marketing", "regular marketing"]
);
rule(
  "a template's category is neither that of a free entry point nor that of the road a message took",
  october,
  (s) => {
    const of = (template_name: string, to: string, at: number, status: Record<string, string> = {}) =>
      s.status(at, {message_id: `${template_name}-${at}`, template_name, recipient_id: to, ...status});
    of("offer", "34600000011", 0, {category: "marketing", pricing_type: "regular"});
    of("offer", "34600000012", 1, {category: "referral_conversion", pricing_type: "free_entry_point"});
    of("offer", "34600000013", 2);
    of("offer", "34600000014", 3, {category: "group_marketing", pricing_type: "regular"});
    of("offer", "34600000015", 4);
    of("code", "919600000011", 5, {category: "authentication-international", pricing_type: "regular"});
    of("code", "34600000016", 6);
  },
  [
    "regular marketing",
    "free_entry_point marketing",
    "regular marketing",
    "regular group_marketing",
    "regular marketing",
    "regular authentication_international",
    "regular authentication"
  ]
);
rule(
  "names of one recipient that different sources use are one unit, and several numbers are several",
  july,
  (s) => {
    const of = (message_id: string, to: string, at: number, more: Record<string, string> = {}) =>
      s.status(at, {message_id, recipient_id: to, category: "marketing", pricing_type: "regular", ...more});
    of("scoped", "34600000021", 0);
    of("scoped", "ES.1181", 0.1, {status: "read"});
    of("legacy", "525512345678", 1);
    of("legacy", "5215512345678", 1.1, {status: "read"});
    of("legacy", "+5215512345678", 1.2, {status: "read"});
    of("legacy", "c1", 1.3, {status: "played"});
    of("several", "34600000022", 2);
    of("several", "+34600000023", 2.1);
    of("several", "c1", 2.2);
  },
  ["scoped|34600000021", "legacy|525512345678", "several|34600000022", "several|34600000023", "several|c1"],
  "unit_id"
);
rule(
  "a category that nobody knows keeps its quantity and has no price",
  july,
  (s) => s.template("telepathy", 0).template("", 1, {message: {template_name: "never_seen", category: null}}),
  ["regular telepathy unpriced_category", "regular unknown unknown_category"]
);
rule("an event of the bot is no unit", july, (s) => s.text(0, {message: {type: "event", event: "closed"}}), []);
rule("a reaction is a unit", october, (s) => s.text(0, {message: {type: "reaction"}}), ["free_tier service"]);
rule(
  "an echo of the business app is free and opens nothing",
  july,
  (s) => s.text(0, {message: {origin: "business_app"}}),
  []
);
rule(
  "a status of another time's model is listed",
  july,
  (s) => s.template("marketing", 0, {status: {pricing_model: "NBP", billable: "true"}}),
  ["model"],
  "disagreement"
);
rule(
  "a conversation of the old rules goes on for free in July 2025",
  "2025-07-01T08:00:00Z",
  (s) => s.template("utility", 0, {status: {pricing_model: "CBP", conversation_id: "old", billable: "true"}}),
  ["free_open_conversation utility"]
);
rule(
  "a conversation of which statuses tell no more than the id is of its message's category",
  spring,
  (s) =>
    s
      .template("marketing", 0, {status: {conversation_id: "a", conversation_expires_at: "2024-03-06T08:00:00Z"}})
      .template("utility", 1, {status: {conversation_id: "b"}})
      .template("utility", 2, {status: {conversation_id: "b"}})
      .template("", 3, {message: {template_name: "never_seen", category: null}, status: {conversation_id: "c"}})
      .text(30, {status: {conversation_id: "d"}}),
  ["regular marketing", "regular utility", "regular unknown unknown_category", "free_tier service"]
);
rule(
  "a status that names the origin of a conversation goes before those that tell no more than its id",
  spring,
  (s) =>
    s
      .template("utility", 0, {status: {conversation_id: "a"}})
      .template("utility", 1, {status: {conversation_id: "a", conversation_origin: "marketing"}}),
  ["regular marketing"]
);
rule(
  "under the first rules such a conversation is initiated by who wrote first",
  "2022-09-05T08:00:00Z",
  (s) =>
    s
      .template("", 0, {message: {category: null}, status: {conversation_id: "a"}})
      .inbound(40)
      .text(41, {status: {conversation_id: "b"}}),
  ["free_tier business_initiated", "free_tier user_initiated"]
);
rule(
  "of a text and a template in one second the first by its id decides whether the text opens a conversation",
  spring,
  (s) => s.text(0).template("utility", 0).template("marketing", 48).text(48),
  ["free_tier service", "regular utility", "regular marketing"],
  "pricing_type || ' ' || category"
);
rule(
  "in a free entry point no conversation begins of which statuses tell no more than the id",
  spring,
  (s) =>
    s
      .inbound(0, {entry_point: "ad"})
      .text(1)
      .text(2, {status: {conversation_id: "a"}}),
  ["free_entry_point referral_conversion"]
);
rule(
  "a conversation first seen late is dated a day before its end",
  spring,
  (s) =>
    s.template("marketing", 5, {
      status: {
        pricing_model: "CBP",
        conversation_id: "late",
        conversation_origin: "marketing",
        billable: "true",
        conversation_expires_at: "2024-03-06T10:00:00Z"
      }
    }),
  ["2024-03-05 10:00:00+00"],
  "charged_at::varchar"
);
rule(
  "a conversation of category service is free from November 2024, whatever billable says",
  "2025-01-14T08:00:00Z",
  (s) =>
    s.text(0, {
      status: {pricing_model: "CBP", conversation_id: "free", conversation_origin: "service", billable: "true"}
    }),
  ["free_customer_service service"]
);
rule(
  "a conversation of May 2023 does not keep a category from opening in June",
  "2023-05-31T20:00:00Z",
  (s) =>
    s
      .inbound(0)
      .text(0, {status: {pricing_model: "CBP", conversation_id: "may", conversation_origin: "user_initiated"}})
      .text(3),
  ["free_tier user_initiated", "free_tier service"]
);
rule(
  "a second click inside a free entry point neither extends nor restarts it",
  july,
  (s) =>
    s
      .inbound(0, {entry_point: "ad"})
      .text(1)
      .inbound(60, {entry_point: "ad"})
      .template("marketing", 72)
      .template("marketing", 74)
      .template("marketing", 140),
  ["free_entry_point service", "free_entry_point marketing", "free_entry_point marketing", "free_entry_point marketing"]
);
rule(
  "and a message after its end, but over a day after the click, is charged",
  july,
  (s) => s.inbound(0, {entry_point: "ad"}).text(1).inbound(40, {entry_point: "ad"}).template("marketing", 73),
  ["free_entry_point service", "regular marketing"]
);
rule(
  "a click whose answer Meta charges opened no free entry point",
  july,
  (s) =>
    s
      .inbound(0, {entry_point: "ad"})
      .template("marketing", 1, {status: {pricing_type: "regular", pricing_model: "PMP"}})
      .text(2)
      .template("marketing", 3)
      .inbound(30, {entry_point: "ad"})
      .text(31)
      .template("marketing", 32),
  [
    "regular marketing",
    "free_customer_service service",
    "regular marketing",
    "free_entry_point service",
    "free_entry_point marketing"
  ]
);
rule(
  "nor did one whose answer Meta counts in a conversation of another kind: a message is one unit",
  spring,
  (s) =>
    s
      .inbound(0, {entry_point: "ad"})
      .text(1, {status: {pricing_model: "CBP", conversation_id: "a", conversation_origin: "service"}})
      .template("marketing", 30),
  ["free_tier service", "regular marketing"]
);
rule(
  "a reported end of a free entry point wins",
  july,
  (s) =>
    s
      .inbound(0, {entry_point: "ad"})
      .text(1, {
        status: {
          pricing_type: "free_entry_point",
          category: "referral_conversion",
          conversation_id: "fep",
          conversation_expires_at: "2026-07-22T09:00:00Z"
        }
      })
      .template("marketing", 100)
      .template("marketing", 169),
  ["free_entry_point service", "free_entry_point marketing", "regular marketing"]
);
for (const [what, end] of [
  ["whose end is named", {conversation_expires_at: "2026-07-18T08:00:00Z"}],
  ["whose end is not named", {}]
] as const) {
  const of = {pricing_type: "free_entry_point", category: "referral_conversion", conversation_id: "fep"};
  rule(
    `what arrives after a free entry point ${what} opens none`,
    july,
    (s) =>
      s
        .text(0, {status: {...of, ...end}})
        .text(72.5, {status: of})
        .template("marketing", 80),
    ["free_entry_point service", "free_entry_point service", "regular marketing"]
  );
}
rule(
  "a free entry point whose opening was not loaded began 72 hours before its end",
  july,
  (s) =>
    s
      .template("marketing", "2026-07-14T08:59:59Z")
      .template("marketing", 0)
      .template("marketing", 2, {
        status: {pricing_type: "free_entry_point", conversation_expires_at: "2026-07-17T09:00:00Z"}
      })
      .template("marketing", 48)
      .template("marketing", 49),
  [
    "regular marketing",
    "free_entry_point marketing",
    "free_entry_point marketing",
    "free_entry_point marketing",
    "regular marketing"
  ]
);
rule(
  "the service window closes after 24 hours, to the second",
  july,
  (s) =>
    s
      .inbound("2026-07-15T08:00:00Z")
      .template("utility", "2026-07-16T07:59:59Z")
      .template("utility", "2026-07-16T08:00:00Z"),
  ["free_customer_service utility", "regular utility"]
);
rule(
  "a reply and the message it answers in one second: the window is open",
  july,
  (s) => s.inbound(0).template("utility", 0),
  ["free_customer_service utility"]
);
rule(
  "24 hours are 24 hours when the clocks change",
  "2026-10-24T08:00:00Z",
  (s) => s.inbound(0, {entry_point: "ad"}).text(0).template("marketing", 71.99).template("marketing", 72.01),
  ["free_entry_point service", "free_entry_point marketing", "regular marketing"]
);
rule(
  "one message named with and without a recipient is one unit",
  july,
  (s) =>
    s.template("marketing", 0).status(0.1, {
      message_id: "one message named with and without a recipient is one unit-34600000001-00001",
      status: "read",
      recipient_id: null
    }),
  ["regular marketing"]
);
rule(
  "a charge within the free 1,000 is listed",
  october,
  (s) => s.text(0, {status: {pricing_type: "regular", pricing_model: "PMP", category: "service"}}),
  ["allowance free_tier"],
  "disagreement || ' ' || pricing_type"
);
rule(
  "another category than the message's own is listed",
  july,
  (s) => s.template("utility", 0, {status: {category: "marketing", pricing_type: "regular"}}),
  ["category"],
  "disagreement"
);
rule(
  "in groups marketing costs what it costs, service has no price from October 2026",
  october,
  (s) =>
    s
      .template("marketing", 0, {status: {category: "group_marketing", pricing_type: "regular"}})
      .template("utility", 1, {status: {category: "group_utility", pricing_type: "regular"}})
      .text(2, {status: {category: "group_service", pricing_type: "regular"}}),
  ["0.070700 group_marketing", "0.020000 group_utility", "- group_service"],
  "coalesce(amount::varchar, '-') || ' ' || category"
);
rule(
  "whoever writes in a group opens its window for 24 hours, and not that of a talk of their own",
  july,
  (s) =>
    s
      .inbound(0, {contact: "34600000777", group_id: "Y2FwaV9ncm91cDox"})
      .template("utility", 1, {contact: "Y2FwaV9ncm91cDox", status: {recipient_participant_id: "34600000778"}})
      .template("utility", 2, {contact: "34600000777"})
      .template("utility", 24, {contact: "Y2FwaV9ncm91cDox", status: {recipient_participant_id: "34600000778"}}),
  ["free_group_customer_service utility", "regular utility", "regular utility"]
);
rule(
  "marketing_lite has the rate of marketing from July 2025, and none before",
  "2025-06-30T08:00:00Z",
  (s) => s.template("marketing_lite", 0).template("marketing_lite", 24),
  ["-", "0.061500"],
  "coalesce(amount::varchar, '-')"
);

const places: [string, string, Record<string, string | null>, string, string][] = [
  ["a number of the United States", july, {contact: "12025550123"}, "North America", "-"],
  ["a Dominican number", july, {contact: "18095550123"}, "Rest of Latin America", "DO"],
  ["a number of Barbados", july, {contact: "12465550123"}, "Other", "BB"],
  ["a number of Guam", july, {contact: "16715550123"}, "unknown", "GU"],
  ["a number of Kazakhstan in September", "2026-09-30T08:00:00Z", {contact: "77010000001"}, "Other", "KZ"],
  ["a number of Kazakhstan in October", october, {contact: "77010000001"}, "Kazakhstan", "KZ"],
  ["a Russian number", july, {contact: "79010000001"}, "Russia", "RU"],
  ["a number of an unlisted country", july, {contact: "821010000001"}, "Other", "KR"],
  ["a number of no country", july, {contact: "99999999999"}, "unknown", "-"],
  ["a user without a number, by country", july, {contact: "GB.1181"}, "United Kingdom", "GB"],
  ["Jersey, as the United Kingdom", july, {contact: "JE.1181"}, "United Kingdom", "JE"],
  ["Mayotte, which no list names", july, {contact: "YT.1181"}, "Other", "YT"],
  ["nobody knows where", july, {contact: "someone"}, "unknown", "-"]
];
for (const [name, start, {contact}, market, country] of places) {
  rule(
    `market: ${name}`,
    start,
    (s) => s.template("marketing", 0, {contact: contact!}),
    [`${market} ${country}`],
    "market || ' ' || coalesce(country, '-')"
  );
}

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await rateTraffic({...happenings, accounts, upTo: ["marts.whatsapp_charges"]});
});
afterAll(() => warehouse?.close());

test.each(cases)("$name", async ({name, sql, expected}) => {
  expect(await warehouse.rows(sql, {name})).toEqual(expected);
});

describe("settings", () => {
  async function rated(settings: Record<string, string | null>, tell: (story: Story) => void, more = {}) {
    const told: Happenings = {messages: [], deliveryEvents: []};
    tell(new Story(told, "one", "34911000000", july));
    const own = await rateTraffic({...told, settings, upTo: ["marts.whatsapp_charges"], ...more});
    const rows = await own.rows<{said: string}>(
      "select pricing_type || ' ' || category as said from marts.whatsapp_charges order by charged_at, unit_id"
    );
    own.close();
    return rows.map((row) => row.said);
  }

  test("service_allowance: reported charges what Meta calls regular from the first message on", async () => {
    const status = {pricing_type: "regular", pricing_model: "PMP", category: "service"};
    expect(
      await rated({service_allowance: "reported"}, (s) => s.text(october, {status}).text("2026-10-14T09:00:00Z"))
    ).toEqual(["regular service", "free_tier service"]);
  });

  test("window_clock: sending tests a template when it was sent", async () => {
    const told = (s: Story) =>
      s.inbound("2026-07-15T08:00:00Z").template("utility", "2026-07-16T07:00:00Z", {
        statuses: ["read"],
        status: {occurred_at: "2026-07-16T09:00:00Z"}
      });
    expect(await rated({window_clock: "sending"}, told)).toEqual(["free_customer_service utility"]);
    expect(await rated({}, told)).toEqual(["regular utility"]);
  });

  test("reactions: free takes a reaction of the business for no message; by default it is one", async () => {
    const told = (s: Story) =>
      s.text(october, {message: {type: "reaction"}}).inbound("2026-10-14T10:00:00Z", {type: "reaction"});
    expect(await rated({}, told)).toEqual(["free_tier service"]);
    expect(await rated({reactions: "free"}, told)).toEqual([]);
  });

  test("tiers: formula gives the tiers that the card does not tell", async () => {
    const usage = `select lpad(range::varchar, 9, '0') as unit_id, 'one' as window_key,
      timestamptz '2026-09-01 12:00:00Z' as charged_at, date '2026-09-01' as day, date '2026-09-01' as month,
      'message_template' as regime, 'one' as account_id, 'Spain' as market, 'utility' as category,
      'regular' as usage_type, false as is_reported, false as is_group from range(100001)`;
    const own = await rateTraffic({settings: {tiers: "formula"}, usage, upTo: ["marts.whatsapp_charges"]});
    expect(
      await own.row(
        "select tier_status, rate::double as rate, is_estimate from marts.whatsapp_charges where tier_place = 100001"
      )
    ).toEqual({tier_status: "formula", rate: 0.019, is_estimate: true});
    own.close();
  });
});

test("where midnight comes twice, a day begins at the first, and with it what the settings say of an account", async () => {
  const told: Happenings = {messages: [], deliveryEvents: []};
  const account = (account_id: string, time_zone: string, valid_from: string | null = null) => {
    return {account_id, name: time_zone, time_zone, currency: "USD", portfolio: "main", valid_from};
  };
  for (const [name, at] of [
    ["Havana", ["2026-11-01T03:59:59Z", "2026-11-01T04:30:00Z"]],
    ["Azores", ["2026-10-24T23:59:59Z", "2026-10-25T00:30:00Z"]],
    ["moved", ["2026-11-01T03:59:59Z", "2026-11-01T04:30:00Z"]]
  ] as const) {
    const story = new Story(told, name, "34911000000", july);
    for (const instant of at) story.template("utility", instant);
  }
  const own = await rateTraffic({
    ...told,
    accounts: [
      account("Havana", "America/Havana"),
      account("Azores", "Atlantic/Azores"),
      account("moved", "America/Bogota"),
      account("moved", "America/Havana", "2026-11-01")
    ],
    asOf: "2026-11-01T04:30:00Z",
    upTo: ["marts.whatsapp_events", "marts.whatsapp_forecasts", "metrics.spend_accounts"]
  });
  const days = await own.rows<{account: string; said: string}>(
    `select account_id as account, string_agg(time_zone || ' ' || day, ', ' order by occurred_at) as said
    from marts.whatsapp_events group by account_id`
  );
  expect(Object.fromEntries(days.map(({account, said}) => [account, said]))).toEqual({
    Havana: "America/Havana 2026-10-31, America/Havana 2026-11-01",
    Azores: "Atlantic/Azores 2026-10-24, Atlantic/Azores 2026-10-25",
    moved: "America/Bogota 2026-10-31, America/Havana 2026-11-01"
  });
  expect(await own.rows("select time_zone from metrics.spend_accounts where account_id = 'moved'")).toEqual([
    {time_zone: "America/Havana"}
  ]);
  expect(await own.rows("select min(day)::varchar as today from marts.whatsapp_forecasts")).toEqual([
    {today: "2026-11-01"}
  ]);
  own.close();
});

describe("E", () => {
  const [indian, indonesian, egyptian] = ["919000000001", "6281000000001", "201000000001"];

  async function authenticated(settings: Record<string, string | null>, exceptions: Record<string, string> = {}) {
    const told: Happenings = {messages: [], deliveryEvents: []};
    const story = new Story(told, "one", "34911000000", july);
    for (const contact of [indian, indonesian, egyptian]) {
      for (const at of [
        "2024-05-20T12:00:00Z",
        "2024-06-20T12:00:00Z",
        "2024-08-01T12:00:00Z",
        "2026-10-14T12:00:00Z"
      ]) {
        story.template("authentication", at, {contact});
      }
    }
    const own = await rateTraffic({
      ...told,
      settings,
      reference: {
        auth_international_exceptions: Object.entries(exceptions).map(([country, starts_at]) => ({country, starts_at}))
      },
      upTo: ["marts.whatsapp_charges"]
    });
    const rows = await own.rows<{contact: string; said: string}>(
      `select contact_id as contact,
         string_agg(if(category = 'authentication_international', 'I', 'a'), '' order by charged_at) as said
       from marts.whatsapp_charges group by contact_id`
    );
    const rates = await own.rows<{rate: number}>(
      `select distinct rate::double as rate from marts.whatsapp_charges
       where market = 'India' and day = date '2026-10-14' and pricing_type = 'regular'`
    );
    own.close();
    const said = Object.fromEntries(rows.map((row) => [row.contact, row.said]));
    return {india: said[indian], indonesia: said[indonesian], egypt: said[egyptian], rate: rates[0]?.rate};
  }

  const june = {auth_international_start: "2024-06-01T00:00:00Z"};

  test("a business in Indonesia: at home never, in India from the start, in Egypt from February 2025", async () => {
    expect(await authenticated({primary_location: "ID", ...june})).toEqual({
      india: "aIII",
      indonesia: "aaaa",
      egypt: "aaaI",
      rate: 0.0304
    });
  });

  test("a business in India is the mirror image, and pays at home what it is", async () => {
    expect(await authenticated({primary_location: "IN", ...june})).toMatchObject({
      india: "aaaa",
      indonesia: "aIII",
      rate: 0.0014
    });
  });

  test("a business that is not eligible pays authentication everywhere", async () => {
    expect(await authenticated({primary_location: "ID", auth_international_start: null})).toMatchObject({
      india: "aaaa",
      indonesia: "aaaa"
    });
  });

  test("a country may have a start of its own", async () => {
    expect(await authenticated({primary_location: "ES", ...june}, {ID: "2024-07-01T00:00:00Z"})).toMatchObject({
      india: "aIII",
      indonesia: "aaII"
    });
  });

  test("a conversation of which statuses tell no more than the id is international by the same rule", async () => {
    const told: Happenings = {messages: [], deliveryEvents: []};
    const story = new Story(told, "one", "34911000000", "2024-08-01T12:00:00Z", indian);
    story.template("authentication", 0, {status: {conversation_id: "a"}});
    story.template("authentication", 30, {status: {conversation_id: "b", conversation_origin: "authentication"}});
    const own = await rateTraffic({
      ...told,
      settings: {primary_location: "ES", ...june},
      upTo: ["marts.whatsapp_charges"]
    });
    expect(
      await own.rows("select category, rate::double as rate from marts.whatsapp_charges order by charged_at")
    ).toEqual([
      {category: "authentication_international", rate: 0.028},
      {category: "authentication", rate: null}
    ]);
    own.close();
  });

  test("a location that is not verified makes every country international after the start", async () => {
    expect(await authenticated({primary_location: null, ...june})).toMatchObject({india: "aIII", indonesia: "aIII"});
  });
});
