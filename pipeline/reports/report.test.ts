import {createHash} from "node:crypto";
import {existsSync, readFileSync} from "node:fs";
import {copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parse} from "csv-parse/sync";
import {afterEach, beforeEach, expect, test} from "vitest";
import type {Context} from "../context.js";
import {silentLog} from "../log.js";
import {defaultSettings, homeAt, type Settings} from "../settings.js";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {boundsOf} from "./query.js";
import {type ReportOptions, writeReports} from "./report.js";
import type {ReportManifest} from "./run-report.js";

let root: string;
let warehouse: Warehouse;
let context: Context;
/** A folder with the two reports whose tables these tests make. */
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "reports-"));
  folder = join(root, "definitions");
  await mkdir(folder);
  for (const name of ["agent_history_information.sql", "unattended_out_of_hours.sql"]) {
    await copyFile(join("reports", name), join(folder, name));
  }
  warehouse = await openWarehouse(undefined, {threads: 2});
  await warehouse.run(`
    create schema marts; create schema metrics; create schema ops;
    create table ops.as_of (as_of timestamptz, agents_as_of timestamptz);
    create table ops.models (name varchar, build_id integer);
    insert into ops.models values ('marts.messages', 0), ('marts.conversations', 0), ('marts.agent_sessions', 0);
    create table marts.messages (
      message_id varchar, session_id varchar, conversation_id varchar, contact_id varchar, contact_name varchar,
      text varchar, source_intent varchar, is_handoff_request boolean, is_notice boolean, author varchar,
      direction varchar, sent_at timestamptz, agent_conversation_id varchar
    );
    create table marts.conversations (conversation_id varchar, contact_id varchar, contact_name varchar);
    create table marts.requests (request_id varchar, session_id varchar, requested_at timestamptz);
    create table marts.agent_sessions (
      session_id varchar, agent_id varchar, agent_email varchar, agent_name varchar, skill varchar,
      connected_at timestamptz, disconnected_at timestamptz, first_available_at timestamptz, last_unavailable_at timestamptz
    );`);
  context = {
    home: homeAt(root),
    settings: settingsWith({}),
    warehouse,
    log: silentLog,
    now: new Date("2021-02-01T07:00:00Z"),
    signal: new AbortController().signal
  };
});

afterEach(async () => {
  warehouse.close();
  await rm(root, {recursive: true, force: true});
});

function settingsWith(reports: Partial<Settings["reports"]>, timeZone = "UTC"): Settings {
  return {...defaultSettings, timeZone, reports: {...defaultSettings.reports, ...reports}};
}

async function built(asOf: string, changed = ["marts.messages", "marts.agent_sessions"]): Promise<void> {
  await warehouse.run(`delete from ops.as_of; insert into ops.as_of values ('${asOf}', '${asOf}');
    update ops.models set build_id = build_id + 1 where list_contains(['${changed.join("', '")}'], name);`);
}

async function addSession(id: string, end: string | null, name = "Ana"): Promise<void> {
  await warehouse.run(`insert into marts.agent_sessions values ('${id}', '7', '${name}', null, 'VENTAS',
    '2021-01-10 08:00:00Z', ${end ? `'${end}'` : "null"}, '2021-01-10 08:00:00Z', ${end ? `'${end}'` : "null"})`);
}

const read = (name: string) => readFile(join(root, "reports", name), "utf8");
const manifest = async (name: string): Promise<ReportManifest> => JSON.parse(await read(name));
const agents = {names: ["agent_history_information"], day: "2021-01-11"};
const agentsFile = "agent_history_information_2021-01-11.csv";
const agentsManifest = "agent_history_information_2021-01-11.manifest.json";
const agentsHeader =
  "id,agent_id,email agente,skill agente,agent_history_connect_at,agent_history_disconnect_at,agent_history_available_at,agent_history_notavailable_at\n";

const printed = "../shared/fixtures/console-reports";

test.skipIf(!existsSync(printed))("the printed agent table comes back byte for byte", async () => {
  await warehouse.run(`insert into marts.agent_sessions
    select id, agent_id, "email agente", null, "skill agente", agent_history_connect_at || 'Z',
      agent_history_disconnect_at || 'Z', agent_history_available_at || 'Z', agent_history_notavailable_at || 'Z'
    from read_csv('${printed}/agent_history_information.csv', all_varchar = true)
    order by hash(id)`);
  await built("2021-01-11 11:32:29Z");
  const {reports} = await writeReports(context, agents);
  expect(reports).toMatchObject([{rows: 11, revision: 1, status: "written"}]);
  expect(await read(agentsFile)).toBe(readFileSync(`${printed}/agent_history_information.csv`, "utf8"));
});

