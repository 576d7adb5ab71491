import {execFileSync} from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs";
import {dirname, join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterEach, beforeEach, describe, expect, test} from "vitest";
import {silentLog} from "../log.js";
import {ingest, type LoadedFile} from "./ingest.js";
import {makeTestHome, type TestHome} from "./test-home.js";

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome();
});

afterEach(() => home.remove());

const header = "message_id,conversation_id,sent_at,direction,author,channel,text";

function row(id: string, text = "hola", at = "2026-03-02T09:00:00Z"): string {
  return `${id},c1,${at},inbound,contact,whatsapp,${text}`;
}

function csv(...lines: string[]): string {
  return [header, ...lines, ""].join("\n");
}

function put(path: string, content: string | Buffer): string {
  return home.put(path, content);
}

function query(sql: string) {
  return home.context.warehouse.rows(sql);
}

/** Loads what is new and gives the counts of each file, in the order of a sentence: read, accepted, refused, repeated, replaced. */
async function load(paths?: string[]) {
  const {files} = await ingest(home.context, paths);
  return files.map((file) => [
    file.path,
    file.rows_read,
    file.rows_accepted,
    file.rows_refused,
    file.rows_repeated,
    file.rows_replaced
  ]);
}

describe("the law", () => {
  test("good rows are loaded, bad ones refused with a reason, repeats counted, and the numbers add up", async () => {
    put("messages/day.csv", csv(row("m1"), row("m2", "hola", "yesterday"), row("m3"), row("m1")));
    expect(await load()).toEqual([["messages/day.csv", 4, 2, 1, 1, 0]]);
    expect(await query("select record, line, column_name, reason, message, row_text from ops.rejects")).toEqual([
      {
        record: 2,
        line: 3,
        column_name: "sent_at",
        reason: "invalid_instant",
        message:
          'sent_at "yesterday" is no instant; write ISO 8601 with its offset, like 2026-03-02T09:00:00Z, or epoch seconds.',
        row_text: row("m2", "hola", "yesterday")
      }
    ]);
    expect(
      await query("select rows_read = rows_accepted + rows_refused + rows_repeated as adds_up from ops.files")
    ).toEqual([{adds_up: true}]);
  });

  test("a refused row is found on its line, past rows that spread over several lines", async () => {
    put("messages/day.csv", csv(row("m1", '"two\nlines"'), "", row("m2", "x", ""), row("m3")));
    expect(await load()).toEqual([["messages/day.csv", 3, 2, 1, 0, 0]]);
    expect(await query("select record, line, column_name, reason from ops.rejects")).toEqual([
      {record: 2, line: 5, column_name: "sent_at", reason: "missing_value"}
    ]);
  });

  test("each fault has its reason", async () => {
    const columns = `${header},contact_phone,contact_country,is_fallback,intent_confidence`;
    const faults: [string, string][] = [
      [`,c1,2026-03-02T09:00:00Z,inbound,contact,whatsapp,x,,,,`, "missing_value"],
      [`${"x".repeat(513)},c1,2026-03-02T09:00:00Z,inbound,contact,whatsapp,x,,,,`, "too_long"],
      [`m2,3.46E+10,2026-03-02T09:00:00Z,inbound,contact,whatsapp,x,,,,`, "invalid_number"],
      [`m3,c1,2026-03-20T09:00:00Z,inbound,contact,whatsapp,x,,,,`, "impossible_instant"],
      [`m4,c1,2026-03-02T09:00:00Z,sideways,contact,whatsapp,x,,,,`, "unknown_code"],
      [`m5,c1,2026-03-02T09:00:00Z,inbound,contact,whatsapp,x,call me,,,`, "invalid_phone"],
      [`m6,c1,2026-03-02T09:00:00Z,inbound,contact,whatsapp,x,,Spain,,`, "unknown_code"],
      [`m7,c1,2026-03-02T09:00:00Z,inbound,contact,whatsapp,x,,,perhaps,`, "invalid_flag"],
      [`m8,c1,2026-03-02T09:00:00Z,inbound,contact,whatsapp,x,,,,87`, "invalid_number"]
    ];
    put("messages/day.csv", [columns, ...faults.map(([line]) => line), ""].join("\n"));
    expect(await load()).toEqual([["messages/day.csv", 9, 0, 9, 0, 0]]);
    const rejects = await query("select reason from ops.rejects order by record");
    expect(rejects.map(({reason}) => reason)).toEqual(faults.map(([, reason]) => reason));
  });

  test("an amount is the same however its file writes what is small", async () => {
    const event = {status: "sent", occurred_at: "2026-03-02T09:00:00Z", channel: "app_push"};
    const line = (id: string) => JSON.stringify({message_id: id, ...event, cost_amount: 1}).replace(":1}", ":0.00005}");
    put("delivery_events/a.jsonl", `${line("m1")}\n`);
    put("delivery_events/b.json", `[${line("m2")}]`);
    const names = ["message_id", ...Object.keys(event), "cost_amount"].join(",");
    put("delivery_events/c.csv", `${names}\nm3,${Object.values(event).join(",")},5e-05\n`);
    await load();
    expect(
      await query("select message_id, cost_amount::varchar as cost from raw.delivery_events order by all")
    ).toEqual(["m1", "m2", "m3"].map((message_id) => ({message_id, cost: "0.000050"})));
  });

  test("an agent cannot disconnect before connecting", async () => {
    const lines = [
      "session_id,agent_id,connected_at,disconnected_at",
      "s1,a1,2026-03-02T09:00:00Z,2026-03-02T08:59:59Z"
    ];
    put("agent_history/day.csv", lines.join("\n"));
    expect(await load()).toEqual([["agent_history/day.csv", 1, 0, 1, 0, 0]]);
    expect(await query("select column_name, reason from ops.rejects")).toEqual([
      {column_name: "disconnected_at", reason: "impossible_interval"}
    ]);
  });

  test("lines that cannot be split into columns are refused one by one, the good ones beside them load", async () => {
    put(
      "messages/day.csv",
      csv(row("m1"), "m2,c1", row("m3"), `m4,"open`, row("m5"), `${row("m6")},too,many`, row("m7"))
    );
    expect(await load()).toEqual([["messages/day.csv", 7, 4, 3, 0, 0]]);
    expect(await query("select record, line, reason, row_text from ops.rejects order by record")).toEqual([
      {record: 2, line: 3, reason: "malformed_row", row_text: "m2,c1"},
      {record: 4, line: 5, reason: "malformed_row", row_text: `m4,"open`},
      {record: 6, line: 7, reason: "malformed_row", row_text: `${row("m6")},too,many`}
    ]);
  });

  test("final are the days before the first midnight of the first that is not, where midnight comes twice", async () => {
    home.context.settings.timeZone = "America/Havana";
    put("messages/1.csv", csv(row("m1", "hola", "2026-01-02T09:00:00Z")));
    await load();
    await query("insert into ops.retention values ('messages', '2025-09-01', '2025-11-02')");
    put("messages/2.csv", csv(row("m2", "hola", "2025-11-02T03:59:59Z"), row("m3", "hola", "2025-11-02T04:00:00Z")));
    expect(await load()).toEqual([["messages/2.csv", 2, 1, 1, 0, 0]]);
    expect(await query("select message_id from raw.messages order by all")).toEqual([
      {message_id: "m1"},
      {message_id: "m3"}
    ]);
  });
});

