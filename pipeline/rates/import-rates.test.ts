import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test} from "vitest";
import {readReference} from "../reference.js";
import {defaultSettings, type Home, homeAt} from "../settings.js";
import {daysIn} from "./effective-date.js";
import {formatImport} from "./format-import.js";
import {type ImportOptions, importRates} from "./import-rates.js";
import {workbook} from "./test-workbook.js";

let home: Home;
beforeEach(() => {
  home = homeAt(mkdtempSync(join(tmpdir(), "rates-")));
});
afterEach(() => rmSync(home.root, {recursive: true}));

const listHeader = `"Market",Currency,Marketing,Utility,Authentication,"Authentication-
International",Service`;

function put(name: string, content: string | Uint8Array): string {
  const path = join(home.root, name);
  writeFileSync(path, content);
  return path;
}

function load(path: string | string[], options: ImportOptions = {}) {
  return importRates(home, defaultSettings, [path].flat(), options);
}

function faultOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return "no fault";
}

function list(...rows: string[]): string {
  return ["WhatsApp Business Platform rates,,,,,,", "Rates in EUR,,,,,,", listHeader, ...rows].join("\n");
}

async function ratesOf(currency: string, from: string) {
  const {rows} = await readReference(home, {...defaultSettings, currency});
  return rows.whatsapp_rates
    .filter((row) => row["currency"] === currency && row["effective_from"] === from)
    .map((row) => [row["market"], row["category"], row["tier_from"], row["tier_to"], row["rate"]].join(" "));
}

test("a list card under title rows, with a header over two lines, becomes a card of the home", async () => {
  const path = put("EUR 2027-01-01.csv", list("Spain,EUR,0.0627,0.0177,0.0177,n/a,0.0177"));
  const summary = load(path);
  expect(summary.cards).toEqual([{currency: "EUR", effective_from: "2027-01-01", rows: 4}]);
  expect(await ratesOf("EUR", "2027-01-01")).toEqual([
    "Spain marketing 0  0.0627",
    "Spain utility 0  0.0177",
    "Spain authentication 0  0.0177",
    "Spain service 0  0.0177"
  ]);
});

test("the project's own cards stay beside it", async () => {
  load(put("EUR 2027-01-01.csv", list("Spain,EUR,0.0627,0.0177,0.0177,n/a,0.0177")));
  expect((await readReference(home, defaultSettings)).rows.whatsapp_rates).toHaveLength(2383 + 4);
});

test("a header that goes on in the next row is one header", async () => {
  const text = [
    "Market,Currency,Marketing,Authentication-,Service",
    ",,,International,",
    "India,EUR,0.01,0.0260,n/a"
  ].join("\n");
  load(put("card.csv", text), {from: "2027-01-01"});
  expect(await ratesOf("EUR", "2027-01-01")).toEqual([
    "India marketing 0  0.01",
    "India authentication_international 0  0.0260"
  ]);
});

test("a workbook that is named .csv is read, and its column of tokens is no rate", async () => {
  const rows = [
    ["Rate card, effective October 1, 2027", null, null, null],
    ["Market", "Currency", "Marketing", "Meta Business Agent"],
    ["Rest of Central and Eastern Europe", "EUR", 0.0707, "$2.00 USD / 1 M (million) tokens"],
    ["Spain", "EUR", 7.0699999999999999e-2, "$2.00 USD / 1 M (million) tokens"]
  ];
  const summary = load(put("rates.csv", workbook({About: [["Read me"]], "List rates": rows})));
  expect(await ratesOf("EUR", "2027-10-01")).toEqual([
    "Rest of Central & Eastern Europe marketing 0  0.0707",
    "Spain marketing 0  0.0707"
  ]);
  expect(summary.notes[0]).toContain('"Meta Business Agent" holds no rate per message');
});

const tierRows = [
  ",Utility,,,,,,Authentication,,,,,",
  "Market,Currency,From,To,Rate type,Rate,vs. List rate,Currency,From,To,Rate type,Rate,vs. List rate",
  'Spain,EUR,1,"100,000",List,0.0200,--,EUR,1,"300,000",List,0.0180,--',
  ',EUR,"100,001",--,Tier 1,0.0190,-5%,EUR,"300,001",--,Tier 1,0.0171,-5%',
  "France,EUR,n/a,n/a,n/a,n/a,n/a,EUR,1,--,List,0.0300,--"
];