async function addNotices(): Promise<void> {
  const notice = "Para poder atender tus peticiones con el agente, vuelve de Lunes a viernes de 9:00H a 19:00H";
  await warehouse.run(`
    insert into marts.conversations values ('whatsapp||982eaf98u8suf', '982eaf98u8suf', 'Teodoro Pérez');
    insert into marts.messages values
      ('a', 's1', 'whatsapp||982eaf98u8suf', '982eaf98u8suf', null, 'quiero', 'Pedidos', false, false, 'contact', 'inbound', '2020-05-07 21:00:00Z', null),
      ('b', 's1', 'whatsapp||982eaf98u8suf', '982eaf98u8suf', null, '???', 'Fallback intent', false, false, 'contact', 'inbound', '2020-05-07 21:57:40Z', null),
      ('d', 's1', 'whatsapp||982eaf98u8suf', null, null, '${notice}', null, false, true, 'bot', 'outbound', '2020-05-07 21:57:41Z', null),
      ('c', 's1', 'whatsapp||982eaf98u8suf', null, null, '${notice}', null, false, true, 'bot', 'outbound', '2020-05-07 21:57:41Z', null),
      ('e', 's1', 'whatsapp||982eaf98u8suf', null, null, '${notice}', null, false, true, 'bot', 'outbound', '2020-05-07 17:57:41Z', '15516'),
      ('f', 's1', 'whatsapp||982eaf98u8suf', null, null, '${notice}', null, false, true, 'bot', 'outbound', '2020-05-07 22:00:00Z', null);`);
  await built("2020-05-09 00:00:00Z");
}

test("the notices of a local day come as the console prints them, newest first, then by message", async () => {
  await addNotices();
  const inMadrid = {...context, settings: settingsWith({}, "Europe/Madrid")};
  await writeReports(inMadrid, {names: ["unattended_out_of_hours"], day: "2020-05-07"});
  const notice = '"Para poder atender tus peticiones con el agente, vuelve de Lunes a viernes de 9:00H a 19:00H"';
  expect(await read("unattended_out_of_hours_2020-05-07.csv")).toBe(
    [
      'id_conversacion,fb_id,nombre_perfil_whatsapp_cliente,?column?,"redirección a contact center procede de intent ""x""",fecha_mensaje,hora_mensaje',
      `15516,982eaf98u8suf,Teodoro Pérez,${notice},Fallback intent,07/05/2020,23:57:41`,
      `15516,982eaf98u8suf,Teodoro Pérez,${notice},Fallback intent,07/05/2020,23:57:41`,
      `15516,982eaf98u8suf,Teodoro Pérez,${notice},,07/05/2020,19:57:41`,
      ""
    ].join("\n")
  );
});

test("the intent is that of the request for a person, where there was one", async () => {
  await addNotices();
  await warehouse.run(`insert into marts.messages values
    ('aa', 's1', 'whatsapp||982eaf98u8suf', null, null, null, null, true, false, 'bot', 'outbound', '2020-05-07 21:00:01Z', null);
    insert into marts.requests values ('aa', 's1', '2020-05-07 21:00:01Z')`);
  const inMadrid = {...context, settings: settingsWith({}, "Europe/Madrid")};
  await writeReports(inMadrid, {names: ["unattended_out_of_hours"], day: "2020-05-07"});
  expect((await read("unattended_out_of_hours_2020-05-07.csv")).match(/,(\w*),07\/05/g)).toEqual([
    ",Pedidos,07/05",
    ",Pedidos,07/05",
    ",,07/05"
  ]);
});