describe("loading again", () => {
  test("the same file again changes nothing, nor does a copy of it or a new time of change", async () => {
    const file = put("messages/day.csv", csv(row("m1"), row("m2")));
    await load();
    expect(await load()).toEqual([]);
    utimesSync(file, new Date("2026-03-05"), new Date("2026-03-05"));
    put("messages/copy.csv", csv(row("m1"), row("m2")));
    expect(await load()).toEqual([]);
    expect(await query("select count(*)::integer as files from ops.files")).toEqual([{files: 1}]);
  });

  test("a file that grew loads its new rows; the others are repeats", async () => {
    put("messages/day.csv", csv(row("m1"), row("m2")));
    await load();
    put("messages/day.csv", csv(row("m1"), row("m2"), row("m3")));
    expect(await load()).toEqual([["messages/day.csv", 3, 1, 0, 2, 0]]);
    expect(await query("select message_id, file_id from raw.messages order by message_id")).toEqual([
      {message_id: "m1", file_id: 1},
      {message_id: "m2", file_id: 1},
      {message_id: "m3", file_id: 2}
    ]);
  });

  test("a file refused whole is looked at again only when it changes", async () => {
    put("messages/day.csv", "nothing,of,use\n1,2,3\n");
    expect(await load()).toEqual([["messages/day.csv", 1, 0, 1, 0, 0]]);
    expect(await load()).toEqual([]);
    put("messages/day.csv", csv(row("m1")));
    expect(await load()).toEqual([["messages/day.csv", 1, 1, 0, 0, 0]]);
  });
});

