import {gzipSync} from "node:zlib";
import {afterEach, beforeEach, describe, expect, test} from "vitest";
import {ingest} from "./ingest.js";
import {makeTestHome, type TestHome} from "./test-home.js";

let home: TestHome;

beforeEach(async () => {
  home = await makeTestHome();
});

afterEach(() => home.remove());

const header = "message_id,conversation_id,sent_at,direction,author,channel,text";
const row = (id: string, text: string) => `${id},c1,2026-03-02T09:00:00Z,inbound,contact,whatsapp,${text}`;

async function load(name: string, content: string | Buffer) {
  home.put(`messages/${name}`, content);
  const {files} = await ingest(home.context);
  const [file] = files;
  return [file!.rows_read, file!.rows_accepted, file!.rows_refused, file!.rows_repeated];
}

async function texts() {
  const rows = await home.context.warehouse.rows<{text: string | null}>(
    "select text from raw.messages order by message_id"
  );
  return rows.map(({text}) => text);
}

async function reasons() {
  const rows = await home.context.warehouse.rows("select record, line, reason from ops.rejects order by record");
  return rows;
}

describe("encodings", () => {
  const text = `${header}\n${row("m1", "mañana €")}\n${row("m2", "adiós")}\n`;
  const utf16 = Buffer.from(text, "utf16le");
  const swapped = Buffer.from(utf16).swap16();
  const inWindows = Buffer.from(text.replaceAll("€", "\x80"), "latin1");
  const encodings: Record<string, Buffer> = {
    "UTF-8": Buffer.from(text),
    "UTF-8 with a mark": Buffer.from(`\ufeff${text}`),
    "UTF-16 little endian with a mark": Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]),
    "UTF-16 big endian with a mark": Buffer.concat([Buffer.from([0xfe, 0xff]), swapped]),
    "UTF-16 little endian without a mark": utf16,
    "UTF-16 big endian without a mark": swapped,
    "windows-1252": inWindows
  };
  for (const [name, content] of Object.entries(encodings)) {
    test(`CSV in ${name} reads the same`, async () => {
      expect(await load("day.csv", content)).toEqual([2, 2, 0, 0]);
      expect(await texts()).toEqual(["mañana €", "adiós"]);
    });
  }

  test("CSV in windows-1252 may have accents in its header too", async () => {
    const content = `${header.replace("conversation", "conversatión")}\n${row("m1", "sí")}\n`;
    expect(await load("day.csv", Buffer.from(content, "latin1"))).toEqual([1, 1, 0, 0]);
    expect(await texts()).toEqual(["sí"]);
    expect(await load("other.csv", Buffer.from("año,mañana\n1,2\n", "latin1"))).toEqual([1, 0, 1, 0]);
    expect(await home.context.warehouse.rows("select reason, row_text from ops.rejects")).toEqual([
      {reason: "missing_header", row_text: "año,mañana"}
    ]);
  });

  const object = (id: string, text: string) => {
    const [message_id, conversation_id, sent_at, direction, author, channel] = row(id, text).split(",");
    return JSON.stringify({message_id, conversation_id, sent_at, direction, author, channel, text});
  };
  const lines = `${object("m1", "mañana")}\n${object("m2", "adiós")}\n`;
  test.each([
    ["a mark", Buffer.from(`\ufeff${lines}`)],
    ["UTF-16", Buffer.from(`\ufeff${lines}`, "utf16le")],
    ["Latin-1", Buffer.from(lines, "latin1")]
  ])("JSON lines in %s read the same", async (_, content) => {
    expect(await load("day.jsonl", content)).toEqual([2, 2, 0, 0]);
    expect(await texts()).toEqual(["mañana", "adiós"]);
  });

  test("in UTF-8 with damage only the damaged rows are refused, never loaded as other letters", async () => {
    const good = Buffer.from(
      `${header}\n${row("m1", "mañana")}\n${row("m2", "adiós, ¿qué tal?").replace(", ¿", " ¿")}\n`
    );
    const damaged = Buffer.concat([Buffer.from(row("m3", "rot ")), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from("\n")]);
    expect(await load("day.csv", Buffer.concat([good, damaged]))).toEqual([3, 2, 1, 0]);
    expect(await reasons()).toEqual([{record: 3, line: 4, reason: "invalid_encoding"}]);
  });

  test("a zero byte makes its row unreadable, not the file", async () => {
    expect(await load("day.csv", `${header}\n${row("m1", "a\0b")}\n${row("m2", "ok")}\n`)).toEqual([2, 1, 1, 0]);
    expect(await reasons()).toEqual([{record: 1, line: 2, reason: "invalid_encoding"}]);
  });
});