test("the bot's answer to a request is no request of its own", async () => {
  await addNotices();
  await warehouse.run(`insert into marts.messages values
    ('aa', 's1', 'whatsapp||982eaf98u8suf', null, null, null, null, true, false, 'system', 'inbound', '2020-05-07 21:00:01Z', null),
    ('ab', 's1', 'whatsapp||982eaf98u8suf', null, null, null, 'Persona', true, false, 'bot', 'outbound', '2020-05-07 21:00:02Z', null);
    insert into marts.requests values ('aa', 's1', '2020-05-07 21:00:01Z')`);
  const inMadrid = {...context, settings: settingsWith({}, "Europe/Madrid")};
  await writeReports(inMadrid, {names: ["unattended_out_of_hours"], day: "2020-05-07"});
  expect((await read("unattended_out_of_hours_2020-05-07.csv")).match(/,(\w*),07\/05/g)).toEqual([
    ",Pedidos,07/05",
    ",Pedidos,07/05",
    ",,07/05"
  ]);
});

/** The columns of conversation_content, with the given messages of 2 March 2026. */
async function contentOf(
  messages: {
    message_id?: string;
    conversation_id: string;
    contact_id?: string;
    contact_phone?: string;
    text?: string;
  }[],
  full = false
): Promise<Record<string, string>[]> {
  const texts = (values: (string | undefined)[]) =>
    values.map((value) => (value ? `'${value}'` : "null::varchar")).join(", ");
  const rows = messages.map(
    ({message_id, conversation_id, contact_id, contact_phone, text}, index) =>
      `(${texts([message_id ?? `m${index}`, conversation_id, contact_id, contact_phone, text])}, ${index})`
  );
  await warehouse.run(`
    create or replace table marts.deliveries (message_id varchar, status varchar, error_code varchar, day date);
    create or replace table marts.messages as
    select *, conversation_id || '#1772442000000000' as session_id, date '2026-03-02' as day,
      timestamptz '2026-03-02 09:00:00Z' + to_seconds(place) as sent_at, 'inbound' as direction, 'contact' as author,
      null::varchar as agent_id, 'whatsapp' as channel, null::varchar as intent, false as is_fallback, 'text' as type,
      null::varchar as template_name, null::varchar as category
    from (values ${rows.join(", ")}) as rows (message_id, conversation_id, contact_id, contact_phone, text, place)`);
  await built("2026-03-03 00:00:00Z");
  const byName = {conversation_content: {choices: {full}}};
  const settings = settingsWith({header: "clean", byName});
  const {reports} = await writeReports({...context, settings}, {names: ["conversation_content"], day: "2026-03-02"});
  return parse(await readFile(reports[0]!.path, "utf8"), {columns: true});
}

const handoff = {
  message_id: "whatsapp||34600111222|handoff_requested|1772445601000000",
  conversation_id: "whatsapp||34600111222",
  contact_id: "34600111222"
};

test("what was written names no contact, wherever an id holds them", async () => {
  const rows = await contentOf([
    handoff,
    {conversation_id: "34600111222", contact_id: "34600111222"},
    {conversation_id: "34600111222"},
    {message_id: "+34 600-111-222/7", conversation_id: "c-600111222", contact_id: "34600111222"},
    {conversation_id: "34600111222-1", contact_id: "ana", contact_phone: "34600111222"},
    {message_id: "ana-8", conversation_id: "thread of ana", contact_id: "ana"},
    {conversation_id: "ana@example.com"},
    {conversation_id: "34600111222", contact_id: "visitor"}
  ]);
  const text = rows.map((row) => Object.values(row).join(" ")).join("\n");
  expect(text.replaceAll(/[^\d\n]/g, "")).not.toContain("600111222");
  expect(text).not.toContain("ana");
  expect(rows[1]).toMatchObject({id_conversacion: expect.stringMatching(/^[0-9a-f]{12}$/)});
  for (const name of ["id_conversacion", "id_sesion"]) {
    expect(new Set([1, 2, 7].map((index) => rows[index]![name])).size).toBe(1);
  }
  expect(rows[0]!["id_mensaje"]).toMatch(/^[0-9a-f]{32}$/);
});

test("pseudonyms are made with the warehouse's key, so that nobody finds a number by trying them all", async () => {
  const messages = [{conversation_id: "whatsapp|34600111222", contact_id: "34600111222"}];
  const [row] = await contentOf(messages);
  const hashed = (text: string) =>
    ["md5", "sha1", "sha256"].map((name) => createHash(name).update(text).digest("hex").slice(0, 12));
  expect(hashed("whatsapp|34600111222")).not.toContain(row!["contacto"]);
  expect(hashed("whatsapp|34600111222")).not.toContain(row!["id_conversacion"]);
  expect((await contentOf(messages))[0]).toEqual(row);
  await warehouse.run("update ops.pseudonym_key set key = 'another'");
  expect((await contentOf(messages))[0]!["contacto"]).not.toBe(row!["contacto"]);
});