describe("another name", () => {
  const lines = `{"message_id":"m1","conversation_id":"c1","sent_at":"2026-03-02T09:00:00Z","direction":"inbound","author":"contact","channel":"whatsapp"}\n`;
  test.each([
    ["export.log", "export.csv", csv(row("m1"))],
    ["packed.csv", "packed.csv.gz", gzipSync(csv(row("m1")))],
    ["lines.csv", "lines.jsonl", lines]
  ])("%s was refused, so %s of the same content is loaded", async (before, after, content) => {
    const file = put(`messages/${before}`, content);
    expect(await load()).toEqual([[`messages/${before}`, 1, 0, 1, 0, 0]]);
    utimesSync(file, new Date("2026-03-05"), new Date("2026-03-05"));
    expect(await load()).toEqual([]);
    renameSync(file, join(dirname(file), after));
    expect(await load()).toEqual([[`messages/${after}`, 1, 1, 0, 0, 0]]);
    put(`messages/${before}`, content);
    expect(await load()).toEqual([]);
  });

  test("an answer whose points had no account is loaded once its name begins with it", async () => {
    const points = [{start: 1772323200, end: 1772409600, country: "ES", volume: 3}];
    const file = put("pricing_analytics/a.json", JSON.stringify({pricing_analytics: {data: [{data_points: points}]}}));
    expect(await load()).toEqual([["pricing_analytics/a.json", 1, 0, 1, 0, 0]]);
    renameSync(file, join(dirname(file), "102290129340398.json"));
    expect(await load()).toEqual([["pricing_analytics/102290129340398.json", 1, 1, 0, 0, 0]]);
  });
});

describe("columns", () => {
  test("names match without regard to order, case, spaces and accents", async () => {
    put(
      "messages/day.csv",
      `Channel;AUTHOR;Message ID;conversación_id;texto;"Sent At";Direction;Text
whatsapp;contact;m1;c1;extra;2026-03-02T09:00:00Z;inbound;hola
`.replace("conversación_id", "Conversatión Id")
    );
    expect(await load()).toEqual([["messages/day.csv", 1, 1, 0, 0, 0]]);
    expect(await query("select message_id, conversation_id, author, text, extra from raw.messages")).toEqual([
      {message_id: "m1", conversation_id: "c1", author: "contact", text: "hola", extra: '{"texto":"extra"}'}
    ]);
  });

  test("columns that the contract does not know are kept and named", async () => {
    put("messages/a.csv", `${header},Campaña,notes\n${row("m1")},verano,\n${row("m2")},,\n`);
    put(
      "messages/b.jsonl",
      `{"message_id":"m3","conversation_id":"c1","sent_at":1772442000,"direction":"inbound","author":"contact","channel":"whatsapp","tags":["a",{"b":1}],"none":null}\n`
    );
    await load();
    expect(await query("select message_id, extra from raw.messages order by message_id")).toEqual([
      {message_id: "m1", extra: '{"Campaña":"verano"}'},
      {message_id: "m2", extra: null},
      {message_id: "m3", extra: '{"tags":["a",{"b":1}]}'}
    ]);
    expect(await query("select path, extra_columns from ops.files order by path")).toEqual([
      {path: "messages/a.csv", extra_columns: ["Campaña", "notes"]},
      {path: "messages/b.jsonl", extra_columns: ["none", "tags"]}
    ]);
  });

  test("values go where they belong, also where a migration has added a column behind the others", async () => {
    await load();
    for (const table of ["raw.conversations", "raw.messages"]) {
      for (const each of [table, `${table}_versions`]) {
        await query(`alter table ${each} drop column agent_id; alter table ${each} add column agent_id varchar`);
      }
    }
    const columns = "conversation_id,channel,contact_id,opened_at,agent_id";
    put("conversations/a.csv", `${columns}\nc1,whatsapp,p1,2026-03-02T09:00:00Z,a1\n`);
    put("conversations/b.csv", `${columns}\nc1,whatsapp,p1,2026-03-02T09:00:00Z,a2\n`);
    put("messages/a.csv", `${header},agent_id\n${row("m1", "late", "2026-03-02T09:00:01Z")},a1\n`);
    put("messages/b.csv", csv(row("m1", "early")));
    await load();
    const kept = "agent_id, file_id, loaded_at is not null as is_dated";
    expect(await query(`select contact_id, ${kept} from raw.conversations`)).toEqual([
      {contact_id: "p1", agent_id: "a2", file_id: 2, is_dated: true}
    ]);
    expect(await query(`select contact_id, ${kept} from raw.conversations_versions`)).toEqual([
      {contact_id: "p1", agent_id: "a1", file_id: 2, is_dated: true}
    ]);
    expect(await query(`select text, ${kept} from raw.messages`)).toEqual([
      {text: "early", agent_id: "a1", file_id: 4, is_dated: true}
    ]);
    expect(await query(`select text, ${kept} from raw.messages_versions order by text`)).toEqual([
      {text: "early", agent_id: null, file_id: 4, is_dated: true},
      {text: "late", agent_id: "a1", file_id: 4, is_dated: true}
    ]);
  });

  test("a column that a contract has gained is added to the tables that are there", async () => {
    put("messages/a.csv", csv(row("m1"), row("m2")));
    await load();
    for (const table of ["raw.messages", "raw.messages_versions"])
      await query(`alter table ${table} drop column skill`);
    put("messages/b.csv", `${header},skill\n${row("m2")},sales\n${row("m3")},sales\n`);
    expect(await load()).toEqual([["messages/b.csv", 2, 2, 0, 0, 1]]);
    expect(await query("select message_id, skill from raw.messages order by message_id")).toEqual([
      {message_id: "m1", skill: null},
      {message_id: "m2", skill: "sales"},
      {message_id: "m3", skill: "sales"}
    ]);
  });

  test("the console's own agent table is taken as it is, its stamps in the source's zone", async () => {
    home.context.settings.sources = {agent_history: {timeZone: "Europe/Madrid"}};
    put(
      "agent_history/table.csv",
      `id,agent_id,email agente,skill agente,agent_history_connect_at,agent_history_disconnect_at,agent_history_available_at,agent_history_notavailable_at
1,7,Ana Ruiz,VENTAS,2025-12-24 15:32:20,2025-12-24 18:00:00,2025-12-24 15:33:00,
`
    );
    expect(await load()).toEqual([["agent_history/table.csv", 1, 1, 0, 0, 0]]);
    expect(
      await query(
        "select session_id, agent_email, skill, connected_at::varchar as connected_at, unavailable_at from raw.agent_history"
      )
    ).toEqual([
      {
        session_id: "1",
        agent_email: "Ana Ruiz",
        skill: "VENTAS",
        connected_at: "2025-12-24 14:32:20+00",
        unavailable_at: null
      }
    ]);
  });
});

