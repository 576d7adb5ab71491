import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, describe, expect, test} from "vitest";
import {defaultSettings, type Home, homeAt, readEnvironment, readSettings} from "./settings.js";

let home: Home;

beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), "settings-")));
});

afterEach(() => rmSync(home.root, {recursive: true}));

function read(yaml: string | Buffer) {
  writeFileSync(home.settingsFile, yaml);
  return readSettings(home);
}

/** The faults of a text, without their heading. */
async function faults(yaml: string): Promise<string[]> {
  const error = await read(yaml).then(
    () => new Error("no fault"),
    (error: Error) => error
  );
  return error.message
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

test("every setting is explained beside the reference files", async () => {
  const [fault] = await faults("nothing: 1");
  const readme = readFileSync(new URL("../data/reference/README.md", import.meta.url), "utf8");
  const unexplained = fault!
    .replace(/^.*There are: |\.$/g, "")
    .split(", ")
    .filter((name) => !readme.includes(`\`${name}\``));
  expect(fault).toContain("There are: time_zone, language");
  expect(unexplained).toEqual([]);
});

describe("readEnvironment", () => {
  test("without a variable the home is the project's data/home", () => {
    expect(readEnvironment({}).home).toMatch(/data\/home$/);
    expect(readEnvironment({}).demoHome).toMatch(/data\/demo$/);
  });

  test("the home may be anywhere", () => {
    expect(readEnvironment({CHAT_ANALYTICS_HOME: home.root}).home).toBe(home.root);
  });

  test("what only a shell replaces is no path", () => {
    for (const value of ["~/chat", "$HOME/chat", '"/srv/chat"']) {
      expect(() => readEnvironment({CHAT_ANALYTICS_HOME: value})).toThrow(
        `CHAT_ANALYTICS_HOME: ${value} begins with what a shell would have replaced. Write the whole path, without quotes.`
      );
    }
  });

  test("names every fault at once", () => {
    writeFileSync(home.settingsFile, "");
    const env = {CHAT_ANALYTICS_HOME: " ", CHAT_ANALYTICS_DEMO_HOME: home.settingsFile};
    expect(() => readEnvironment(env)).toThrow(
      `the environment has 2 faults:
  CHAT_ANALYTICS_HOME: it is empty. Name a folder, or unset it to use data/home.
  CHAT_ANALYTICS_DEMO_HOME: ${home.settingsFile} is a file. Name a folder.`
    );
  });
});

describe("readSettings", () => {
  test("without a file, or with an empty one, the defaults hold", async () => {
    expect(await readSettings(home)).toEqual(defaultSettings);
    expect(await read("")).toEqual(defaultSettings);
    expect(await read("# nothing yet\naccounts:\nwhatsapp:\n")).toEqual(defaultSettings);
  });

  test("reads everything that can be set", async () => {
    const settings = await read(`
time_zone: America/Bogota
language: en
currency: COP
portfolio: shops
sources:
  agent_history: { time_zone: UTC }
notice_patterns: ["We are closed"]
accounts:
  "102290129340398": { name: Main, time_zone: Europe/Madrid, currency: EUR, portfolio: main }
fallback_intents: [Nope]
whatsapp:
  service_allowance: reported
  window_clock: sending
  reactions: free
  tiers: formula
  primary_location: null
  auth_international: { start: 2024-07-01T02:00:00+02:00, exceptions: { IN: 1719817200 } }
session_gap_hours: 12
stale_session_hours: 10
service_level_seconds: 30
turn_join_seconds: 5
active_chat_gap_minutes: 15
memory_limit: 2GB
retain_days: { messages: 400 }
reports: { header: clean, revised_days: 7 }
schedule: { every_minutes: 15 }
deliver:
  intents:
    - { email: [ana@example.com], from: reports@example.com }
    - { email: [bob@example.com], language: en }
    - { folder: /srv/reports }
    - sftp: sftp://chat@sftp.bank.example:2222/inbox
      host_key: sftp.bank.example ssh-ed25519 AAAAC3Nz
      credentials: bank
    - { put: finance, headers: { x-ms-blob-type: BlockBlob } }
    - { s3: https://s3.eu-west-1.amazonaws.com/bucket/chat, region: eu-west-1 }
mail: { from: chat@example.com, operator: it@example.com, gzip_above_kilobytes: 500 }
`);
    expect(settings).toEqual({
      timeZone: "America/Bogota",
      language: "en",
      currency: "COP",
      portfolio: "shops",
      sources: {agent_history: {timeZone: "UTC"}},
      noticePatterns: ["We are closed"],
      accounts: {
        "102290129340398": [
          {name: "Main", timeZone: "Europe/Madrid", currency: "EUR", portfolio: "main", validFrom: null}
        ]
      },
      fallbackIntents: ["Nope"],
      whatsapp: {
        serviceAllowance: "reported",
        windowClock: "sending",
        reactions: "free",
        tiers: "formula",
        primaryLocation: null,
        authInternational: {start: "2024-07-01T00:00:00.000Z", exceptions: {IN: "2024-07-01T07:00:00.000Z"}}
      },
      sessionGapHours: 12,
      staleSessionHours: 10,
      serviceLevelSeconds: 30,
      turnJoinSeconds: 5,
      activeChatGapMinutes: 15,
      memoryLimit: "2GB",
      retainDays: {messages: 400},
      schedule: {everyMinutes: 15},
      deliver: {
        intents: [
          {email: ["ana@example.com"], from: "reports@example.com"},
          {email: ["bob@example.com"], language: "en"},
          {folder: "/srv/reports"},
          {
            sftp: "sftp://chat@sftp.bank.example:2222/inbox",
            host_key: ["ssh-ed25519 AAAAC3Nz"],
            credentials: "bank"
          },
          {put: "finance", headers: {"x-ms-blob-type": "BlockBlob"}},
          {s3: "https://s3.eu-west-1.amazonaws.com/bucket/chat", region: "eu-west-1"}
        ]
      },
      mail: {from: "chat@example.com", operator: "it@example.com", gzipAboveKilobytes: 500},
      reports: {...defaultSettings.reports, header: "clean", revisedDays: 7}
    });
  });

  test("an account may change from a day on; what it leaves out is the deployment's own", async () => {
    const {accounts} = await read(`
currency: EUR
accounts:
  "7":
    - { valid_from: 2026-05-01, currency: USD, time_zone: America/Bogota }
    - { name: Old }
`);
    const base = {timeZone: "Europe/Madrid", currency: "EUR", portfolio: "main"};
    expect(accounts["7"]).toEqual([
      {...base, name: "Old", validFrom: null},
      {...base, name: "7", currency: "USD", timeZone: "America/Bogota", validFrom: "2026-05-01"}
    ]);
  });

  test("a long account id keeps its digits without quotes", async () => {
    const {accounts} = await read("accounts:\n  1022901293403981234: { currency: EUR }\n");
    expect(Object.keys(accounts)).toEqual(["1022901293403981234"]);
  });

  test("a text that a list says twice is one", async () => {
    const settings = await read('fallback_intents: [Nope, "Nope ", What]\nnotice_patterns: [Closed, Closed]\n');
    expect(settings.fallbackIntents).toEqual(["Nope", "What"]);
    expect(settings.noticePatterns).toEqual(["Closed"]);
  });

  test("long account ids that differ in the last digit are two, and zeros in front count", async () => {
    const {accounts} = await read(
      "accounts:\n  1022901293403981234: {}\n  1022901293403981235: {}\n  007: {}\n  7: {}\n"
    );
    expect(Object.keys(accounts).sort()).toEqual(["007", "1022901293403981234", "1022901293403981235", "7"]);
  });

  test("a file that is not in UTF-8 is a fault, whatever it says", async () => {
    const text = Buffer.from('notice_patterns: ["Cerrado mañana"]', "latin1");
    await expect(read(text)).rejects.toThrow("settings.yaml: it is not in UTF-8. Save it in UTF-8.");
  });

  test("a folder of its name is a fault", async () => {
    mkdirSync(home.settingsFile);
    await expect(readSettings(home)).rejects.toThrow(
      "settings.yaml: it is a folder. Remove it, and write a file of this name if you need one."
    );
  });

  test("a link of its name to nothing is a fault, and no wish for the defaults", async () => {
    symlinkSync(join(home.root, "gone.yaml"), home.settingsFile);
    await expect(readSettings(home)).rejects.toThrow(
      "settings.yaml: it is a link to nothing that this user can see. Remove it, or mend what it leads to."
    );
  });

  test("a file of nearly its name is a fault while there is none of its name", async () => {
    writeFileSync(join(home.root, "settings.yml"), "language: en\n");
    await expect(readSettings(home)).rejects.toThrow("settings.yml: it is not read. Rename it to settings.yaml.");
    expect((await read("language: en\n")).language).toBe("en");
  });

  test("names every fault at once, each with line, key, value and remedy", async () => {
    const error = await read("time_zone: +01:00\nlanguage: fr\nsession_gap_hours: 24.5\n").catch(String);
    expect(error).toContain(`${home.root} has 3 faults:
  settings.yaml:1 time_zone: "+01:00" is no IANA time zone. Write one like Europe/Madrid; offsets do not know summer time.
  settings.yaml:2 language: "fr" is none of the choices. Write one of: es, en.
  settings.yaml:3 session_gap_hours: 24.5 is no whole number of hours from 1 to 720. Write one, without quotes.`);
  });

  test.each([
    [
      "an unknown key",
      "timezone: UTC",
      "settings.yaml:1 timezone: there is no such setting. There are: time_zone, lang"
    ],
    [
      "an unknown key of whatsapp",
      "whatsapp:\n  tier: x",
      "settings.yaml:2 whatsapp.tier: there is no such setting. There are: service_a"
    ],
    [
      "an unknown key of an account",
      'accounts:\n  "7":\n    zone: UTC',
      "settings.yaml:3 accounts.7.zone: there is no such setting. An account has: name"
    ],
    [
      "an unknown feed",
      "sources: { mail: { time_zone: UTC } }",
      "settings.yaml:1 sources.mail: there is no such setting. The sources are: conv"
    ],
    [
      "a number as text",
      'stale_session_hours: "16"',
      'settings.yaml:1 stale_session_hours: "16" is no whole number of hours'
    ],
    [
      "a number out of range",
      "service_level_seconds: 0",
      "settings.yaml:1 service_level_seconds: 0 is no whole number of seconds from 1"
    ],
    ["a key without value", "time_zone:", "settings.yaml:1 time_zone: null is no IANA time zone."],
    [
      "a zone nobody has",
      "sources: { messages: { time_zone: Europe/Atlantis } }",
      'settings.yaml:1 sources.messages.time_zone: "Europe/Atlantis" is no'
    ],
    [
      "a currency nobody has",
      "currency: EURO",
      'settings.yaml:1 currency: "EURO" is no currency. Write its ISO 4217 code'
    ],
    [
      "a country by name",
      "whatsapp: { primary_location: Spain }",
      'settings.yaml:1 whatsapp.primary_location: "Spain" is no country.'
    ],
    [
      "an instant without offset",
      "whatsapp: { auth_international: { start: 2024-07-01 } }",
      'settings.yaml:1 whatsapp.auth_international.start: "2024-07-01" is no instant.'
    ],
    [
      "a day that no calendar has",
      "whatsapp: { auth_international: { start: 2024-06-31T00:00:00Z } }",
      'settings.yaml:1 whatsapp.auth_international.start: "2024-06-31T00:00:00Z" is no instant.'
    ],
    [
      "an instant in milliseconds",
      "whatsapp: { auth_international: { exceptions: { IN: 1719817200000 } } }",
      "settings.yaml:1 whatsapp.auth_international.exceptions.IN: 1719817200000 is no instant. Write it like"
    ],
    [
      "an exception that is no country",
      "whatsapp: { auth_international: { exceptions: { India: 1719817200 } } }",
      'settings.yaml:1 whatsapp.auth_international.exceptions.India: "India" is no country. Write its ISO 3166 code'
    ],
    [
      "a text for a list",
      "notice_patterns: closed",
      'settings.yaml:1 notice_patterns: "closed" is no list. Write it like'
    ],
    ["an empty pattern", 'notice_patterns: ["a", " "]', 'settings.yaml:1 notice_patterns.1: " " is empty.'],
    ["a list for a map", "accounts: [a]", 'settings.yaml:1 accounts: ["a"] is no group of settings.'],
    [
      "an account day that is none",
      'accounts: { "7": { valid_from: 2026-02-30 } }',
      'settings.yaml:1 accounts.7.valid_from: "2026-02-30" is no day.'
    ],
    ["a text for an account", 'accounts: { "7": Main }', 'settings.yaml:1 accounts.7: "Main" is no group of settings.'],
    [
      "an account twice from one day",
      'accounts:\n  "7":\n    - { name: a }\n    - { name: b }',
      'settings.yaml:4 accounts.7.1: {"name":"b"} holds from the beginning, and so does an entry before it.'
    ],
    [
      "an account without entries",
      'accounts: { "7": [] }',
      "settings.yaml:1 accounts.7: [] is an empty list. Fill it."
    ],
    ["an amount of memory", "memory_limit: lots", 'settings.yaml:1 memory_limit: "lots" is no amount of memory.'],
    [
      "no memory",
      "memory_limit: 0MB",
      'settings.yaml:1 memory_limit: "0MB" is too little memory. Write at least 100MB.'
    ],
    ["less memory than 100 MB", "memory_limit: 0.09 GiB", 'settings.yaml:1 memory_limit: "0.09 GiB" is too little'],
    [
      "a text in bold without quotes",
      "language: es\nnotice_patterns:\n  - *Hola*\n",
      "settings.yaml:3: *Hola* without quotes is no text in YAML. Put it in quotes."
    ],
    [
      "a text that begins with & without quotes",
      "notice_patterns: [&Co. is closed]",
      "settings.yaml:1: &Co. without quotes is no text in YAML."
    ],
    [
      "days to keep",
      "retain_days: 30",
      "settings.yaml:1 retain_days: 30 is no whole number of days from 120 to 36600."
    ],
    [
      "days to keep of a table that is none",
      "retain_days: { mesages: 400 }",
      "settings.yaml:1 retain_days.mesages: there is no such setting. The tables are: conversations, messages,"
    ],
    [
      "a target of no kind",
      "deliver: { a: [{ fax: 1 }] }",
      'settings.yaml:1 deliver.a.0: {"fax":1} is no target. Begin'
    ],
    [
      "an unknown key of a target",
      "deliver:\n  a:\n    - { folder: /srv, mode: 1 }",
      "settings.yaml:3 deliver.a.0.mode: there is no such setting. A target has one of"
    ],
    [
      "a server without its key",
      "deliver: { a: [{ sftp: sftp://me@host/in }] }",
      "settings.yaml:1 deliver.a.0.host_key.0: nothing is no key of an SSH server. Write the line that ssh-keyscan"
    ],
    [
      "a fingerprint for a key",
      "deliver: { a: [{ sftp: sftp://me@host/in, host_key: SHA256:abc }] }",
      'settings.yaml:1 deliver.a.0.host_key.0: "SHA256:abc" is no key of an SSH server.'
    ],
    [
      "a header with a space",
      "deliver: { a: [{ put: finance, headers: { x type: b } }] }",
      'settings.yaml:1 deliver.a.0.headers.x type: "x type" is no header. Write it like x-ms-blob-type.'
    ],
    [
      "a password in an address",
      "deliver: { a: [{ sftp: sftp://me:hunter2@host/in, host_key: ssh-ed25519 AAAA }] }",
      'settings.yaml:1 deliver.a.0.sftp: "sftp://…@host/in" is no SFTP folder.'
    ],
    [
      "a host that would be an option",
      "deliver: { a: [{ sftp: sftp://me@-oProxyCommand=x/in, host_key: ssh-ed25519 AAAA }] }",
      "settings.yaml:1 deliver.a.0.sftp:"
    ],
    [
      "a signature in a bucket",
      "deliver: { a: [{ s3: 'https://s3.example/b?X-Amz-Signature=abc' }] }",
      'settings.yaml:1 deliver.a.0.s3: "https://s3.example/b?…" is no bucket.'
    ],
    [
      "a bucket without encryption",
      "deliver: { a: [{ s3: http://s3.example/b }] }",
      'settings.yaml:1 deliver.a.0.s3: "http://s3.example/b" is no bucket.'
    ],
    [
      "mail from nobody",
      "deliver: { a: [{ email: [ana@example.com] }] }",
      "settings.yaml:1 deliver.a.0.from: nothing is no sender. Write one for all"
    ],
    ["a list as the whole file", "- time_zone", 'settings.yaml:1: ["time_zone"] is no group of settings.'],
    ["a key twice", "currency: EUR\ncurrency: USD", "settings.yaml:2: Map keys must be unique. Mend the YAML there."],
    [
      "an account once with quotes and once without",
      'accounts:\n  "102290129340398": { currency: EUR }\n  102290129340398: { currency: USD }',
      "settings.yaml:3: Map keys must be unique. Mend the YAML there."
    ],
    ["broken YAML", "accounts: {\ncurrency: EUR", "settings.yaml:"]
  ])("%s is a fault", async (_, yaml, expected) => {
    const found = await faults(yaml);
    expect(found).toHaveLength(1);
    expect(found[0]?.startsWith(expected), found[0]).toBe(true);
  });
});