test("ids that name nobody stay as they are in what was written, and all do in the full file", async () => {
  const plain = {message_id: "m-17", conversation_id: "987654321", contact_id: "34600111222", text: "600111222"};
  const ids = {id_mensaje: "m-17", id_conversacion: "987654321", id_sesion: "987654321#1772442000000000"};
  const reply = {message_id: "123456789", conversation_id: plain.conversation_id};
  const nobodys = {message_id: "m-18", conversation_id: "thread-1234"};
  const rows = await contentOf([plain, reply, nobodys]);
  expect(rows).toMatchObject([
    {...ids, texto: "#"},
    {...ids, id_mensaje: "123456789"},
    {id_mensaje: "m-18", id_conversacion: "thread-1234"}
  ]);
  const full = await contentOf([plain, handoff], true);
  expect(full[0]).toMatchObject({...ids, texto: "600111222", contacto: "34600111222"});
  expect(full[1]).toMatchObject({id_mensaje: handoff.message_id, id_conversacion: handoff.conversation_id});
});

test.each([
  ["soy 600 111 222, llame", "soy #, llame"],
  ["+34 600-111.222", "#"],
  ["mi número es ٦٠٠١١١٢٢٢", "mi número es #"],
  ["６００ १११ २२२", "#"],
  ["ana@example.com", "•••"],
  ["ana.ruiz＠example.com", "•••"],
  ["a ana.ruiz @ example.com, gracias", "a •••, gracias"],
  ["a ana arroba example punto com", "a •••"],
  ["nos vemos @ las siete", "nos vemos @ las siete"]
])("of the text %j only %j is left in what was written", async (text, left) => {
  const [row] = await contentOf([{conversation_id: "c", text}]);
  expect(row!["texto"]!.trim()).toBe(left);
});

test("a day without rows has a file with its header", async () => {
  await built("2021-02-01 00:00:00Z");
  await writeReports(context, agents);
  expect(await read(agentsFile)).toBe(agentsHeader);
  expect((await manifest(agentsManifest)).rows).toBe(0);
});

test("sessions still open are added above the others when the settings say so", async () => {
  await addSession("9", "2021-01-11 10:00:00Z");
  await addSession("10", "2021-01-11 10:00:00Z");
  await addSession("11", null);
  await built("2021-02-01 00:00:00Z");
  await writeReports(context, agents);
  expect((await read(agentsFile)).match(/^\d+/gm)).toEqual(["9", "10"]);
  const byName = {agent_history_information: {choices: {open_sessions: true}}};
  const {reports} = await writeReports({...context, settings: settingsWith({byName})}, agents);
  expect(reports[0]).toMatchObject({status: "revised", revision: 2});
  const text = await read("agent_history_information_2021-01-11_r2.csv");
  expect(text.match(/^\d+/gm)).toEqual(["11", "9", "10"]);
  expect(text).toContain("11,7,Ana,VENTAS,2021-01-10 08:00:00,,2021-01-10 08:00:00,\n");
});

test.each([
  ["es", "id_sesion;id_agente;nombre_agente;equipo;conexion;desconexion;disponible_desde;disponible_hasta"],
  ["en", "session_id;agent_id;agent_name;skill;connected_at;disconnected_at;available_at;unavailable_at"]
] as const)(
  "a clean header is in the language of the settings (%s), for Excel with its marks",
  async (language, header) => {
    await addSession("12345678901234567", "2021-01-11 10:00:00Z", "=1+1;José");
    await built("2021-02-01 00:00:00Z");
    const settings = {...settingsWith({header: "clean", dialect: "excel-es"}), language};
    await writeReports({...context, settings}, agents);
    expect(await read(agentsFile)).toBe(
      `\uFEFF${header}\r\n'12345678901234567;7;"'=1+1;José";VENTAS;2021-01-10 08:00:00;2021-01-11 10:00:00;2021-01-10 08:00:00;2021-01-11 10:00:00\r\n`
    );
  }
);