describe("snapshots", () => {
  const columns = "conversation_id,channel,contact_id,opened_at,agent_id";
  const conversation = (agent: string) => `c1,whatsapp,p1,2026-03-02T09:00:00Z,${agent}`;

  test("the later load wins whole, and the row it replaced is kept", async () => {
    put("conversations/a.csv", `${columns}\n${conversation("a1")}\n`);
    await load();
    put("conversations/b.csv", `${columns}\n${conversation("")}\n`);
    expect(await load()).toEqual([["conversations/b.csv", 1, 1, 0, 0, 1]]);
    expect(await query("select agent_id, file_id from raw.conversations")).toEqual([{agent_id: null, file_id: 2}]);
    expect(await query("select agent_id, file_id from raw.conversations_versions")).toEqual([
      {agent_id: "a1", file_id: 2}
    ]);
  });

  test("a correction that is taken back holds no longer", async () => {
    const first = `${columns}\n${conversation("a1")}\n`;
    put("conversations/a.csv", first);
    await load();
    put("conversations/a.csv", `${columns}\n${conversation("a22")}\n`);
    await load();
    put("conversations/a.csv", first);
    expect(await load()).toEqual([["conversations/a.csv", 1, 1, 0, 0, 1]]);
    expect(await load()).toEqual([]);
    expect(await query("select agent_id from raw.conversations")).toEqual([{agent_id: "a1"}]);
  });

  test("an export that is moved on to another name does not win over the next", async () => {
    const exports = ["a1", "a2", "a3"].map((agent) => `${columns}\n${conversation(agent)}\n`);
    for (const [day, text] of exports.entries()) {
      if (day > 0) put("conversations/day_before.csv", exports[day - 1]!);
      put("conversations/day.csv", text);
      await load();
    }
    expect(await query("select agent_id from raw.conversations")).toEqual([{agent_id: "a3"}]);
  });

  test("in one load the later path wins, then the later record", async () => {
    put("conversations/b.csv", `${columns}\n${conversation("b1")}\n${conversation("b2")}\n${conversation("b1")}\n`);
    put("conversations/a.csv", `${columns}\n${conversation("a1")}\n`);
    expect(await load()).toEqual([
      ["conversations/a.csv", 1, 1, 0, 0, 0],
      ["conversations/b.csv", 3, 3, 0, 0, 3]
    ]);
    expect(await query("select agent_id from raw.conversations")).toEqual([{agent_id: "b1"}]);
  });

  test("invoices of a month add up by their numbers; a line that comes again replaces that of its number", async () => {
    const names = "month,account_id,Número de factura,market,category,units,amount,currency";
    const line = (number: string, amount: string) => `2026-01,A,${number},Spain,utility,1,${amount},USD`;
    put("invoices/a.csv", `${[names, line("F-1", "100"), line("F-2", "31"), line("", "131")].join("\n")}\n`);
    await load();
    put("invoices/b.csv", `${[names, line("F-2", "35"), line("", "135"), line('"1,2E+11"', "7")].join("\n")}\n`);
    put("invoices/c.csv", `${[names, line("F-1", "100")].join("\n")}\n`);
    expect(await load()).toEqual([
      ["invoices/b.csv", 3, 2, 1, 0, 2],
      ["invoices/c.csv", 1, 0, 0, 1, 0]
    ]);
    expect(
      await query("select invoice_number, amount::varchar as amount from raw.invoices order by invoice_number")
    ).toEqual([
      {invoice_number: "F-1", amount: "100.000000"},
      {invoice_number: "F-2", amount: "35.000000"},
      {invoice_number: null, amount: "135.000000"}
    ]);
    expect(await query("select column_name, reason from ops.rejects")).toEqual([
      {column_name: "invoice_number", reason: "invalid_number"}
    ]);
  });

  test("lines of one file that only an invoice's number could tell apart are named, and the last of them counts", async () => {
    const names = "month,account_id,invoice_number,category,amount,currency";
    const line = (number: string, amount: string) => `2026-01,A,${number},utility,${amount},USD`;
    put("invoices/a.csv", [names, line("", "100"), line("", "31"), line("F-1", "7"), line("F-1", "7")].join("\n"));
    put("invoices/b.csv", [names, line("F-2", "5"), line("F-3", "5")].join("\n"));
    put("invoices/c.csv", [names, line("", "35"), line("F-2", "6")].join("\n"));
    await load();
    expect(home.warnings).toEqual([
      "invoices/a.csv: 2 rows have the month, account_id, invoice_number, market, category, currency of a later row of the file, which counts alone. If they were billed apart, add them up or give each an invoice_number of its own and save the file again."
    ]);
    put("conversations/a.csv", `${columns}\n${conversation("a1")}\n${conversation("a2")}\n`);
    await load();
    expect(home.warnings).toHaveLength(1);
  });

  test("several available stretches of a session are several rows, and supersede the row without one", async () => {
    const names = "session_id,agent_id,connected_at,disconnected_at,available_at,unavailable_at";
    const stretch = (from: string, to: string) => `s1,a1,2026-03-02T09:00:00Z,,${from},${to}`;
    put("agent_history/a.csv", `${names}\n${stretch("", "")}\n`);
    await load();
    const two = [stretch("2026-03-02T09:10:00Z", "2026-03-02T10:00:00Z"), stretch("2026-03-02T11:00:00Z", "")];
    put("agent_history/b.csv", `${[names, ...two, stretch("", "")].join("\n")}\n`);
    expect(await load()).toEqual([["agent_history/b.csv", 3, 2, 0, 1, 1]]);
    expect(
      await query("select available_at::varchar as available_at from raw.agent_history order by available_at")
    ).toEqual([{available_at: "2026-03-02 09:10:00+00"}, {available_at: "2026-03-02 11:00:00+00"}]);
    // The same rows in a file of their own say nothing new.
    put("agent_history/c.csv", `${[names, stretch("", ""), ...two].join("\n")}\n`);
    expect(await load()).toEqual([["agent_history/c.csv", 3, 0, 0, 3, 0]]);
  });
});

