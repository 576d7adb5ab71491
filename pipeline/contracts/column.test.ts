import fc from "fast-check";
import {afterAll, beforeAll, expect, test} from "vitest";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {
  type Column,
  code,
  country,
  day,
  flag,
  id,
  instant,
  integer,
  json,
  money,
  number,
  phone,
  type Reading,
  text,
  trimmed
} from "./column.js";

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse(undefined, {threads: 2});
});

afterAll(() => warehouse.close());

const loadedAt = new Date("2026-03-10T12:00:00Z");
const utc: Reading = {timeZone: "UTC", loadedAt};
const madrid: Reading = {timeZone: "Europe/Madrid", loadedAt};

interface Verdict {
  value: string | null;
  reason: string | null;
}

/** What each side says of a text: the value as text, or the reason why there is none. */
async function bothSides(column: Column, texts: (string | null)[], reading: Reading) {
  const shown =
    {timestamptz: (sql: string) => `epoch_us(${sql})`, json: (sql: string) => `(${sql})::varchar`}[column.type] ??
    ((sql: string) => `(${sql})`);
  const rows = await warehouse.rows<{value: string | null; reason: string | null}>(
    `select ${shown(column.valueSql("given", reading))}::varchar as value, ${column.reasonSql("given", reading)} as reason
    from (select unnest(from_json($texts::json, '["VARCHAR"]')) as given, generate_subscripts(from_json($texts::json, '["VARCHAR"]'), 1) as place)
    order by place`,
    {texts: JSON.stringify(texts)}
  );
  const sql: Verdict[] = rows.map(({value, reason}) => ({value, reason}));
  const zod: Verdict[] = texts.map((given) => {
    const result = column.schema(reading).safeParse(trimmed(given));
    if (result.success) return {value: result.data === null ? null : String(result.data), reason: null};
    const issue = result.error.issues[0] as unknown as {params: {reason: string}};
    return {value: null, reason: issue.params.reason};
  });
  return {sql, zod};
}

async function expectAgreement(column: Column, texts: (string | null)[], reading: Reading) {
  const {sql, zod} = await bothSides(column, texts, reading);
  const differing = texts.findIndex(
    (_, index) => JSON.stringify(comparable(column, sql[index]!)) !== JSON.stringify(comparable(column, zod[index]!))
  );
  texts.slice(differing, differing + 1).forEach((given) => {
    const index = differing;
    expect({given, ...comparable(column, sql[index]!)}).toEqual({given, ...comparable(column, zod[index]!)});
  });
}

// DuckDB prints doubles and JSON in its own way: the values are compared, not how they are printed.
function comparable(column: Column, verdict: Verdict): object {
  if (verdict.value === null) return verdict;
  if (column.type === "double") return {...verdict, value: Number(verdict.value) + 0};
  return column.type === "json" ? {...verdict, value: JSON.stringify(JSON.parse(verdict.value))} : verdict;
}

const kinds: Record<string, Column> = {
  text: text(),
  id: id(),
  "id that may be missing": id().optional(),
  instant: instant(),
  "instant of the future": instant({future: true}).required(),
  day: day(),
  flag: flag(),
  number: number(),
  "number 0..1": number({min: 0, max: 1}),
  money: money(),
  integer: integer(),
  code: code(["whatsapp", "sticker", "video"]).required(),
  phone: phone(),
  country: country(),
  json: json()
};