test("the manifest says what the file is", async () => {
  await addSession("9", "2021-01-11 10:00:00Z");
  await built("2021-01-12 03:00:00Z");
  await writeReports(context, agents);
  const {createHash} = await import("node:crypto");
  expect(await manifest(agentsManifest)).toMatchObject({
    report: "agent_history_information",
    file: agentsFile,
    day: "2021-01-11",
    time_zone: "UTC",
    starts_at: "2021-01-11T00:00:00.000Z",
    ends_at: "2021-01-12T00:00:00.000Z",
    is_day_complete: true,
    data_as_of: "2021-01-12T03:00:00.000Z",
    revision: 1,
    rows: 1,
    sha256: createHash("sha256")
      .update(await read(agentsFile))
      .digest("hex"),
    dialect: {name: "plain", delimiter: ",", decimal_mark: ".", line_ending: "LF", byte_order_mark: false},
    replaces: null,
    changes: null
  });
  expect((await manifest(agentsManifest)).columns[2]).toMatchObject({header: "email agente", name: "agent_name"});
});

test("the day is the report's own zone's, 23 hours long when the clock goes forward", async () => {
  await built("2026-04-01 00:00:00Z");
  const byName = {agent_history_information: {timeZone: "Europe/Madrid", choices: {}}};
  const options = {names: ["agent_history_information"], day: "2026-03-29"};
  await writeReports({...context, settings: settingsWith({byName})}, options);
  expect(await manifest("agent_history_information_2026-03-29.manifest.json")).toMatchObject({
    time_zone: "Europe/Madrid",
    starts_at: "2026-03-28T23:00:00.000Z",
    ends_at: "2026-03-29T22:00:00.000Z"
  });
});

test.each([
  ["America/Havana", "2026-11-01", "2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z"],
  ["Atlantic/Azores", "2026-10-25", "2026-10-25T00:00:00.000Z", "2026-10-26T01:00:00.000Z"],
  ["Asia/Beirut", "2026-03-29", "2026-03-28T22:00:00.000Z", "2026-03-29T21:00:00.000Z"],
  ["America/Santiago", "2026-09-06", "2026-09-06T04:00:00.000Z", "2026-09-07T03:00:00.000Z"],
  ["Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00.000Z", "2026-04-24T21:00:00.000Z"],
  ["Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000Z", "2011-12-30T10:00:00.000Z"]
])(
  "in %s the day %s begins at its first instant, whether midnight comes twice or not at all",
  async (zone, day, from, to) => {
    expect(await boundsOf(warehouse, day, zone)).toEqual({day, starts_at: from, ends_at: to});
  }
);

test("a notice between two midnights is of the new day", async () => {
  await warehouse.run(`insert into marts.messages
    select 'n', 's1', 'c', 'c', null, 'cerrado', null, false, true, 'bot', 'outbound', '2026-10-25 00:30:00Z', null`);
  await built("2026-10-27 00:00:00Z");
  const inAzores = {...context, settings: settingsWith({}, "Atlantic/Azores")};
  const rows = async (day: string) =>
    (await writeReports(inAzores, {names: ["unattended_out_of_hours"], day})).reports[0]!.rows;
  expect([await rows("2026-10-24"), await rows("2026-10-25")]).toEqual([0, 1]);
});

