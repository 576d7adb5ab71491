// The published pricing examples, each in an account of its own, all rated in one build.
import {afterAll, beforeAll, expect, test} from "vitest";
import type {Warehouse} from "../../pipeline/warehouse.js";
import {rateTraffic} from "./whatsapp-chain.js";

type Row = Record<string, string | number | boolean | null>;

interface Vector {
  name: string;
  /** What the account's units come to, with the rates of the card in force. */
  amount: string | null;
  /** Units charged, by category; categories left out have none. */
  charged: Record<string, number>;
}

const SPAIN = "34600000001";
const messages: Row[] = [];
const deliveryEvents: Row[] = [];
const accounts: Row[] = [];
const vectors: Vector[] = [];

/** What happens in one account: hours count from its start, or instants are given as they are. */
class Story {
  private count = 0;
  constructor(
    private readonly account: string,
    private readonly start: string,
    private readonly number: string
  ) {}

  private instant(at: number | string): string {
    return typeof at === "string" ? at : new Date(Date.parse(this.start) + Math.round(at * 3_600_000)).toISOString();
  }

  private common(at: number | string, contact: string) {
    this.count += 1;
    const message_id = `${this.account}-${String(this.count).padStart(5, "0")}`;
    const from = {channel: "whatsapp", account_id: this.account, business_number: this.number};
    return {
      message: {message_id, sent_at: this.instant(at), contact_id: contact, contact_phone: contact, ...from},
      from
    };
  }

  inbound(at: number | string, {contact = SPAIN, ...more}: Row & {contact?: string} = {}) {
    const {message} = this.common(at, contact);
    messages.push({
      ...message,
      conversation_id: contact,
      direction: "inbound",
      author: "contact",
      type: "text",
      ...more
    });
    return this;
  }

  /** A template, delivered at once. */
  template(
    category: string,
    at: number | string,
    options: {contact?: string; status?: Row; message?: Row; statuses?: string[]} = {}
  ) {
    return this.outbound(
      at,
      {type: "template", template_name: `${category}_template`, category, ...options.message},
      options
    );
  }

  /** A free-form reply, delivered at once. */
  text(at: number | string, options: {contact?: string; status?: Row; statuses?: string[]} = {}) {
    return this.outbound(at, {type: "text", author: "agent"}, options);
  }

  private outbound(
    at: number | string,
    row: Row,
    {contact = SPAIN, status = {}, statuses = ["delivered"]}: {contact?: string; status?: Row; statuses?: string[]}
  ) {
    const {message, from} = this.common(at, contact);
    messages.push({...message, conversation_id: contact, direction: "outbound", author: "bot", ...row});
    for (const name of statuses) {
      deliveryEvents.push({
        message_id: message.message_id,
        status: name,
        occurred_at: message.sent_at,
        recipient_id: contact,
        ...from,
        ...status
      });
    }
    return this;
  }

  status(row: Row) {
    deliveryEvents.push({
      channel: "whatsapp",
      account_id: this.account,
      business_number: this.number,
      recipient_id: SPAIN,
      ...row
    });
    return this;
  }
}

function vector(
  name: string,
  {
    start = "2026-07-15T08:00:00Z",
    zone = "Europe/Madrid",
    currency = "USD"
  }: {start?: string; zone?: string; currency?: string},
  tell: (story: Story) => void,
  amount: string | null,
  charged: Record<string, number>
) {
  accounts.push({account_id: name, name, time_zone: zone, currency, portfolio: name, valid_from: null});
  tell(new Story(name, start, String(34_910_000_000 + accounts.length)));
  vectors.push({name, amount, charged});
}