describe("dialects", () => {
  test.each([",", ";", "\t", "|"])("columns separated by %j", async (delimiter) => {
    const content = `${header}\n${row("m1", "hola")}\n`.replaceAll(",", delimiter);
    expect(await load("day.csv", content)).toEqual([1, 1, 0, 0]);
    expect(await texts()).toEqual(["hola"]);
  });

  test.each([
    ["Windows", "\r\n"],
    ["old Mac", "\r"]
  ])("lines that end as on %s", async (_, newline) => {
    expect(await load("day.csv", [header, row("m1", "hola"), row("m2", "x"), ""].join(newline))).toEqual([2, 2, 0, 0]);
  });

  test("line ends of several sorts in one file", async () => {
    const content = `${header}\r\n${row("m1", "a")}\n${row("m2", '"b\r\nc"')}\r\n\n${row("m3", "d")}\r${row("m4", "e")}`;
    expect(await load("day.csv", content)).toEqual([4, 4, 0, 0]);
    expect(await texts()).toEqual(["a", "b\r\nc", "d", "e"]);
  });

  test("quotes: doubled, inside a bare value, single, and after a backslash", async () => {
    await load("a.csv", `${header}\n${row("m1", '"say ""hi"", then go"')}\n${row("m2", '5" screen')}\n`);
    await load("b.csv", `${header}\n${row("m3", "'it, is'")}\n`.replaceAll("m3", "'m3'").replace("text", "'text'"));
    await load("c.csv", `${header}\n${row("m4", '"a \\"b\\", c"')}\n`);
    expect(await texts()).toEqual(['say "hi", then go', '5" screen', "it, is", 'a "b", c']);
  });

  test("empty lines before the header, and Excel's hint about the separator", async () => {
    expect(await load("a.csv", `\n\n${header}\n${row("m1", "a")}\n`)).toEqual([1, 1, 0, 0]);
    expect(await load("b.csv", `sep=;\n${header}\n${row("m2", "b")}\n`.replaceAll(",", ";"))).toEqual([1, 1, 0, 0]);
  });

  test("a header without rows is a file without rows", async () => {
    expect(await load("a.csv", `${header}\n`)).toEqual([0, 0, 0, 0]);
    expect(await load("b.csv", header)).toEqual([0, 0, 0, 0]);
  });

  test("an unclosed quote takes its own line only", async () => {
    const lines = [header, row("m1", '"open'), row("m2", "a"), row("m3", '"closed"'), row("m4", "b")];
    expect(await load("day.csv", `${lines.join("\n")}\n`)).toEqual([4, 3, 1, 0]);
    expect(await reasons()).toEqual([{record: 1, line: 2, reason: "malformed_row"}]);
    expect(await texts()).toEqual(["a", "closed", "b"]);
  });

  test("a delimiter too many never moves a text into the next column, not even where the last one is empty", async () => {
    const lines = [`${header},intent`, `${row("m1", "Hola, que tal")},`, `${row("m2", "Hola")},`];
    expect(await load("day.csv", `${lines.join("\n")}\n`)).toEqual([2, 1, 1, 0]);
    expect(await reasons()).toEqual([{record: 1, line: 2, reason: "malformed_row"}]);
    expect(await texts()).toEqual(["Hola"]);
  });

  test("a text of millions of letters is read, and what is longer goes alone", async () => {
    const lines = ["m1", "m2", "m3"].map((id, at) => row(id, "y".repeat([2_500_000, 8_000_000, 7_900_000][at]!)));
    expect(await load("day.csv", `${[header, ...lines, row("m4", "a")].join("\n")}\n`)).toEqual([4, 3, 1, 0]);
    expect((await texts()).map((text) => text?.length)).toEqual([2_500_000, 7_900_000, 1]);
    const rejects = await home.context.warehouse.rows("select line, message from ops.rejects");
    expect(rejects).toEqual([
      {line: 3, message: "The row cannot be split into columns: it is longer than 8000000 bytes."}
    ]);
  });

  test("a line without end is refused with its file before anything is read", async () => {
    const endless = gzipSync(Buffer.concat([Buffer.from(`${header}\n`), Buffer.alloc(140_000_000, "y")]), {level: 1});
    expect(await load("day.csv.gz", endless)).toEqual([1, 0, 1, 0]);
    expect(await home.context.warehouse.rows("select reason, message from ops.rejects")).toEqual([
      {
        reason: "too_long",
        message:
          "After byte 67108864 no line ends for 64 MiB, and a line has 16 MiB at most; write a row or a document a line."
      }
    ]);
  });

  test("values that spreadsheets would run stay text", async () => {
    expect(await load("day.csv", `${header}\n${row("m1", "\"=cmd|' /C calc'!A0\"")}\n`)).toEqual([1, 1, 0, 0]);
    expect(await texts()).toEqual(["=cmd|' /C calc'!A0"]);
  });
});

