import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, describe, expect, test} from "vitest";
import {referenceTableNames} from "./reference/tables.js";
import {loadReference, readConfiguration, readReference} from "./reference.js";
import {defaultSettings, type Home, homeAt} from "./settings.js";
import {openWarehouse, type Warehouse} from "./warehouse.js";

let home: Home;

beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), "reference-")));
  mkdirSync(home.reference);
});

afterEach(() => rmSync(home.root, {recursive: true}));

const headers: Record<string, string> = {
  calendars: "calendar,time_zone",
  opening_hours: "calendar,weekday,opens,closes,valid_from,valid_to",
  holidays: "calendar,date,name,opens,closes",
  skills: "account_id,skill,calendar,valid_from",
  whatsapp_rates: "effective_from,valid_to_exclusive,currency,market,category,tier_from,tier_to,rate,evidence",
  whatsapp_markets: "country_name,iso2,calling_code,market,valid_from,valid_to_exclusive",
  budgets: "month,account_id,currency,amount",
  intents: "source_name,shown_name,group,is_fallback,is_goal,is_handoff,is_out_of_hours_notice",
  events: "starts_at,label,kind",
  error_codes: "code,title,meaning,remedy",
  auth_international_countries: "country,valid_from",
  whatsapp_entry_points: "valid_from,hours",
  country_aliases: "country,same_as"
};

function write(name: string, ...rows: string[]): void {
  writeFileSync(join(home.reference, `${name}.csv`), `${[headers[name], ...rows].join("\n")}\n`);
}

function read() {
  return readReference(home, defaultSettings);
}