// B. Conversations by category
const category = {start: "2024-03-05T08:00:00Z"};
vector("B1", category, (s) => s.template("marketing", 0).template("utility", 4).template("utility", 10), "0.0995", {
  marketing: 1,
  utility: 1
});
vector(
  "B6",
  category,
  (s) => s.template("authentication", 0).template("authentication", 5).template("marketing", 6),
  "0.0957",
  {authentication: 1, marketing: 1}
);
vector("B5", category, (s) => s.inbound(0, {entry_point: "ad"}).template("marketing", 25), "0.0615", {marketing: 1});
vector(
  "B2 with free service",
  {start: "2025-01-14T08:00:00Z"},
  (s) => s.template("marketing", 0).inbound(4).text(5).text(25).text(26),
  "0.0615",
  {marketing: 1}
);
vector(
  "B3",
  category,
  (s) =>
    s
      .inbound("2024-03-05T10:00:00Z", {entry_point: "ad"})
      .template("marketing", "2024-03-05T22:00:00Z")
      .template("utility", "2024-03-07T12:00:00Z")
      .template("marketing", "2024-03-08T21:59:59Z"),
  "0",
  {}
);
vector(
  "B4",
  category,
  (s) =>
    s.template("marketing", 0).inbound(1, {entry_point: "ad"}).text(2).template("utility", 73).template("utility", 75),
  "0.0995",
  {marketing: 1, utility: 1}
);

vector(
  "B7",
  category,
  (s) =>
    s
      .template("marketing", 0)
      .template("utility", 4)
      .template("utility", 10)
      .template("marketing", 100)
      .inbound(104)
      .text(105)
      .text(125)
      .text(126),
  "0.1610",
  {marketing: 2, utility: 1}
);

// A. Conversations by who began them, on the card of February 2022; each within the free 1,000
const initiated = {start: "2022-03-15T13:13:00Z"};
vector("A1", initiated, (s) => s.inbound(0).text(0.01).inbound(1).text(2), "0", {});
vector("A2", initiated, (s) => s.inbound(0).text(0).template("notice", 26.5), "0", {});
vector("A4c", initiated, (s) => s.template("notice", 0).inbound(25).text(26), "0", {});

// C. Templates, from July 2025
vector(
  "C1",
  {},
  (s) => s.template("marketing", 0).inbound(2).text(3).template("utility", 4).template("utility", 30),
  "0.0907",
  {marketing: 1, utility: 1}
);
vector(
  "C1 in January 2026",
  {start: "2026-01-14T08:00:00Z"},
  (s) => s.template("marketing", 0).inbound(2).text(3).template("utility", 4).template("utility", 30),
  "0.0815",
  {marketing: 1, utility: 1}
);
vector("C2", {}, (s) => s.template("marketing", 0).template("utility", 1).template("utility", 2), "0.1107", {
  marketing: 1,
  utility: 2
});
vector("C3", {}, (s) => s.inbound(0).template("marketing", 1), "0.0707", {marketing: 1});
vector(
  "C4",
  {},
  (s) => s.inbound(0, {entry_point: "ad"}).text(10).template("marketing", 50).template("marketing", 83),
  "0.0707",
  {marketing: 1}
);
vector("C6", {}, (s) => s.template("marketing", 0, {statuses: ["sent", "failed"]}), null, {});
vector("C7", {}, (s) => s.template("marketing", 0, {statuses: ["sent", "read"]}), "0.0707", {marketing: 1});
vector("C8", {}, (s) => s.template("marketing", 0, {statuses: ["sent", "delivered", "read"]}), "0.0707", {
  marketing: 1
});
vector(
  "C10 before midnight",
  {zone: "America/Bogota"},
  (s) => s.template("utility", "2026-10-01T04:59:59Z", {contact: "573000000001"}),
  "0.0008",
  {utility: 1}
);
vector("C12 before midnight", {}, (s) => s.template("marketing", "2026-06-30T21:59:59Z"), "0.0615", {marketing: 1});
vector("C12 at midnight", {}, (s) => s.template("marketing", "2026-06-30T22:00:00Z"), "0.0707", {marketing: 1});
vector(
  "C13 Hong Kong in June",
  {},
  (s) => s.template("utility", "2026-06-30T10:00:00Z", {contact: "85260000001"}),
  "0.0113",
  {utility: 1}
);
vector(
  "C13 Hong Kong in July",
  {},
  (s) => s.template("utility", "2026-07-01T10:00:00Z", {contact: "85260000001"}),
  "0.0260",
  {utility: 1}
);
vector(
  "C13 Morocco in September",
  {},
  (s) => s.template("utility", "2026-09-30T10:00:00Z", {contact: "212600000001"}),
  "0.0040",
  {utility: 1}
);
vector(
  "C13 Morocco in October",
  {},
  (s) => s.template("utility", "2026-10-01T10:00:00Z", {contact: "212600000001"}),
  "0.0230",
  {utility: 1}
);