describe("files", () => {
  const formats: Record<string, () => string | Buffer> = {
    "day.tsv": () => csv(row("m1")).replaceAll(",", "\t"),
    "day.csv.gz": () => gzipSync(csv(row("m1"))),
    "day.jsonl.gz": () => gzipSync(object("m1")),
    "day.ndjson": () => object("m1"),
    "array.json": () => `[\n${object("m1").trim()}\n]`,
    "one.json": () => JSON.stringify(JSON.parse(object("m1")), null, 2)
  };

  function object(id: string): string {
    const [message_id, conversation_id, sent_at, direction, author, channel, text] = row(id).split(",");
    return `${JSON.stringify({text, message_id, conversation_id, sent_at, direction, author, channel})}\n`;
  }

  for (const [name, content] of Object.entries(formats)) {
    test(`${name} loads`, async () => {
      put(`messages/${name}`, content());
      expect(await load()).toEqual([[`messages/${name}`, 1, 1, 0, 0, 0]]);
      expect(await query("select message_id, text, sent_at::varchar as sent_at from raw.messages")).toEqual([
        {message_id: "m1", text: "hola", sent_at: "2026-03-02 09:00:00+00"}
      ]);
      expect(leftovers()).toEqual([]);
    });
  }

  test("Parquet and zstd load, with their types", async () => {
    mkdirSync(join(home.context.home.inbox, "messages"), {recursive: true});
    const target = (name: string) => join(home.context.home.inbox, "messages", name);
    const select = `select 'm' || i as message_id, 'c1' as conversation_id, timestamptz '2026-03-02 09:00:00+00' as sent_at,
      'inbound' as direction, 'contact' as author, case when i = 2 then 'pigeon' else 'whatsapp' end as channel, i % 2 = 0 as is_fallback,
      0.5 as intent_confidence, {a: i} as detail from range(1, 4) rows(i)`;
    await home.context.warehouse.run(`copy (${select}) to '${target("a.parquet")}'`);
    await home.context.warehouse.run(
      `copy (select * exclude (detail) from (${select})) to '${target("b.csv.zst")}' (header, compression zstd)`
    );
    expect(await load()).toEqual([
      ["messages/a.parquet", 3, 2, 1, 0, 0],
      ["messages/b.csv.zst", 3, 2, 1, 0, 2]
    ]);
    expect(
      await query("select message_id, is_fallback, intent_confidence, extra from raw.messages order by message_id")
    ).toEqual([
      {message_id: "m1", is_fallback: false, intent_confidence: 0.5, extra: '{"detail":{"a":1}}'},
      {message_id: "m3", is_fallback: false, intent_confidence: 0.5, extra: '{"detail":{"a":3}}'}
    ]);
    expect(await query("select file_id, record, line, reason from ops.rejects order by file_id")).toEqual([
      {file_id: 1, record: 2, line: null, reason: "unknown_code"},
      {file_id: 2, record: 2, line: 3, reason: "unknown_code"}
    ]);
  });

  test("whole numbers of Parquet are the same whether its column can hold fractions or not", async () => {
    mkdirSync(join(home.context.home.inbox, "messages"), {recursive: true});
    const select = (type: string) => `
      select 'm' || i as message_id, 'c1' as conversation_id, 1772442000::${type} as sent_at, 'inbound' as direction,
        'contact' as author, 'whatsapp' as channel, 12::${type} as agent_id, 34600111222::${type} as contact_phone,
        1::${type} as is_fallback, case i when 1 then 0.25 else -0.0 end::${type} as text
      from range(1, 3) rows(i)`;
    for (const type of ["double", "bigint"]) {
      const target = join(home.context.home.inbox, "messages", `${type}.parquet`);
      await home.context.warehouse.run(`copy (${select(type)}) to '${target}'`);
    }
    expect(await load()).toEqual([
      ["messages/bigint.parquet", 2, 2, 0, 0, 0],
      ["messages/double.parquet", 2, 1, 0, 1, 1]
    ]);
    expect(await query("select distinct agent_id, contact_phone, is_fallback from raw.messages")).toEqual([
      {agent_id: "12", contact_phone: "34600111222", is_fallback: true}
    ]);
  });

  test("a path is read as it is, also where DuckDB would take it for a pattern or for values of columns", async () => {
    const folder = join(home.context.home.inbox, "messages");
    const names = ["day1", "day[1]", "day*", "day?", "s1/day", "s[1]/day", "channel=sms/day"];
    for (const name of names) {
      put(`messages/${name}.csv`, csv(row(`${name}.csv`)));
      put(`messages/${name}.jsonl`, object(`${name}.jsonl`));
      for (const [ending, format] of [
        ["parquet", "format parquet"],
        ["csv.zst", "format csv, header, compression zstd"]
      ]) {
        const [id, conversation, at, direction, author, channel] = row(`${name}.${ending}`).split(",");
        await home.context.warehouse.run(`copy (
          select '${id}' as message_id, '${conversation}' as conversation_id, '${at}' as sent_at,
            '${direction}' as direction, '${author}' as author, '${channel}' as channel
        ) to '${join(folder, `${name}.${ending}`)}' (${format})`);
      }
    }
    expect(await load()).toHaveLength(4 * names.length);
    expect(
      await query(`select path, message_id, channel from ops.files left join raw.messages using (file_id)
        where path is distinct from 'messages/' || message_id or channel is distinct from 'whatsapp'`)
    ).toEqual([]);
  });

  test("a file that lacks a required column is refused whole, and the next one still loads", async () => {
    put("messages/a.csv", "message_id,text\nm1,hola\n");
    put("messages/b.csv", csv(row("m1")));
    const {files} = await ingest(home.context);
    expect(files.map(({path, rows_refused, fault}) => ({path, rows_refused, fault}))).toEqual([
      {
        path: "messages/a.csv",
        rows_refused: 1,
        fault:
          "the header lacks conversation_id, sent_at, direction, author, channel; the first line of a messages file must name at least message_id, conversation_id, sent_at, direction, author, channel"
      },
      {path: "messages/b.csv", rows_refused: 0, fault: undefined}
    ]);
    expect(await query("select reason, column_name, line, row_text from ops.rejects")).toEqual([
      {reason: "missing_header", column_name: "conversation_id", line: 1, row_text: "message_id,text"}
    ]);
  });

  test("a file that is no text, or cut short, is refused whole with a reason", async () => {
    put("messages/a.csv", Buffer.from(Array.from({length: 5000}, (_, index) => (index * 7919) % 256)));
    put("messages/b.csv.gz", gzipSync(csv(row("m1"), row("m2"))).subarray(0, 60));
    put("messages/c.parquet", "PAR1 no parquet at all");
    put("messages/d.xlsx", "PK");
    expect(await load()).toEqual(
      ["a.csv", "b.csv.gz", "c.parquet", "d.xlsx"].map((name) => [`messages/${name}`, 1, 0, 1, 0, 0])
    );
    const reasons = await query("select reason from ops.rejects order by file_id");
    expect(reasons.map(({reason}) => reason)).toEqual([
      "missing_header",
      "unreadable_file",
      "unreadable_file",
      "unreadable_file"
    ]);
    const told = await query("select message from ops.rejects order by file_id offset 1 limit 2");
    expect(told).toEqual([
      {message: "The file cannot be unpacked (unexpected end of file); copy it here again."},
      {message: expect.stringMatching(/^The file cannot be read: .*c\.parquet.*; export it again\.$/)}
    ]);
    expect(leftovers()).toEqual([]);
  });

  test("what lies in no feed's folder is warned of", async () => {
    put("menssages/day.csv", csv(row("m1")));
    put("stray.csv", csv(row("m1")));
    put("messages/.hidden.csv", "x");
    expect(await load()).toEqual([]);
    expect(home.warnings.map((line) => line.slice(0, 60))).toEqual([
      "inbox/menssages: no feed has this name. Rename the folder; f",
      "inbox/stray.csv: it lies in no feed's folder. Move it to inb"
    ]);
  });

  test.skipIf(process.platform !== "linux")(
    "what is no file is named with its remedy, and those beside it load",
    async () => {
      put("messages/a.csv", csv(row("m1")));
      const at = (path: string) => join(home.context.home.inbox, path);
      symlinkSync("/nowhere", at("old"));
      symlinkSync("/nowhere", at("agents"));
      symlinkSync("itself", at("messages/itself"));
      symlinkSync("..", at("messages/back"));
      execFileSync("mkfifo", [at("messages/pipe.csv")]);
      writeFileSync(Buffer.from(`${at("messages/ma")}\xf1ana.csv`, "latin1"), csv(row("m2")));
      expect(await load()).toEqual([["messages/a.csv", 1, 1, 0, 0, 0]]);
      const nowhere = "it is a link to nothing that this user can see. Remove it, or mend what it leads to.";
      const expected = [
        `inbox/agents: ${nowhere}`,
        "inbox/messages/back: it is a link to a folder that it lies in. Remove it.",
        `inbox/messages/itself: ${nowhere}`,
        "inbox/messages/ma\ufffdana.csv: its name is not written in UTF-8. Rename it.",
        "inbox/messages/pipe.csv: it is neither a file nor a folder. Remove it.",
        `inbox/old: ${nowhere}`
      ];
      expect(home.warnings.toSorted()).toEqual(expected);
      await expect(load(["messages/itself"])).rejects.toThrow("messages/itself: there is no such file or folder.");
    }
  );

  test.skipIf(process.platform === "win32")(
    "a name that would write a line of its own into the log loads nothing",
    async () => {
      put("messages/day.csv", csv(row("m1")));
      put("messages/x\nwarning: all is well.csv", csv(row("m2")));
      put("messages/\u001b[2K.csv", csv(row("m3")));
      expect(await load()).toEqual([["messages/day.csv", 1, 1, 0, 0, 0]]);
      const fault = "its name holds a line break or another control character. Rename it.";
      expect(home.warnings.toSorted()).toEqual([
        `inbox/messages/\\u001b[2K.csv: ${fault}`,
        `inbox/messages/x\\u000awarning: all is well.csv: ${fault}`
      ]);
    }
  );

  test("an inbox that is no folder is to be mended", async () => {
    mkdirSync(home.context.home.root, {recursive: true});
    writeFileSync(home.context.home.inbox, "x");
    await expect(load()).rejects.toThrow(/inbox: it is no folder\. Move it away/);
  });

  test("paths choose what is loaded; a folder stands for its files", async () => {
    const file = put("messages/a.csv", csv(row("m1")));
    put("messages/b.csv", csv(row("m2")));
    const elsewhere = join(home.context.home.root, "messages");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "c.csv"), csv(row("m3")));
    expect(await load([file])).toEqual([["messages/a.csv", 1, 1, 0, 0, 0]]);
    expect(await load(["messages/b.csv"])).toEqual([["messages/b.csv", 1, 1, 0, 0, 0]]);
    expect(await load([elsewhere])).toEqual([[join(elsewhere, "c.csv"), 1, 1, 0, 0, 0]]);
    await expect(load(["nowhere.csv"])).rejects.toThrow("nowhere.csv: there is no such file or folder.");
  });

  test("files of the inbox are never touched", async () => {
    const file = put("messages/day.csv", csv(row("m1")));
    const before = statSync(file).mtimeMs;
    await load();
    expect(statSync(file).mtimeMs).toBe(before);
    expect(readdirSync(join(home.context.home.inbox, "messages"))).toEqual(["day.csv"]);
  });
});