describe("JSON", () => {
  test("a value without end is refused with its document before all of it is read", async () => {
    const endless = Buffer.concat([Buffer.from('[{"message_id":"m1"},\n{"text":"'), Buffer.alloc(70_000_000, "y")]);
    expect(await load("day.json", endless)).toEqual([1, 0, 1, 0]);
    expect(await home.context.warehouse.rows("select reason, message from ops.rejects")).toEqual([
      {reason: "too_long", message: "The value that begins in line 2 is longer than 16000000 characters; split it."}
    ]);
  });

  const good = `{"message_id":"m1","conversation_id":"c1","sent_at":"2026-03-02T09:00:00Z","direction":"inbound","author":"contact","channel":"whatsapp","text":"a"}`;
  const named = (id: string, more = "") => good.replace('"m1"', `"${id}"`).replace("}", `${more}}`);

  test("lines that are no object are refused one by one", async () => {
    const lines = [good, "{broken", "[1, 2]", "null", "", named("m2"), '"text"', `${named("m3")} trailing`];
    expect(await load("day.jsonl", lines.join("\n"))).toEqual([7, 2, 5, 0]);
    expect(await reasons()).toEqual(
      [2, 3, 4, 7, 8].map((line) => ({record: line > 5 ? line - 1 : line, line, reason: "invalid_json"}))
    );
  });

  test("what is no number is no value, in lines as in a list; as text it stays", async () => {
    const words = ["NaN", "Infinity", "-Infinity", "[NaN]", '{"a": NaN}'];
    const objects = words.map((word, at) => named(`m${at + 2}`, `,"agent_id":${word}`));
    const said = named("m9", ',"agent_id":"NaN"').replace('"a"', '"it is NaN: NaN "');
    for (const [name, content] of [
      ["a.jsonl", [good, ...objects, said].join("\n")],
      ["b.json", `[${[good, ...objects, said].map((object) => object.replaceAll(/"m([19])"/g, '"n$1"')).join(",\n")}]`]
    ] as const) {
      expect(await load(name, content)).toEqual([7, 2, 5, 0]);
    }
    expect(new Set((await reasons()).map(({reason}) => reason))).toEqual(new Set(["invalid_json"]));
    expect(await texts()).toEqual(["a", "it is NaN: NaN ", "a", "it is NaN: NaN "].map((text) => text.trim()));
  });

  test("a refused number is told as it was read, not as it is nicer", async () => {
    const more = ',"is_fallback":1.0';
    expect(await load("a.jsonl", `${good}\n${named("m2", more)}\n`)).toEqual([2, 1, 1, 0]);
    expect(await load("b.json", `[${named("m3", more)},${named("m4", ',"contact_phone":3.4600111222E+10')}]`)).toEqual([
      2, 0, 2, 0
    ]);
    const rejects = await home.context.warehouse.rows("select message from ops.rejects order by file_id, record");
    expect(rejects.map(({message}) => message)).toEqual([
      'is_fallback "1.0" is neither true nor false.',
      'is_fallback "1.0" is neither true nor false.',
      'contact_phone "34600111222.0" is no phone number; write 7 to 15 digits with the country\'s prefix.'
    ]);
  });

  test("an array that breaks off keeps the objects before the break", async () => {
    expect(await load("day.json", `[\n${good},\n${named("m2")},\n{"message_id": "m3", "conv`)).toEqual([3, 2, 1, 0]);
    expect(await reasons()).toEqual([{record: 3, line: 4, reason: "invalid_json"}]);
  });

  test("one document may spell a name in several ways; keys that differ in case only are kept apart", async () => {
    const other = named("m2").replace("message_id", "messageId").replace("sent_at", "SentAt");
    expect(await load("day.jsonl", `${good}\n${other}\n${named("m3", ',"Note":"x","note":"y"')}\n`)).toEqual([
      3, 3, 0, 0
    ]);
    expect(await home.context.warehouse.rows("select extra from raw.messages where message_id = 'm3'")).toEqual([
      {extra: '{"Note":"x","note":"y"}'}
    ]);
  });

  test("a key written twice has its last value; numbers and flags need no quotes", async () => {
    const line = `${good.slice(0, -1)},"intent_confidence":0.5,"is_fallback":true,"text":"last"}`;
    expect(await load("day.jsonl", `${line}\n`)).toEqual([1, 1, 0, 0]);
    expect(await home.context.warehouse.rows("select text, intent_confidence, is_fallback from raw.messages")).toEqual([
      {text: "last", intent_confidence: 0.5, is_fallback: true}
    ]);
  });

  test("a key that comes late, of the contract or not, is found all the same", async () => {
    const many = Array.from({length: 3000}, (_, index) => named(`m${index + 2}`));
    const late = named("late", ',"agent_id":"a1","zone":"north"');
    expect(await load("day.jsonl", `${good}\n${many.join("\n")}\n${late}\n`)).toEqual([3002, 3002, 0, 0]);
    expect(
      await home.context.warehouse.rows("select agent_id, extra from raw.messages where message_id = 'late'")
    ).toEqual([{agent_id: "a1", extra: '{"zone":"north"}'}]);
    expect(await home.context.warehouse.rows("select extra_columns from ops.files")).toEqual([
      {extra_columns: ["zone"]}
    ]);
  });

  test("a key that is named like what the reading needs itself is kept", async () => {
    expect(await load("day.jsonl", `${named("m1", ',"file":"x","FILE_":null,"filename":{"a":1}')}\n`)).toEqual([
      1, 1, 0, 0
    ]);
    expect(await home.context.warehouse.rows("select extra from raw.messages")).toEqual([
      {extra: '{"file":"x","filename":{"a":1}}'}
    ]);
  });

  test("numbers, flags and stamps among texts stay as they were written", async () => {
    const lines = ["301", '"0301"', "301.5", "true", '"2026-03-02"'].map((value, index) =>
      named(`m${index}`, `,"agent_id":${value},"zone":${value}`)
    );
    expect(await load("day.jsonl", `${lines.join("\n")}\n`)).toEqual([5, 5, 0, 0]);
    expect(
      await home.context.warehouse.rows("select agent_id, extra ->> 'zone' as zone from raw.messages order by all")
    ).toEqual(["0301", "2026-03-02", "301", "301.5", "true"].map((value) => ({agent_id: value, zone: value})));
  });

  test("half an emoji, or a zero in a key, takes its own object only", async () => {
    const whole = "\\ud83d\\ude00, \\\\ud83d";
    const objects = [
      named("m1"),
      named("m2").replace('"a"', '"cut \\uD83D"'),
      named("m3", ',"tags":[{"\\ude00":1}]'),
      named("m4", ',"a\\u0000b":1'),
      named("m5").replace('"a"', `"${whole}"`)
    ];
    expect(await load("day.jsonl", objects.join("\n"))).toEqual([5, 2, 3, 0]);
    const half =
      "The JSON holds half a character (\\ud800 to \\udfff alone): a text was cut within an emoji; cut texts between characters.";
    const zero = 'The JSON has the key "a\\u0000b", which holds a zero character; rename it.';
    expect(await home.context.warehouse.rows("select line, reason, message from ops.rejects order by line")).toEqual(
      [half, half, zero].map((message, index) => ({line: index + 2, reason: "invalid_json", message}))
    );
    expect(await load("list.json", `[${objects.join(",")}]`)).toEqual([5, 0, 3, 2]);
    expect(await texts()).toEqual(["a", JSON.parse(`"${whole}"`)]);
  });

  test("an object of thousands of levels is read beside a broken line as it is without one", async () => {
    const deep = named("m2", `,"zone":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`);
    expect(await load("day.jsonl", `${good}\n${deep}\n`)).toEqual([2, 2, 0, 0]);
    expect(await load("more.jsonl", `${good}\n${deep}\n{broken\n`)).toEqual([3, 0, 1, 2]);
  });

  test("a number is the same wherever it stands, and long ids stay apart", async () => {
    const ids = ["17841405822304912", "17841405822304913", "-17841405822304913", "18446744073709551616"];
    const numbers = [
      ...ids,
      "0",
      "-0",
      "0.00008",
      "301.0",
      "-1.50",
      "0.87",
      "1e3",
      "2.5E-2",
      "1e400",
      "0.12345678901234567890"
    ];
    const rows = (file: string) =>
      numbers.map((number, index) =>
        named(`${file}${index}`, `,"agent_id":${number},"zone":{"a": [${number},\t{"b":"${number}"}],"c":${number}}`)
      );
    const texts = (file: string) =>
      home.context.warehouse.rows(
        `select agent_id, extra from raw.messages where message_id like '${file}%' order by length(message_id), message_id`
      );
    await load("a.jsonl", rows("a").join("\n"));
    await load("b.json", `[${rows("b").join(",\n").replaceAll(",", "\r\n,")}]`);
    await load("c.jsonl", `${rows("c").join("\n")}\n{broken`);
    const expected = await texts("a");
    expect(expected.slice(0, ids.length).map((row) => row["agent_id"])).toEqual(ids);
    expect(await texts("b")).toEqual(expected);
    expect(await texts("c")).toEqual(expected);
  });

  test("thousands of keys do not become thousands of columns", async () => {
    const keys = Array.from({length: 2000}, (_, index) => `"k${index}":${index}`).join(",");
    expect(await load("day.jsonl", `${named("m1", `,${keys}`)}\n`)).toEqual([1, 1, 0, 0]);
    expect(await home.context.warehouse.rows("select extra ->> 'k1999' as value from raw.messages")).toEqual([
      {value: "1999"}
    ]);
  });

  test("an object in a text column is kept as it is", async () => {
    expect(await load("day.jsonl", `${good.replace('"a"', '{"b":[1]}')}\n`)).toEqual([1, 1, 0, 0]);
    expect(await texts()).toEqual(['{"b":[1]}']);
  });
});