test("the same rows write nothing, other rows a revision that says what changed", async () => {
  await addSession("9", "2021-01-11 10:00:00Z");
  await addSession("10", "2021-01-11 11:00:00Z");
  await built("2021-02-01 00:00:00Z");
  await writeReports(context, agents);
  const first = await read(agentsFile);
  expect((await writeReports(context, agents)).reports[0]).toMatchObject({status: "unchanged", revision: 1});
  await warehouse.run("update marts.agent_sessions set skill = 'SERVICIO' where session_id = '9'");
  const {reports} = await writeReports(context, agents);
  expect(reports[0]).toMatchObject({status: "revised", revision: 2, rows: 2});
  expect(await read(agentsFile)).toBe(first);
  const {replaces, changes} = await manifest("agent_history_information_2021-01-11_r2.manifest.json");
  expect(replaces).toMatchObject({file: agentsFile, rows: 2});
  expect(changes).toMatchObject({
    layout: [],
    rows_added: 1,
    rows_removed: 1,
    examples_added: [{id: "9", "skill agente": "SERVICIO"}],
    examples_removed: [{id: "9", "skill agente": "VENTAS"}]
  });
  expect((await readdir(join(root, "reports"))).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a file that somebody changed is never written over", async () => {
  await built("2021-02-01 00:00:00Z");
  const out = join(root, "elsewhere");
  await writeReports(context, {...agents, out});
  await writeFile(join(out, agentsFile), "mine");
  await writeReports(context, {...agents, out});
  expect(await readFile(join(out, agentsFile), "utf8")).toBe("mine");
  expect(await readFile(join(out, "agent_history_information_2021-01-11_r2.csv"), "utf8")).toBe(agentsHeader);
});

const due = async (reports = context) =>
  (await writeReports(reports, {due: true, folder})).reports
    .filter(({name}) => name === "agent_history_information")
    .map(({day, status, revision}) => `${day} ${status} ${revision}`);

test("the last complete day is due first, then each one since", async () => {
  expect(await due()).toEqual([]);
  await built("2021-01-11 23:59:59Z");
  expect(await due()).toEqual(["2021-01-10 written 1"]);
  expect(await due()).toEqual([]);
  await built("2021-01-14 00:00:00Z");
  expect(await due()).toEqual([
    "2021-01-10 unchanged 1",
    "2021-01-11 written 1",
    "2021-01-12 written 1",
    "2021-01-13 written 1"
  ]);
});

test("a run before the report's time leaves the day before to wait, in the report's zone", async () => {
  await built("2021-01-11 00:00:00Z");
  expect(await due()).toEqual(["2021-01-10 written 1"]);
  await built("2021-01-12 00:10:00Z");
  const atTime = (time: string) => due({...context, now: new Date(`2021-01-12T${time}Z`)});
  expect(await atTime("06:59:59")).toEqual(["2021-01-10 unchanged 1"]);
  expect(await atTime("07:00:00")).toEqual(["2021-01-11 written 1"]);
});

test("a report that was asked for does not move what is due", async () => {
  await built("2021-01-14 00:00:00Z");
  await writeReports(context, {...agents, day: "2020-01-01"});
  await writeReports(context, {...agents, day: "2021-01-13"});
  expect(await due()).toEqual(["2020-01-01 unchanged 1", "2021-01-13 unchanged 1"].slice(1));
  await built("2021-01-15 00:00:00Z");
  expect(await due()).toEqual(["2020-01-01 unchanged 1", "2021-01-13 unchanged 1", "2021-01-14 written 1"]);
});

test("late data makes a revision by itself, other settings do not", async () => {
  await built("2021-01-12 00:00:00Z");
  expect(await due()).toEqual(["2021-01-11 written 1"]);
  await addSession("9", "2021-01-11 10:00:00Z");
  await built("2021-01-12 01:00:00Z");
  expect(await due()).toEqual(["2021-01-11 revised 2"]);
  expect(await read("agent_history_information_2021-01-11_r2.csv")).toContain("\n9,");
  await built("2021-01-12 02:00:00Z");
  expect(await due({...context, settings: settingsWith({dialect: "excel-es"})})).toEqual([]);
});

test("a day is looked at again only after a build that changed a table it reads", async () => {
  await built("2021-01-12 00:00:00Z");
  expect(await due()).toEqual(["2021-01-11 written 1"]);
  await built("2021-01-12 01:00:00Z", ["marts.messages"]);
  expect(await due()).toEqual([]);
  await built("2021-01-12 02:00:00Z", ["marts.agent_sessions"]);
  expect(await due()).toEqual(["2021-01-11 unchanged 1"]);
  expect(await due()).toEqual([]);
});

test("a file that was taken away counts as made, and is written again when asked for", async () => {
  await built("2021-01-12 00:00:00Z");
  await due();
  await rm(join(root, "reports", agentsFile));
  await built("2021-01-12 01:00:00Z");
  expect(await due()).toEqual(["2021-01-11 unchanged 1"]);
  expect(existsSync(join(root, "reports", agentsFile))).toBe(false);
  expect((await writeReports(context, agents)).reports[0]).toMatchObject({status: "written", revision: 1});
  await rm(join(root, "reports", agentsFile));
  await addSession("9", "2021-01-11 10:00:00Z");
  expect((await writeReports(context, agents)).reports[0]).toMatchObject({status: "revised", revision: 2});
});

test("a run that was killed after the file and before the ledger goes on where it was", async () => {
  await built("2021-01-12 00:00:00Z");
  await due();
  await warehouse.run("delete from ops.reports");
  expect(await due()).toEqual(["2021-01-11 unchanged 1"]);
  expect(await due()).toEqual([]);
});

test("what a run that was killed was writing is removed by the next one, what is not ours stays", async () => {
  await built("2021-01-12 00:00:00Z");
  await due();
  const made = await readdir(join(root, "reports"));
  const cut = [`.${agentsFile}.4711.part`, `${agentsManifest}.4711.part`];
  for (const name of [...cut, "mine.part"]) await writeFile(join(root, "reports", name), "id,agent");
  await due();
  expect((await readdir(join(root, "reports"))).sort()).toEqual([...made, "mine.part"].sort());
});

test("a report that is stopped leaves no file", async () => {
  await addSession("9", "2021-01-11 10:00:00Z");
  await built("2021-02-01 00:00:00Z");
  const stopped = {...context, signal: AbortSignal.abort(new Error("stopped"))};
  await expect(writeReports(stopped, agents)).rejects.toThrow("stopped");
  expect(await readdir(join(root, "reports"))).toEqual([]);
});

test("an unknown report, or a day before there is data, is refused with what can be done", async () => {
  await expect(writeReports(context, {names: ["agent"], folder})).rejects.toThrow(
    "report agent: there is no such report. There are: agent_history_information, unattended_out_of_hours."
  );
  await expect(writeReports(context, {folder})).rejects.toThrow("there is no data yet");
});

async function reportFolder(sql: string, columns: string, extra = ""): Promise<string> {
  const folder = await mkdtemp(join(root, "definitions-"));
  const header = `-- Numbers.\n--\n-- file numbers_{day}.csv\n-- every day 07:00\n-- grain n\n${extra}${columns}\n`;
  await writeFile(join(folder, "numbers.sql"), `${header}${sql}`);
  return folder;
}

test("a weekly report is written for Sundays, and for another day when it is named", async () => {
  await built("2021-01-13 08:00:00Z");
  const folder = await reportFolder("select 1 as n where false order by n", "-- column n integer: A number.");
  const path = join(folder, "numbers.sql");
  await writeFile(path, (await readFile(path, "utf8")).replace("every day", "every week"));
  const days = async (options: ReportOptions) =>
    (await writeReports(context, {...options, folder})).reports.map(({day}) => day);
  // 2021-01-10 is a Sunday.
  expect(await days({})).toEqual(["2021-01-10"]);
  expect(await days({names: ["numbers"]})).toEqual(["2021-01-10"]);
  expect(await days({day: "2021-01-12"})).toEqual([]);
  expect(await days({day: "2021-01-03"})).toEqual(["2021-01-03"]);
  expect(await days({names: ["numbers"], day: "2021-01-12"})).toEqual(["2021-01-12"]);
});

test("who asks for a day that is not over is told so", async () => {
  const warnings: string[] = [];
  const told = {...context, log: {...silentLog, warn: (line: string) => void warnings.push(line)}};
  await built("2021-01-11 18:30:00Z");
  await writeReports(told, {...agents, day: "2021-01-10"});
  expect(warnings).toEqual([]);
  await writeReports(told, {folder, day: "2021-01-11"});
  expect(warnings).toEqual([
    "reports of 2021-01-11: the day is not over yet, as the newest event is of 2021-01-11 18:30. Ask again when later ones are loaded."
  ]);
});

test.each([
  [
    "reads raw data",
    "select n from raw.numbers order by n",
    "reads raw.numbers. Reports read marts.* and metrics.* only."
  ],
  ["reads a file", "select 1 as n from read_csv('x.csv') order by n", "reads read_csv()."],
  [
    "has another column",
    "select 1 as m, 'x' as n from marts.conversations order by n",
    "column 1 is m integer, the header says n integer."
  ],
  [
    "has another type",
    "select 1::bigint as n from marts.conversations order by n",
    "column 1 is n bigint, the header says n integer."
  ],
  [
    "asks for what is not given",
    "select 1 as n from marts.conversations where $dya = 1 order by n",
    "$dya is nothing that is given."
  ],
  ["cannot be read", "selekt 1 order by n", "Mend the query"]
])("a report that %s is refused before anything is written", async (_, sql, message) => {
  const folder = await reportFolder(sql, "-- column n integer: A number.");
  await expect(writeReports(context, {folder, day: "2021-01-11"})).rejects.toThrow(message);
  expect(existsSync(join(root, "reports"))).toBe(false);
});

test("a query without fault is looked at again once its text or what a build makes has changed", async () => {
  await warehouse.run("create table marts.numbers as select 1 as n");
  await warehouse.run("insert into ops.models values ('marts.numbers', 1)");
  const folder = await reportFolder("select n from marts.numbers order by n", "-- column n integer: A number.");
  await built("2021-02-01 00:00:00Z");
  const write = () => writeReports(context, {folder, due: true});
  await write();
  const noted = await warehouse.rows("from ops.sound_reports");
  await write();
  expect(await warehouse.rows("from ops.sound_reports")).toEqual(noted);
  await warehouse.run("create or replace table marts.numbers as select 1::bigint as n");
  await built("2021-02-01 00:00:00Z", ["marts.numbers"]);
  await expect(write()).rejects.toThrow("column 1 is n bigint, the header says n integer");
  // And again: what has a fault is never taken for sound.
  await expect(write()).rejects.toThrow("column 1 is n bigint");
  await warehouse.run("create or replace table marts.numbers as select 1 as n");
  await write();
  const path = join(folder, "numbers.sql");
  await writeFile(path, (await readFile(path, "utf8")).replace("select n", "select n + 1 as n, n as more"));
  await expect(write()).rejects.toThrow("column 2 is more");
});

test("a report by days of the reporting zone cannot be put into another zone", async () => {
  await warehouse.run("create table metrics.numbers (day date, n integer)");
  const sql = "select n from metrics.numbers where day = $day order by n";
  const folder = await reportFolder(sql, "-- column n integer: A number.");
  const settings = settingsWith({byName: {numbers: {timeZone: "Europe/Madrid", choices: {}}}});
  const wrong = writeReports({...context, settings}, {folder, day: "2021-01-11"});
  await expect(wrong).rejects.toThrow("the report counts by days of UTC");
});

test("a setting of a report that is not there is named with those that are", async () => {
  const byName = {agents: {choices: {}}, agent_history_information: {choices: {closed: true}}};
  const wrong = writeReports({...context, settings: settingsWith({byName})}, agents);
  await expect(wrong).rejects.toThrow(
    /2 faults[\s\S]*reports\.agents: there is no such report[\s\S]*\.closed: there is no such setting/
  );
});

test("a grain that repeats is refused, with the row", async () => {
  const sql = "select 1 as n from range(2) order by n";
  const folder = await reportFolder(sql, "-- column n integer: A number.");
  await built("2021-02-01 00:00:00Z");
  await expect(writeReports(context, {folder, day: "2021-01-11"})).rejects.toThrow(
    "on 2021-01-11 there are 2 rows of n 1."
  );
});

test("decimals, dates and numbers are written as the dialect has them", async () => {
  const columns = ["n integer", "amount decimal(18,6)", "share double", "day date", "is_open boolean", "big bigint"]
    .map((column) => `-- column ${column}: x.`)
    .join("\n");
  const sql =
    "select -1 as n, -12.5::decimal(18, 6) as amount, 0.25::double as share, $day as day, true as is_open, 1234567890123456::bigint as big from range(1) order by n";
  const folder = await reportFolder(sql, columns);
  const write = async (dialect: "plain" | "excel-es") => {
    const out = join(root, dialect);
    await writeReports({...context, settings: settingsWith({dialect})}, {folder, day: "2021-01-11", out});
    return (await readFile(join(out, "numbers_2021-01-11.csv"), "utf8")).split("\n")[1];
  };
  expect(await write("plain")).toBe("-1,-12.500000,0.25,2021-01-11,true,1234567890123456");
  expect(await write("excel-es")).toBe("-1;-12,500000;0,25;2021-01-11;true;'1234567890123456\r");
});

test("a million rows go through in constant memory", async () => {
  const columns = "-- column n integer: A number.\n-- column text varchar: A text.";
  const sql = "select n::integer as n, 'texto número ' || n as text from range(1000000) numbers(n) order by n";
  const folder = await reportFolder(sql, columns);
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const {reports} = await writeReports(context, {folder, day: "2021-01-11"});
  clearInterval(watch);
  expect(reports[0]!.rows).toBe(1_000_000);
  expect((await manifest("numbers_2021-01-11.manifest.json")).bytes).toBeGreaterThan(27_000_000);
  expect((peak - before) / 1e6).toBeLessThan(200);
});