/** The faults of the home's files, without their heading. */
async function faults(): Promise<string[]> {
  const error = await read().then(
    () => new Error("no fault"),
    (error: Error) => error
  );
  return error.message
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

describe("the project's own reference", () => {
  test("is free of faults and warnings", async () => {
    const {rows, warnings} = await read();
    expect(warnings).toEqual([]);
    expect(rows.whatsapp_rates).toHaveLength(2383);
    expect(rows.whatsapp_markets).toHaveLength(178);
    expect(rows.opening_hours).toEqual(
      [1, 2, 3, 4, 5].map((weekday) => ({
        calendar: "default",
        weekday,
        opens: "09:00",
        closes: "19:00",
        valid_from: null,
        valid_to: null
      }))
    );
  });

  test("has the ten national holidays of Spain from 2019 to 2030, Good Friday two days before Easter", async () => {
    const {rows} = await read();
    const dates = rows.holidays.map((row) => String(row["holiday_date"]));
    expect(dates).toHaveLength(120);
    expect(dates.filter((date) => date.startsWith("2026"))).toEqual([
      "2026-01-01",
      "2026-01-06",
      "2026-04-03",
      "2026-05-01",
      "2026-08-15",
      "2026-10-12",
      "2026-11-01",
      "2026-12-06",
      "2026-12-08",
      "2026-12-25"
    ]);
    const fridays = rows.holidays.filter((row) => row["name"] === "Viernes Santo").map((row) => row["holiday_date"]);
    expect(fridays).toEqual([
      "2019-04-19",
      "2020-04-10",
      "2021-04-02",
      "2022-04-15",
      "2023-04-07",
      "2024-03-29",
      "2025-04-18",
      "2026-04-03",
      "2027-03-26",
      "2028-04-14",
      "2029-03-30",
      "2030-04-19"
    ]);
  });

  test("knows the network prefixes of shared codes and every assigned calling code", async () => {
    const {rows} = await read();
    const dominican = rows.market_prefixes.filter((row) => row["iso2"] === "DO").map((row) => row["prefix"]);
    expect(dominican).toEqual(["1809", "1829", "1849"]);
    const countriesOf = (code: string) =>
      rows.calling_codes.filter((row) => row["calling_code"] === code).map((row) => row["iso2"]);
    expect(["34", "7", "44", "999"].map(countriesOf)).toEqual([["ES"], ["RU", "KZ"], ["GB", "GG", "IM", "JE"], []]);
  });
});

describe("readReference", () => {
  test("the home's file goes before the project's", async () => {
    write("calendars", "office,Europe/Madrid", "night,America/Bogota");
    write("opening_hours", "night,fri,22:00,02:00,2026-01-01,", "office,MON,9:00,24:00,,2026-12-31");
    write("holidays", "office,2026-12-24,Nochebuena,09:00,14:00");
    write("skills", "7,Sales,office,2026-01-01", ",,night,", ",Bot,,");
    const {rows} = await read();
    expect(rows.calendars).toEqual([
      {calendar: "office", time_zone: "Europe/Madrid"},
      {calendar: "night", time_zone: "America/Bogota"}
    ]);
    expect(rows.opening_hours).toEqual([
      {calendar: "night", weekday: 5, opens: "22:00", closes: "02:00", valid_from: "2026-01-01", valid_to: null},
      {calendar: "office", weekday: 1, opens: "09:00", closes: "00:00", valid_from: null, valid_to: "2026-12-31"}
    ]);
    expect(rows.holidays).toEqual([
      {calendar: "office", holiday_date: "2026-12-24", name: "Nochebuena", opens: "09:00", closes: "14:00"}
    ]);
    expect(rows.skills).toEqual([
      {account_id: "7", skill: "Sales", calendar: "office", valid_from: "2026-01-01"},
      {account_id: null, skill: null, calendar: "night", valid_from: null},
      {account_id: null, skill: "Bot", calendar: null, valid_from: null}
    ]);
  });

  test("error codes may come without their Spanish", async () => {
    write("error_codes", "7,Lost,Nobody knows.,");
    const {rows} = await read();
    expect(rows.error_codes).toEqual([
      {
        ...{error_code: "7", title: "Lost", meaning: "Nobody knows.", remedy: null},
        ...{title_es: null, meaning_es: null, remedy_es: null}
      }
    ]);
  });

  test("the project's error codes say everything in Spanish too", async () => {
    const {rows} = await read();
    for (const {error_code: code, ...texts} of rows.error_codes)
      expect(Object.values(texts), String(code)).not.toContain(null);
  });

  test("takes what a spreadsheet saves: semicolons, a byte order mark, other order, empty lines", async () => {
    const text = "\uFEFFAmount;Currency;Month;Account_id\r\n1500.50;EUR;2026-03;7\r\n;;;\r\n";
    writeFileSync(join(home.reference, "budgets.csv"), text);
    const {rows} = await read();
    expect(rows.budgets).toEqual([{month: "2026-03-01", account_id: "7", currency: "EUR", amount: "1500.50"}]);
  });

  test("takes lines of two editors, and counts those within a cell too", async () => {
    const text = `${headers["holidays"]}\r\ndefault,2026-01-06,"Día\r\nde Reyes",,\ndefault,2026-01-32,x,,\r\n`;
    writeFileSync(join(home.reference, "holidays.csv"), text);
    expect(await faults()).toEqual([
      'reference/holidays.csv:4 date: "2026-01-32" is no day. Write it like 2026-03-02.'
    ]);
  });

  test("an event's local time is the reporting zone's", async () => {
    write("events", "2026-03-02,Campaign,campaign", "2026-07-01 09:30,Deploy,", "2026-07-01T09:30:00Z,Fault,");
    const {rows} = await read();
    expect(rows.events.map((row) => row["starts_at"])).toEqual([
      "2026-03-01T23:00:00.000Z",
      "2026-07-01T07:30:00.000Z",
      "2026-07-01T09:30:00.000Z"
    ]);
  });

  test("flags may be left empty, and mean no; of a fallback they say nothing", async () => {
    write("intents", "faq.returns,Returns,Orders,,yes,0,");
    const {rows} = await read();
    expect(rows.intents).toEqual([
      {
        source_intent: "faq.returns",
        intent: "Returns",
        intent_group: "Orders",
        is_fallback: null,
        is_goal: true,
        is_handoff: false,
        is_out_of_hours_notice: false
      }
    ]);
  });

  test("hours may touch, also over midnight, and change from one day to the next", async () => {
    write(
      "opening_hours",
      "default,mon,09:00,14:00,,",
      "default,mon,14:00,00:00,,2026-05-31",
      "default,mon,16:00,20:00,2026-06-01,",
      "default,sun,20:00,09:00,,",
      "default,tue,00:00,09:00,,"
    );
    expect((await read()).rows.opening_hours).toHaveLength(5);
  });

  test("names all faults of all files and of the settings at once", async () => {
    writeFileSync(home.settingsFile, "langage: es\n");
    write("skills", ",,nowhere,");
    write("budgets", "March,7,EUR,10");
    await expect(readConfiguration(home)).rejects.toThrow(`${home.root} has 3 faults:
  settings.yaml:1 langage: there is no such setting. There are: ${"time_zone"}`);
    const error = await readConfiguration(home).catch(String);
    expect(error).toContain(
      '\n  reference/skills.csv:2 calendar: "nowhere" is not in data/reference/calendars.csv. Copy that file to reference/calendars.csv and add it there, or correct it.'
    );
    expect(error).toContain('\n  reference/budgets.csv:2 month: "March" is no month. Write it like 2026-03.');
  });

  test("a hundred faults of one file are enough", async () => {
    write("budgets", ...Array.from({length: 150}, () => "March,7,EUR,10"));
    const found = await faults();
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toBe("reference/budgets.csv: 50 more faults. Mend those above first.");
  });

  test("a card in a currency that no account has is worth a warning", async () => {
    write("whatsapp_rates", "2026-10-01,,GBP,Spain,marketing,0,,0.06,official");
    const warning =
      "reference/whatsapp_rates.csv: it has a card in GBP, and no account is charged in GBP. Name it in settings.yaml if one is.";
    expect((await read()).warnings).toEqual([warning]);
    const account = {name: "a", timeZone: "UTC", currency: "GBP", portfolio: "main", validFrom: null};
    expect((await readReference(home, {...defaultSettings, accounts: {"7": [account]}})).warnings).toEqual([]);
  });

  const spain = "2026-10-01,,EUR,Spain,utility";
  test.each<[string, string, string[], string]>([
    ["an unknown calendar of hours", "opening_hours", ["x,mon,09:00,19:00,,"], ':2 calendar: "x" is not in'],
    ["an unknown calendar of a holiday", "holidays", ["x,2026-01-01,Day,,"], ':2 calendar: "x" is not in'],
    [
      "a calendar twice",
      "calendars",
      ["default,UTC", "default,UTC"],
      ":3: it has the same calendar as reference/calendars.csv:2. Take"
    ],
    ["a zone nobody has", "calendars", ["default,CEST+1"], ':2 time_zone: "CEST+1" is no IANA time zone.'],
    [
      "a weekday in other words",
      "opening_hours",
      ["default,lunes,09:00,19:00,,"],
      ':2 weekday: "lunes" is no weekday. Write one of: mon,'
    ],
    [
      "a time of day",
      "opening_hours",
      ["default,mon,9am,19:00,,"],
      ':2 opens: "9am" is no time of day. Write it like 09:00.'
    ],
    [
      "a time with seconds",
      "opening_hours",
      ["default,mon,09:00:30,19:00,,"],
      ':2 opens: "09:00:30" is no time of day.'
    ],
    ["an empty time", "opening_hours", ["default,mon,,19:00,,"], ":2 opens: it is no time of day."],
    [
      "a day that is none",
      "opening_hours",
      ["default,mon,09:00,19:00,2026-02-30,"],
      ':2 valid_from: "2026-02-30" is no day.'
    ],
    [
      "validity the wrong way round",
      "opening_hours",
      ["default,mon,09:00,19:00,2026-02-02,2026-02-01"],
      ":2 valid_to: 2026-02-01 is before valid_from 2026-02-02."
    ],
    [
      "hours that overlap",
      "opening_hours",
      ["default,mon,09:00,19:00,,", "default,mon,18:00,20:00,2026-01-01,"],
      ":3: 18:00–20:00 overlaps 09:00–19:00 of reference/opening_hours.csv:2."
    ],
    [
      "hours twice",
      "opening_hours",
      ["default,mon,09:00,19:00,,", "default,mon,09:00,19:00,,"],
      ":3: 09:00–19:00 overlaps 09:00–19:00"
    ],
    [
      "hours that overlap over midnight",
      "opening_hours",
      ["default,mon,22:00,02:00,,", "default,tue,01:00,05:00,,"],
      ":3: 01:00–05:00 overlaps 22:00–02:00"
    ],
    [
      "hours that overlap over the week's end",
      "opening_hours",
      ["default,mon,01:00,05:00,,", "default,sun,22:00,02:00,,"],
      ":3: 22:00–02:00 overlaps 01:00–05:00"
    ],
    [
      "hours that overlap on one day only",
      "opening_hours",
      ["default,mon,22:00,02:00,,2026-03-02", "default,tue,01:00,05:00,2026-03-03,"],
      ":3: 01:00–05:00 overlaps"
    ],
    [
      "a holiday with half its hours",
      "holidays",
      ["default,2026-12-24,Day,09:00,"],
      ":2: only one of opens and closes is there."
    ],
    [
      "a holiday twice",
      "holidays",
      ["default,2026-12-24,Day,,", "default,2026-12-24,Day,,"],
      ":3: 2026-12-24 is closed and in reference/holidays.csv:2 too"
    ],
    [
      "a holiday open and closed",
      "holidays",
      ["default,2026-12-24,Day,,", "default,2026-12-24,Day,09:00,14:00"],
      ":3: 2026-12-24 is closed and"
    ],
    [
      "a holiday's hours that overlap",
      "holidays",
      ["default,2026-12-24,Day,09:00,14:00", "default,2026-12-24,Day,13:00,15:00"],
      ":3: 13:00–15:00 overlaps 09:00–14:00"
    ],
    [
      "a skill twice",
      "skills",
      [",Sales,default,", ",Sales,default,"],
      ":3: it has the same account, skill and valid_from as"
    ],
    [
      "a rate twice",
      "whatsapp_rates",
      [`${spain},0,,0.02,official`, `${spain},0,,0.03,official`],
      ":3: it repeats EUR Spain utility of 2026-10-01, tier 0–…, of reference/whatsapp_rates.csv:2."
    ],
    [
      "a gap between tiers",
      "whatsapp_rates",
      [`${spain},0,100,0.02,official`, `${spain},102,,0.01,official`],
      ":3: between 100 and 102 the tiers of EUR Spain utility of 2026-10-01 leave a gap."
    ],
    [
      "tiers that overlap",
      "whatsapp_rates",
      [`${spain},0,100,0.02,official`, `${spain},100,,0.01,official`],
      ":3: tier 100–… of EUR Spain utility of 2026-10-01 overlaps 0–100"
    ],
    [
      "tiers out of order",
      "whatsapp_rates",
      [`${spain},101,,0.02,official`, `${spain},0,100,0.01,official`],
      ":3 tier_from: 0 comes after 101 in EUR Spain utility of 2026-10-01."
    ],
    [
      "tiers that begin late",
      "whatsapp_rates",
      [`${spain},101,,0.02,official`],
      ":2 tier_from: the tiers of EUR Spain utility of 2026-10-01 begin at 101."
    ],
    [
      "tiers that end",
      "whatsapp_rates",
      [`${spain},0,100,0.02,official`],
      ":2 tier_to: the tiers of EUR Spain utility of 2026-10-01 end at 100."
    ],
    [
      "a tier the wrong way round",
      "whatsapp_rates",
      [`${spain},0,100,0.02,official`, `${spain},101,99,0.01,official`, `${spain},100,,0.01,official`],
      ":3 tier_to: 99 is before tier_from 101."
    ],
    [
      "an unknown market",
      "whatsapp_rates",
      ["2026-10-01,,EUR,Iberia,utility,0,,0.02,official"],
      ':2 market: "Iberia" is not in data/reference/whatsapp_markets.csv.'
    ],
    [
      "an unknown category",
      "whatsapp_rates",
      ["2026-10-01,,EUR,Spain,promo,0,,0.02,official"],
      ':2 category: "promo" is none of the choices.'
    ],
    ["a rate that is not there", "whatsapp_rates", [`${spain},0,,n/a,official`], ':2 rate: "n/a" is no amount.'],
    ["a rate below nothing", "whatsapp_rates", [`${spain},0,,-0.02,official`], ':2 rate: "-0.02" is no amount.'],
    [
      "a rate of more digits than are kept",
      "whatsapp_rates",
      [`${spain},0,,0.0200001,official`],
      ':2 rate: "0.0200001" is no amount.'
    ],
    [
      "a card that ends before it begins",
      "whatsapp_rates",
      ["2026-10-01,2026-10-01,EUR,Spain,utility,0,,0.02,official"],
      ":2 valid_to_exclusive: 2026-10-01 is not after 2026-10-01"
    ],
    [
      "a card with two ends",
      "whatsapp_rates",
      ["2026-10-01,2027-01-01,EUR,Spain,utility,0,,0.02,official", "2026-10-01,,EUR,France,utility,0,,0.02,official"],
      ':3 valid_to_exclusive: "" differs from "2027-01-01" of'
    ],
    [
      "a prefix in two markets",
      "whatsapp_markets",
      ["Spain,ES,34,Spain,2022-02-01,", "Ceuta,EA,34,Rest of Africa,2024-01-01,"],
      ":3: prefix 34 is in market Rest of Africa and, by reference/whatsapp_markets.csv:2, in Spain at"
    ],
    [
      "a country in two markets",
      "whatsapp_markets",
      ["Spain,ES,34,Spain,2022-02-01,", "Spain,ES,3491,Madrid,2024-01-01,"],
      ':3 calling_code: "3491" is no calling code.'
    ],
    [
      "a time without a market",
      "whatsapp_markets",
      ["Spain,ES,34,Spain,2026-10-20,", "Spain,ES,34,Spain,2022-02-01,2026-10-10"],
      ":2 valid_from: from 2026-10-10, the end of reference/whatsapp_markets.csv:3, to 2026-10-20 it has no market. Close"
    ],
    [
      "a market from nowhere",
      "whatsapp_markets",
      ["Spain,ES,+34,Spain,2022-02-01,"],
      ':2 calling_code: "+34" is no calling code. Write it like 34 or 1 (809, 829).'
    ],
    [
      "a budget twice",
      "budgets",
      ["2026-03,7,EUR,10", "2026-03-01,7,EUR,20"],
      ":3: it has the same month, account and currency as"
    ],
    [
      "thousands that look like a fraction",
      "budgets",
      ["2026-03,7,EUR,1.500"],
      ':2 amount: "1.500" may mean thousands.'
    ],
    ["a currency nobody has", "budgets", ["2026-03,7,EURO,10"], ':2 currency: "EURO" is no currency.'],
    [
      "an account as a spreadsheet rounds it",
      "budgets",
      ['2026-03,"1,0229E+14",EUR,10'],
      ':2 account_id: "1,0229E+14" is a number that a spreadsheet has rounded. Write all its digits'
    ],
    [
      "the same in another file",
      "skills",
      ["1.02E+14,Sales,default,"],
      ':2 account_id: "1.02E+14" is a number that a spreadsheet has rounded.'
    ],
    [
      "hours without end",
      "whatsapp_entry_points",
      ["2022-02-01,99999999999"],
      ':2 hours: "99999999999" is no number of hours. Write digits only, like 72.'
    ],
    ["an intent twice", "intents", ["a,A,,,,,", "a,B,,,,,"], ":3: it has the same source_name as"],
    ["a flag in other words", "intents", ["a,A,,perhaps,,,"], ':2 is_fallback: "perhaps" is neither true nor false.'],
    ["an event without a day", "events", ["soon,Launch,"], ':2 starts_at: "soon" is no instant.'],
    [
      "an hour that no day has",
      "events",
      ["2026-03-02 25:30,Launch,"],
      ':2 starts_at: "2026-03-02 25:30" is no instant.'
    ],
    [
      "an event in a year that no chart has",
      "events",
      ["0206-10-01,Launch,"],
      ':2 starts_at: "0206-10-01" is outside the years from 2009 to 2040. Correct it'
    ],
    ["an event without a name", "events", ["2026-03-02,,"], ":2 label: it is empty. Fill it."],
    ["a code twice", "error_codes", ["131026,a,,", "131026,b,,"], ":3: it has the same code as"],
    ["a country by name", "country_aliases", ["Jersey,GB"], ':2 country: "Jersey" is no country.'],
    [
      "a country twice",
      "auth_international_countries",
      ["IN,2024-06-01", "IN,2024-07-01"],
      ":3: it has the same country as"
    ],
    ["a row that is too long", "skills", [",,default,,x"], ":2: it has 5 cells, the header has 4. Mend the row."],
    ["a quote that does not end", "skills", [',"Sales,default,'], ": it cannot be read as CSV"]
  ])("%s is a fault", async (_, name, rows, expected) => {
    write(name, ...rows);
    if (name === "whatsapp_markets") write("whatsapp_rates");
    const found = await faults();
    const ofTheFile = found.filter((fault) => fault.startsWith(`reference/${name}.csv`));
    expect(
      ofTheFile.some((fault) => fault.replace(/^.*?\.csv(:\d+(?=: it cannot))?/, "").startsWith(expected)),
      found.join("\n")
    ).toBe(true);
  });

  test("an unknown, a missing and a repeated column are faults of the header", async () => {
    writeFileSync(join(home.reference, "skills.csv"), "account_id,skil,calendar,calendar,valid_from\n");
    expect(await faults()).toEqual([
      'reference/skills.csv:1: there is no column "skil". The columns are: account_id, skill, calendar, valid_from.',
      'reference/skills.csv:1: column "calendar" comes twice. Take one out.',
      'reference/skills.csv:1: column "skill" is missing. The columns are: account_id, skill, calendar, valid_from.'
    ]);
  });

  test("calendars that the project's own files miss are named once each", async () => {
    write("calendars", "office,Europe/Madrid");
    const missing = (file: string) =>
      `data/reference/${file}.csv calendar: "default" is not in reference/calendars.csv. Add it there, or write your own reference/${file}.csv.`;
    expect(await faults()).toEqual(["opening_hours", "holidays", "skills"].map(missing));
  });

  test("a folder or a link to nothing in place of a file is a fault, and no wish for the project's own", async () => {
    mkdirSync(join(home.reference, "holidays.csv"));
    symlinkSync(join(home.root, "gone.csv"), join(home.reference, "skills.csv"));
    expect(await faults()).toEqual([
      "reference/holidays.csv: it is a folder. Remove it, and write a file of this name if you need one.",
      "reference/skills.csv: it is a link to nothing that this user can see. Remove it, or mend what it leads to."
    ]);
  });

  test("a file that nothing reads is a fault", async () => {
    for (const file of ["festivos.csv", "Holidays.CSV", "skills.csv.txt", "budgets.xlsx"]) {
      writeFileSync(join(home.reference, file), "x");
    }
    expect(await faults()).toEqual([
      "reference/Holidays.CSV: it is not read. Save it as CSV, under the name holidays.csv.",
      "reference/budgets.xlsx: it is not read. Save it as CSV, under the name budgets.csv.",
      expect.stringMatching(
        /^reference\/festivos\.csv: no reference file has this name\. .* calendars\.csv, opening_hours/
      ),
      "reference/skills.csv.txt: it is not read. Save it as CSV, under the name skills.csv."
    ]);
  });

  test("what people and editors keep beside the files is none", async () => {
    write("holidays", "default,2026-01-01,New year,,");
    mkdirSync(join(home.reference, "old.csv"));
    for (const file of ["README.md", "holidays.csv.old", "holidays.xlsx", "skills.csv~", ".budgets.csv.swp"]) {
      writeFileSync(join(home.reference, file), "x");
    }
    expect((await read()).rows.holidays).toHaveLength(1);
  });

  test("a file in another encoding and an empty one are faults", async () => {
    writeFileSync(
      join(home.reference, "skills.csv"),
      Buffer.from("account_id,skill,calendar,valid_from\n,Atenci\xf3n,default,\n", "latin1")
    );
    writeFileSync(join(home.reference, "budgets.csv"), "");
    expect(await faults()).toEqual([
      "reference/skills.csv: it is not in UTF-8. Save it as CSV in UTF-8.",
      "reference/budgets.csv: it is empty. Write its header: month,account_id,currency,amount"
    ]);
  });
});

describe("loadReference", () => {
  let warehouse: Warehouse;

  beforeEach(async () => {
    warehouse = await openWarehouse();
  });

  afterEach(() => warehouse.close());

  test("writes every table once, and then only those that changed", async () => {
    expect(await loadReference(warehouse, await read())).toEqual(referenceTableNames);
    expect(await loadReference(warehouse, await read())).toEqual([]);
    write("budgets", "2026-03,7,EUR,1500.5");
    expect(await loadReference(warehouse, await read())).toEqual(["budgets"]);
    const row = {month: "2026-03-01", account_id: "7", currency: "EUR", amount: "1500.500000"};
    expect(await warehouse.rows("from reference.budgets")).toEqual([row]);
  });

  test("money and tiers keep every digit", async () => {
    write(
      "whatsapp_rates",
      "2026-10-01,,USD,India,utility,0,25000000,0.0014,official",
      "2026-10-01,,USD,India,utility,25000001,,0.001300,official"
    );
    await loadReference(warehouse, await read());
    expect(await warehouse.rows("select tier_from, tier_to, rate from reference.whatsapp_rates")).toEqual([
      {tier_from: 0, tier_to: 25_000_000, rate: "0.001400"},
      {tier_from: 25_000_001, tier_to: null, rate: "0.001300"}
    ]);
  });

  test("an account that changed has a row for each time", async () => {
    const old = {name: "Main", timeZone: "Europe/Madrid", currency: "EUR", portfolio: "main", validFrom: null};
    const accounts = {"7": [old, {...old, currency: "USD", validFrom: "2026-05-01"}]};
    await loadReference(warehouse, await readReference(home, {...defaultSettings, accounts}));
    const rows = await warehouse.rows("select account_id, currency, valid_from from reference.accounts order by all");
    expect(rows).toEqual([
      {account_id: "7", currency: "EUR", valid_from: null},
      {account_id: "7", currency: "USD", valid_from: "2026-05-01"}
    ]);
  });

  test("nothing is written when the transaction is rolled back", async () => {
    await loadReference(warehouse, await read());
    write("budgets", "2026-03,7,EUR,10");
    const changed = await read();
    const failing = warehouse.transaction(async () => {
      await loadReference(warehouse, changed);
      throw new Error("a check failed");
    });
    await expect(failing).rejects.toThrow("a check failed");
    expect(await loadReference(warehouse, changed)).toEqual(["budgets"]);
  });
});