const hostile = [
  ...["", " ", "\t", "\u00a0", " x ", "\u00a0x\u00a0", "\ufeffx", "\u2003x\u2003", "x\r", "\nx", "null", "NULL", "\\N"],
  ...["true", "TRUE", "True", "1", "0", "yes", "No", "sí", "SÍ", "si", "sI", "t", "f", "on", "verdadero", "01"],
  ...[
    "whatsapp",
    "WhatsApp",
    " whatsapp",
    "whatsapp\u0301",
    "stic\u212aer",
    "v\u0130deo",
    "v\u0131deo",
    "\u017fticker"
  ],
  ...["ES", "es", "eS", "ESP", "XX", "UK", "\u00df", "ß", "ı", "E S", "E", "ﬆ", "SS", "XK"],
  ...[
    "+34600111222",
    "600 111 222",
    "600-111-222",
    "+34 600-11-12-22",
    "++346001112",
    "1234567",
    "123456",
    "1".repeat(16)
  ],
  ...["٣٤٦٠٠١١١٢٢", "34600111222\u0000", "+", "-", "0034600111222", "(34) 600111222", "ES.A1b2C3"],
  ...["1.5", "1,5", "1e3", "1E-3", "-0", "+1", ".5", "5.", ".", "1e400", "1e-400", "inf", "nan", "NaN", "-Infinity"],
  ...[
    "0x10",
    "1_000",
    "1 000",
    "999999999999999999",
    "9999999999999999999",
    "00012",
    "0.1234565",
    "0.1234564999",
    "-0.0000004"
  ],
  ...["5e-05", "5E-7", "4e-7", "-1.25e+2", "66e-18", "9.99e11", "1e12", "1e99", "1e100", "1e", "1e1.5"],
  ...["3,46E+10", "9.03E+07", "1.2345678901234568e+17", " 1E+15", "wamid.aE+1", "E+10", "34E+9", "3,46E+10x"],
  ...["0.0000005", "12345678901.9999995", "99999999999.9999999", "123456789012", "1.", "-1.005", "0.30000000000000004"],
  ...["2026-03-02T09:00:00Z", "2026-03-02 09:00:00", "2026-03-02T09:00", "2026-03-02T09:00Z", "2026-03-02T09:00+0100"],
  ...[
    "2026-03-02T09:00:00.1Z",
    "2026-03-02T09:00:00.1234567Z",
    "2026-03-02T09:00:00.999999999Z",
    "2026-03-02T09:00:00,5Z"
  ],
  ...[
    "2026-03-02T24:00:00Z",
    "2026-03-02T09:60:00Z",
    "2026-03-02T09:00:60Z",
    "2026-02-29T09:00:00Z",
    "2024-02-29T09:00:00Z"
  ],
  ...[
    "2026-13-01T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-03-32T00:00:00Z",
    "2026-3-2T09:00:00Z",
    "2026-03-02",
    "20260302T090000Z"
  ],
  ...["2026-03-02T09:00:00+02", "2026-03-02T09:00:00+02:00", "2026-03-02T09:00:00-0330", "2026-03-02T09:00:00+15:59"],
  ...[
    "2026-03-02T09:00:00+16:00",
    "2026-03-02T09:00:00+24:00",
    "2026-03-02T09:00:00+99:99",
    "2026-03-02T09:00:00+01:60"
  ],
  ...[
    "2026-03-02T09:00:00 Z",
    "2026-03-02T09:00:00z",
    "2026-03-02t09:00:00Z",
    "2026-03-02  09:00:00",
    "02/03/2026 09:00:00"
  ],
  ...["2026-03-02T09:00:00 Europe/Madrid", "2026-03-02 09:00:00 PST", "infinity", "-infinity", "epoch", "now", "today"],
  ...["2008-12-31T23:59:59.999999Z", "2009-01-01T00:00:00Z", "2026-03-12T12:00:00Z", "2026-03-12T12:00:00.000001Z"],
  ...[
    "2027-03-11T12:00:00Z",
    "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01 00:00:00 BC",
    "10000-01-01T00:00:00Z"
  ],
  ...["1772442000", "1772442000.5", "1772442000.123456", "1772442000.1234567", "1772442000123", "1772442000123.4567"],
  ...[
    "99999999999",
    "100000000000",
    "1230768000",
    "1230767999",
    "-1772442000",
    "1772442000e0",
    "999999999999999",
    "1772442000123.0005"
  ],
  ...[
    "2026-10-25 02:30:00",
    "2026-03-29 02:30:00",
    "2026-03-29 01:59:59.999",
    "2026-03-29 03:00:00",
    "2025-10-26 02:00:00"
  ],
  ...[
    "2025-10-26 02:59:59.999999",
    "2025-10-26 03:00:00",
    "2025-10-26 01:59:59",
    "2025-03-30 02:00:00",
    "2025-03-30 02:59:59"
  ],
  ...[
    "2025-03-30 03:00:00",
    "2025-03-30 12:00:00",
    "2025-03-30 01:59:59",
    "2025-10-26 12:00:00",
    "2025-10-25 12:00:00"
  ],
  ...["2026-03", "2026-3", "1899-12-31", "2026-02-30", "2026-02-28 ", "2026-13"],
  ...[
    "{}",
    "[]",
    "[1,]",
    '{"a":1,}',
    "NaN",
    "[Infinity]",
    '"nan, inf ,]"',
    '{"a":"\\",]"}',
    "// x",
    "/* */ 1",
    "'a'",
    "{a:1}"
  ],
  ...[
    '"\\ud800"',
    '"\\u0000"',
    "1 2",
    "tru",
    "nul",
    "-",
    "01",
    "1e5",
    '"\t"',
    "[[[[[[]]]]]]",
    '{"a":1,"a":2}',
    "1e999"
  ],
  ...["x".repeat(512), "x".repeat(513), "é".repeat(512), "👍".repeat(512), "👍".repeat(513), "x".repeat(100_000)],
  ...[
    "=cmd|' /C calc'!A0",
    "'; drop table raw.messages; --",
    "<script>alert(1)</script>",
    "$(rm -rf /)",
    "%s%n",
    "{{7*7}}"
  ]
];