test("a tier sheet names its market once, and its blocks stand side by side", async () => {
  load(put("tiers 2027-01-01.csv", tierRows.join("\n")));
  expect(await ratesOf("EUR", "2027-01-01")).toEqual([
    "Spain utility 0 100000 0.0200",
    "Spain utility 100001  0.0190",
    "Spain authentication 0 300000 0.0180",
    "Spain authentication 300001  0.0171",
    "France authentication 0  0.0300"
  ]);
});

test("tiers take the place of their list rate, whichever file comes first", async () => {
  const paths = [
    put("tiers 2027-01-01.csv", tierRows.join("\n")),
    put("list 2027-01-01.csv", list("Spain,EUR,0.0627,0.0200,0.0180,n/a,0.0200", "France,EUR,0.07,n/a,0.0300,n/a,n/a"))
  ];
  load(paths);
  const together = await ratesOf("EUR", "2027-01-01");
  rmSync(home.reference, {recursive: true});
  for (const path of paths) load(path);
  expect((await ratesOf("EUR", "2027-01-01")).sort()).toEqual(together.sort());
  expect(together).toContain("Spain utility 100001  0.0190");
});

test("tiers without the list of their day are worth a note, as marketing has no price then", () => {
  const {notes} = load(put("tiers 2027-01-01.csv", tierRows.join("\n")));
  expect(notes).toContain(
    "EUR from 2027-01-01: there are tiers only, so all else has no price from then on. Import the list card of that day too."
  );
  const list27 = list("Spain,EUR,0.0627,0.0200,0.0180,n/a,0.0200", "France,EUR,0.07,n/a,0.0300,n/a,n/a");
  expect(load(put("list 2027-01-01.csv", list27)).notes.join()).not.toContain("tiers only");
});

test("tiers that begin at another rate than the list are a fault, and nothing is written", () => {
  const path = put("list 2027-01-01.csv", list("Spain,EUR,0.0627,0.0250,0.0180,n/a,0.0200"));
  const tiers = put("tiers 2027-01-01.csv", tierRows.join("\n"));
  expect(faultOf(() => load([path, tiers]))).toContain("begin at 0.0200, and the list rate of 2027-01-01 is 0.0250");
  expect(existsSync(home.reference)).toBe(false);
});

test("a gap between tiers is a fault, and nothing is written", () => {
  const rows = tierRows.map((row) => row.replace('"100,001"', '"100,005"'));
  expect(faultOf(() => load(put("tiers 2027-01-01.csv", rows.join("\n"))))).toContain(
    "tiers 2027-01-01.csv, row 4: between 100000 and 100005 the tiers of EUR Spain utility of 2027-01-01 leave a gap."
  );
  expect(existsSync(home.reference)).toBe(false);
});

test("all faults are named at once: an unknown market, a rate that is none, a currency that is none", () => {
  const path = put(
    "2027-01-01.csv",
    list("Atlantis,EUR,0.06,n/a,n/a,n/a,n/a", "Spain,EUR,six,n/a,n/a,n/a,", "France,EUROS,0.07,n/a,n/a,n/a,n/a")
  );
  const fault = faultOf(() => load(path));
  expect(fault).toContain('the rate of Spain, marketing, is "six"');
  expect(fault).toContain('2027-01-01.csv, row 4: market "Atlantis" is not in data/reference/whatsapp_markets.csv.');
  expect(fault).toContain("the rate of Spain, service, is empty");
  expect(fault).toContain('"EUROS" is no currency');
});

test("a decimal comma among commas shifts no rate into the next category", () => {
  const path = put("2027-01-01.csv", list("Colombia,USD,0.0130,0,0009,0.0009,n/a,0.0009"));
  expect(faultOf(() => load(path))).toContain(
    "2027-01-01.csv, row 4: it has 8 cells, and the header has 7. Write digits"
  );
  expect(existsSync(home.reference)).toBe(false);
});

test("a card of 2023 writes its currency as $US", async () => {
  const path = put(
    "card.csv",
    [
      '"Cost per conversation in USD, effective June 1, 2023",,,,,,',
      "Market,Currency,Marketing,Utility,Authentication,Authentication-International,Service",
      "Indonesia,$US,0.0411,0.0200,0.0300,0.1360,0.0190"
    ].join("\n")
  );
  expect(load(path).cards).toMatchObject([{currency: "USD", effective_from: "2023-06-01"}]);
  expect(await ratesOf("USD", "2023-06-01")).toContain("Indonesia authentication_international 0  0.1360");
});