describe("what cannot be loaded", () => {
  const noted = () => query("select * replace (since::varchar as since) from ops.unloaded_files order by path");
  const faults = (files: LoadedFile[]) =>
    files.map(({path, file_id, fault, isChanging = false}) => [path, file_id, fault, isChanging]);

  test("a file that changes while it is read is left for the next run, and noted until then", async () => {
    const changed =
      "messages/day.csv: it changed while it was read. Nothing of it was loaded; the next run tries again.";
    const file = put("messages/day.csv", csv(row("m1")));
    put("messages/other.csv", csv(row("m0")));
    let rows = 1;
    const log = {
      ...home.context.log,
      step(label: string) {
        if (label.endsWith("day.csv")) appendFileSync(file, `${row(`m${++rows}`)}\n`);
        return {advance() {}, end() {}};
      }
    };
    const first = await ingest({...home.context, log});
    expect(faults(first.files)).toEqual([
      ["messages/day.csv", null, changed, true],
      ["messages/other.csv", 1, undefined, false]
    ]);
    await ingest({...home.context, log, now: new Date("2026-03-10T13:00:00Z")}, ["messages/day.csv"]);
    expect(home.warnings).toEqual([changed, changed]);
    expect(await noted()).toEqual([
      {path: "messages/day.csv", fault: changed, is_changing: true, since: "2026-03-10 12:00:00+00"}
    ]);
    expect(await load()).toEqual([["messages/day.csv", 3, 3, 0, 0, 0]]);
    expect(await noted()).toEqual([]);
  });

  test("a file that is gone by the time it is read is left too", async () => {
    const file = put("messages/day.csv", csv(row("m1")));
    const log = {
      ...home.context.log,
      step() {
        rmSync(file);
        return {advance() {}, end() {}};
      }
    };
    expect((await ingest({...home.context, log})).files).toMatchObject([{file_id: null, isChanging: true}]);
    expect(await load()).toEqual([]);
    expect(await noted()).toEqual([]);
  });

  test("any other fault is told with the file, and forgotten when the file is gone", async () => {
    const file = put("messages/list.json", "[]");
    const {temporary} = home.context.home;
    writeFileSync(temporary, "no folder for a copy");
    const {files} = await ingest(home.context);
    expect(faults(files)).toEqual([
      ["messages/list.json", null, expect.stringMatching(/^messages\/list\.json: .*EEXIST/), false]
    ]);
    await ingest(home.context, [put("messages/other.csv", csv(row("m1")))]);
    expect(await noted()).toMatchObject([{path: "messages/list.json", is_changing: false}]);
    rmSync(file);
    await load();
    expect(await noted()).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)(
    "what this user may not read is told, and the files beside it load",
    async () => {
      const folders = ["messages/closed", "messages/list"].map((path) => dirname(put(`${path}/a.csv`, csv(row(path)))));
      chmodSync(put("messages/day.csv", csv(row("m1"))), 0);
      chmodSync(folders[0]!, 0);
      chmodSync(folders[1]!, 0o600);
      // Of the same size as the file that may not be read.
      put("messages/a.csv", csv(row("m2")));
      const {files} = await ingest(home.context);
      for (const folder of folders) chmodSync(folder, 0o700);
      const told = (path: string) =>
        `${path}: this user may not do that there. Give it the right, or name another folder (EACCES, `;
      expect(faults(files).sort()).toEqual([
        ["messages/a.csv", 1, undefined, false],
        ["messages/closed", null, expect.stringContaining(told("messages/closed")), false],
        ["messages/day.csv", null, expect.stringContaining(told("messages/day.csv")), false],
        ["messages/list", null, expect.stringContaining(told("messages/list")), false]
      ]);
      expect(await noted()).toHaveLength(3);
    }
  );
});

describe("stopping", () => {
  test("an abort in the middle rolls the file back, leaves no copy, and the next run loads it", async () => {
    const stop = new AbortController();
    const lines = Array.from({length: 200_000}, (_, index) => row(`m${index}`));
    put("messages/a.csv", csv(row("first")));
    put("messages/b.csv.gz", gzipSync(csv(lines.join("\n"))));
    const log = {
      ...silentLog,
      step(label: string) {
        if (label.endsWith("b.csv.gz")) setTimeout(() => stop.abort(), 150);
        return {advance() {}, end() {}};
      }
    };
    await expect(ingest({...home.context, log, signal: stop.signal})).rejects.toThrow();
    expect(await query("select path from ops.files")).toEqual([{path: "messages/a.csv"}]);
    expect(await query("select count(*)::integer as rows from raw.messages")).toEqual([{rows: 1}]);
    expect(leftovers()).toEqual([]);
    expect(await load()).toEqual([["messages/b.csv.gz", 200_000, 200_000, 0, 0, 0]]);
  });
});

function leftovers(): string[] {
  const {temporary} = home.context.home;
  return statSync(temporary, {throwIfNoEntry: false}) ? readdirSync(temporary) : [];
}