const pieces = fc.oneof(
  fc.string({unit: "binary"}),
  fc.string({unit: "grapheme"}),
  fc.constantFrom(...hostile),
  fc.double().map(String),
  fc.bigInt({min: -(10n ** 20n), max: 10n ** 20n}).map(String),
  fc
    .date({min: new Date("2008-06-01"), max: new Date("2027-06-01"), noInvalidDate: true})
    .map((at) => at.toISOString()),
  fc.json(),
  // Texts one letter away from good ones.
  fc
    .tuple(
      fc.constantFrom(...hostile),
      fc.nat(40),
      fc.constantFrom("", "0", "9", " ", "-", "+", ".", ":", "T", "Z", "e", ",", "\u0131")
    )
    .map(([base, at, piece]) => base.slice(0, at) + piece + base.slice(at + 1)),
  stamps()
);

function stamps() {
  const two = fc.nat(70).map((value) => String(value).padStart(2, "0"));
  return fc
    .tuple(
      fc.integer({min: 2007, max: 2028}),
      two,
      two,
      fc.constantFrom("T", " ", "t", ""),
      two,
      two,
      two,
      fc.constantFrom("", ".5", ".123456", ".1234567"),
      fc.constantFrom("", "Z", "+02", "+02:00", "-0530", "+25:00", "+1")
    )
    .map(([year, month, date, between, hours, minutes, seconds, fraction, offset]) => {
      const inMonth = String(Number(month) % 13).padStart(2, "0");
      const inDay = String(Number(date) % 33).padStart(2, "0");
      const inHour = String(Number(hours) % 25).padStart(2, "0");
      return `${year}-${inMonth}-${inDay}${between}${inHour}:${minutes}:${seconds}${fraction}${offset}`;
    });
}

for (const [name, column] of Object.entries(kinds)) {
  test(`SQL and zod accept, refuse and read the same: ${name}`, async () => {
    await expectAgreement(column, [null, ...hostile.map((value) => value.toWellFormed())], utc);
    const property = fc.asyncProperty(fc.array(pieces, {minLength: 100, maxLength: 100}), (texts) =>
      expectAgreement(
        column,
        texts.map((value) => value.toWellFormed()),
        utc
      )
    );
    await fc.assert(property, {numRuns: 25, endOnFailure: true});
  });
}

test("a stamp without an offset is a clock of the source's zone, on both sides, clock changes too", async () => {
  const wild = fc.array(stamps(), {minLength: 100, maxLength: 100});
  await expectAgreement(
    instant(),
    hostile.filter((value) => /^\d{4}-/.test(value)),
    madrid
  );
  await fc.assert(
    fc.asyncProperty(wild, (texts) => expectAgreement(instant(), texts, madrid)),
    {numRuns: 15, endOnFailure: true}
  );
  for (const timeZone of ["America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"]) {
    await fc.assert(
      fc.asyncProperty(wild, (texts) => expectAgreement(instant(), texts, {timeZone, loadedAt})),
      {numRuns: 5, endOnFailure: true}
    );
  }
});