test("what is wrong with a row, and not with one of its rates, is said once", () => {
  const path = put("2027-01-01.csv", list("Atlantis,EURO,0.06,0.02,0.02,n/a,0.02"));
  expect(faultOf(() => load(path)).split("\n")).toHaveLength(3);
});

test("what differs from the card in force before is shown, cell by cell", () => {
  const path = put(
    "2027-01-01.csv",
    list("Spain,USD,0.0800,0.0200,0.0200,n/a,0.0200", "Peru,USD,0.07,n/a,n/a,n/a,n/a")
  );
  const {changes} = load(path, {isDryRun: true});
  const spain = changes.filter(({market, tier_from}) => market === "Spain" && tier_from === 0);
  expect(spain.map(({category, old, new: now}) => [category, old, now])).toEqual([["marketing", "0.0707", "0.0800"]]);
  expect(changes).toContainEqual(
    expect.objectContaining({market: "Peru", category: "utility", tier_from: 0, old: "0.0300", new: null})
  );
});

test("a dry run says what changes and writes nothing", () => {
  const summary = load(put("2027-01-01.csv", list("Spain,EUR,0.0627,n/a,n/a,n/a,n/a")), {isDryRun: true});
  expect(summary.written).toBeNull();
  expect(existsSync(home.reference)).toBe(false);
  expect(formatImport(summary, true)).toContain("Nothing was written (--dry-run).");
});

test("the same card again changes nothing", () => {
  const path = put("2027-01-01.csv", list("Spain,EUR,0.0627,0.0177,0.0177,n/a,0.0177"));
  load(path);
  const file = join(home.reference, "whatsapp_rates.csv");
  const before = readFileSync(file, "utf8");
  expect(load(path)).toMatchObject({written: null, isSame: true, changes: []});
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("a corrected card replaces its rates and adds none", async () => {
  load(put("2027-01-01.csv", list("Spain,EUR,0.0627,0.0177,0.0177,n/a,0.0177", "France,EUR,0.08,n/a,n/a,n/a,n/a")));
  load(put("2027-01-01 b.csv", list("Spain,EUR,0.0630,0.0177,n/a,n/a,0.0177", "France,EUR,0.08,n/a,n/a,n/a,n/a")));
  expect((await ratesOf("EUR", "2027-01-01")).sort()).toEqual([
    "France marketing 0  0.08",
    "Spain marketing 0  0.0630",
    "Spain service 0  0.0177",
    "Spain utility 0  0.0177"
  ]);
});

test("cards that came with the project are no cards for nobody; one that was brought in is", async () => {
  const {notes} = load(put("2027-01-01.csv", list("Spain,GBP,0.0627,n/a,n/a,n/a,n/a")));
  expect(notes.filter((note) => note.includes("no account is charged"))).toHaveLength(1);
  const {warnings} = await readReference(home, defaultSettings);
  expect(warnings).toEqual([expect.stringContaining("it has a card in GBP")]);
});

test("a file that tells no day needs one", () => {
  const path = put("card.csv", list("Spain,EUR,0.0627,n/a,n/a,n/a,n/a"));
  expect(faultOf(() => load(path))).toContain("Add --from, like --from 2026-10-01");
  expect(load(path, {from: "2027-04-01"}).cards[0]?.effective_from).toBe("2027-04-01");
});

test("a file that is no card says what it should be", () => {
  expect(faultOf(() => load(put("2027-01-01.csv", "a,b\n1,2\n")))).toContain("neither a list of rates");
});

test.each([
  ["USD Rate Card - Effective October 1, 2026", ["2026-10-01"]],
  ["whatsapp-rates_2026_07_01", ["2026-07-01"]],
  ["1st January 2027", ["2027-01-01"]],
  ["Volume Tiers Oct-2026", ["2026-10-01"]],
  ["from 2026-10-01 to 2026-12-31", ["2026-10-01", "2026-12-31"]],
  ["rates v20261399", []]
])("%s speaks of %j", (name, days) => expect(daysIn(name)).toEqual(days));