vector(
  "C5",
  {start: "2025-06-30T10:00:00Z"},
  (s) =>
    s
      .template("utility", 0, {contact: SPAIN})
      .template("utility", "2025-07-01T04:00:00Z")
      .template("utility", "2025-07-01T11:00:00Z"),
  "0.0400",
  {utility: 2}
);
vector(
  "C9",
  {},
  (s) => {
    s.template("marketing", 0, {contact: "group-1", statuses: []});
    for (const member of ["34600000011", "34600000012", "34600000013", "34600000014", "34600000015"]) {
      s.status({
        message_id: "C9-00001",
        status: "delivered",
        occurred_at: "2026-07-15T08:00:00Z",
        recipient_id: "group-1",
        recipient_participant_id: member
      });
    }
  },
  "0.3535",
  {marketing: 5}
);
vector(
  "C10 at midnight",
  {zone: "America/Bogota"},
  (s) => s.template("marketing", "2026-10-01T05:00:00Z", {contact: "525500000001"}),
  "0.0397",
  {marketing: 1}
);
vector(
  "C10 a second before midnight",
  {zone: "America/Bogota"},
  (s) => s.template("marketing", "2026-10-01T04:59:59Z", {contact: "525500000001"}),
  "0.0305",
  {marketing: 1}
);
vector(
  "C11 in September 2025",
  {},
  (s) => s.template("marketing", "2025-09-30T10:00:00Z", {contact: "263770000001"}),
  "0.0604",
  {marketing: 1}
);
vector(
  "C11 in October 2025",
  {},
  (s) => s.template("marketing", "2025-10-01T10:00:00Z", {contact: "263770000001"}),
  "0.0225",
  {marketing: 1}
);

// F. Every message, from October 2026; nothing here exceeds the free 1,000 service messages
const october = {start: "2026-10-14T08:00:00Z"};
vector(
  "F3 with allowance left",
  october,
  (s) => s.template("marketing", 0).inbound(2).text(3).template("utility", 4).template("utility", 30),
  "0.1107",
  {marketing: 1, utility: 2}
);
vector("F4", october, (s) => s.inbound(0).text(1), "0", {});
vector(
  "F5",
  october,
  (s) =>
    s
      .inbound(0, {entry_point: "ad"})
      .text(1)
      .template("utility", 2)
      .template("marketing", 3)
      .template("authentication", 4),
  "0",
  {}
);
vector(
  "F9",
  october,
  (s) =>
    s.template("marketing_lite", 0, {
      status: {
        pricing_type: "regular",
        pricing_model: "PMP",
        category: "marketing_lite",
        cost_amount: "0.0123",
        cost_currency: "USD"
      }
    }),
  "0.0123",
  {marketing_lite: 1}
);

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await rateTraffic({messages, deliveryEvents, accounts});
});
afterAll(() => warehouse?.close());

test.each(vectors)("$name", async ({name, amount, charged}) => {
  const rows = await warehouse.rows<{category: string; units: number}>(
    `select category, count(*) as units from marts.whatsapp_charges
     where account_id = $name and pricing_type = 'regular' group by category`,
    {name}
  );
  const {sum} = await warehouse.row<{sum: string | null}>(
    "select sum(amount)::decimal(18, 4)::varchar as sum from marts.whatsapp_charges where account_id = $name",
    {name}
  );
  expect({
    charged: Object.fromEntries(rows.map((row) => [row.category, row.units])),
    sum: sum === null ? null : Number(sum)
  }).toEqual({
    charged,
    sum: amount === null ? null : Number(amount)
  });
});