test("no stamp with two letters changed passes on one side only", async () => {
  const letters = [" ", "\t", "\n", "+", "-", ".", ":", "0", "6", "9", "T", "Z", "e", "é", "\0", "/"];
  const texts = ["2026-03-02T09:05:07Z", "2026-03-02T09:05:07.123Z"].flatMap((stamp) =>
    pairs([...Array(stamp.length).keys()]).flatMap(([first, second]) =>
      letters.flatMap((one) => letters.map((other) => changed(changed(stamp, first, one), second, other)))
    )
  );
  expect(texts.length).toBeGreaterThan(50_000);
  await expectAgreement(instant(), texts, utc);
});

test("no stamp with any other thousandths passes on one side only", async () => {
  const letters = [..." \t\n+-.:0169TZNeEé_,/"];
  const ends = letters.flatMap((one) => letters.flatMap((two) => letters.map((three) => one + two + three)));
  await expectAgreement(
    instant(),
    ends.map((end) => `2026-03-02T09:05:07.${end}Z`),
    utc
  );
});

test("the last instant that is possible is so to the microsecond", async () => {
  const accepted = async (stamp: string) => (await bothSides(instant(), [stamp], utc)).sql[0]!.reason === null;
  await expectAgreement(instant(), ["2026-03-12T12:00:00.000Z", "2026-03-12T12:00:00.001Z"], utc);
  expect(await accepted("2026-03-12T11:59:59.999Z")).toBe(true);
  expect(await accepted("2026-03-12T12:00:00.000Z")).toBe(true);
  expect(await accepted("2026-03-12T12:00:00.001Z")).toBe(false);
  expect(await accepted("2009-01-01T00:00:00.000Z")).toBe(true);
  expect(await accepted("2008-12-31T23:59:59.999Z")).toBe(false);
});

function pairs(places: number[]): [number, number][] {
  return places.flatMap((first) =>
    places.filter((second) => second > first).map((second): [number, number] => [first, second])
  );
}

function changed(text: string, at: number, letter: string): string {
  return text.slice(0, at) + letter + text.slice(at + 1);
}

test("every blank goes from either end, and no character beside one in the alphabet does", async () => {
  const blanks = [" ", "\t", "\r", "\n", "\u00a0", "\ufeff"];
  const others = ["!", "\u009f", "\u00a1", "\u00e9", "\u2003", "\ufeff\u00a0", "\uff00", "\u{1f44d}", "x", "whatsapp"];
  const ends = [...blanks, ...others, ""];
  const texts = ends.flatMap((one) => ends.flatMap((two) => ends.map((three) => one + two + three)));
  for (const column of [text(), id(), code(["whatsapp"])]) await expectAgreement(column, texts, utc);
});

test("a text may be any expression, a cast or a sum of texts too", async () => {
  const given: [Column, string][] = [
    [instant(), "2026-03-02T09:05:07Z"],
    [day(), "2026-03-02"],
    [number(), "1.5"],
    [money(), "1.50"],
    [integer(), "12"],
    [flag(), "yes"],
    [phone(), "+34600111222"],
    [country(), "es"],
    [code(["whatsapp"]), "WhatsApp"]
  ];
  for (const [column, value] of given) {
    for (const sql of ["given::varchar", "given || ''", "object ->> 'given'"]) {
      const [row] = await warehouse.rows<{value: string | null; plain: string | null; reason: string | null}>(
        `select (${column.valueSql(sql, utc)})::varchar as value, (${column.valueSql("given", utc)})::varchar as plain,
          ${column.reasonSql(sql, utc)} as reason
        from (select $value as given, json_object('given', $value) as object)`,
        {value}
      );
      expect(row!.plain).not.toBeNull();
      expect(row, `${column.kind} of ${sql}`).toMatchObject({value: row!.plain});
    }
  }
});

test("what a kind accepts becomes one spelling", async () => {
  const spelled = async (column: Column, given: string) => (await bothSides(column, [given], utc)).sql[0]!.value;
  expect(await spelled(phone(), "+34 600-11-12-22")).toBe("34600111222");
  expect(await spelled(country(), "es")).toBe("ES");
  expect(await spelled(code(["whatsapp"]), "WhatsApp ")).toBe("whatsapp");
  expect(await spelled(money(), "0.1234565")).toBe("0.123457");
  expect(await spelled(instant(), "1772442000123")).toBe("1772442000123000");
  expect(await spelled(instant(), "1772442000")).toBe("1772442000000000");
});
