import {basename} from "node:path";
import {daysIn} from "./effective-date.js";
import type {Sheet} from "./workbook.js";

/** One rate as Meta's file has it. */
export interface CardRow {
  currency: string;
  market: string;
  category: string;
  tier_from: number;
  tier_to: number | null;
  rate: string;
  /** File, sheet and row, for messages. */
  place: string;
}

/** What one of Meta's downloads says. */
export interface MetaCard {
  kind: "list" | "tiers";
  rows: CardRow[];
  /** Currency, market and category that the file names as unavailable. */
  unavailable: {currency: string; market: string; category: string}[];
  /** Categories it has a column for. */
  categories: string[];
  /** Days its title rows speak of. */
  days: string[];
  /** Columns it has that are no rates per message. */
  ignored: string[];
  faults: string[];
}

const categoryOf: Record<string, string> = {
  marketing: "marketing",
  utility: "utility",
  authentication: "authentication",
  authenticationinternational: "authentication_international",
  service: "service"
};
/** In the order of the tier sheet's blocks, where nothing above them names them. */
export const tieredCategories = ["utility", "authentication", "authentication_international"];

/** The list card and the tier sheet among a file's sheets; others say nothing. */
export function cardsIn(sheets: Sheet[], path: string): MetaCard[] {
  return sheets.flatMap((sheet) => {
    const place = sheet.name === "" ? basename(path) : `${basename(path)}, sheet "${sheet.name}"`;
    const header = findHeader(sheet.rows);
    if (header === undefined) return [];
    const card = header.names.includes("from") ? tierSheet(sheet, header, place) : listCard(sheet, header, place);
    return [{...card, days: daysIn(sheet.rows.slice(0, header.row).flat().join("\n"))}];
  });
}

interface Header {
  row: number;
  /** The first row of rates. */
  body: number;
  /** Names of columns, letters only. */
  names: string[];
  shown: string[];
}

type Read = Omit<MetaCard, "days">;

/** The first row that names a currency and rates; it may go on in the next row, or hold line ends in its cells. */
function findHeader(rows: string[][]): Header | undefined {
  for (const [row, cells] of rows.entries()) {
    const next = rows[row + 1] ?? [];
    const currency = cells.findIndex((cell) => letters(cell) === "currency");
    if (currency < 0) continue;
    const goesOn = (next[currency] ?? "") === "" && next.some((cell) => letters(cell) === "international");
    const shown = cells.map((cell, index) => (goesOn ? `${cell} ${next[index] ?? ""}` : cell).replaceAll(/\s+/g, " "));
    const names = shown.map(letters);
    if (!names.includes("from") && !names.some((name) => name in categoryOf)) continue;
    return {row, body: goesOn ? row + 2 : row + 1, names, shown: shown.map((name) => name.trim())};
  }
  return undefined;
}

function listCard({rows}: Sheet, header: Header, place: string): Read {
  const currencyAt = header.names.indexOf("currency");
  const marketAt = Math.max(header.names.indexOf("market"), 0);
  const columns = header.names.flatMap((name, index) => {
    const category = categoryOf[name];
    return category === undefined ? [] : [{index, category}];
  });
  const known = [currencyAt, marketAt, ...columns.map(({index}) => index)];
  const card: Read = {
    kind: "list",
    rows: [],
    unavailable: [],
    categories: columns.map(({category}) => category),
    ignored: header.shown.filter((name, index) => name !== "" && !known.includes(index)),
    faults: []
  };
  const width = header.shown.reduce((last, name, index) => (name === "" ? last : index + 1), 0);
  for (const {cells, at} of bodyRows(rows, header, place)) {
    const market = marketName(cells[marketAt]);
    const currency = currencyOf(cells[currencyAt]);
    // A decimal comma in a file parted by commas: all rates after it would stand one category too far.
    if (currency !== "" && cells.slice(width).some((cell) => cell !== "")) {
      card.faults.push(
        `${at}: it has ${cells.length} cells, and the header has ${width}. Write digits with a point, or put what holds a comma in quotes.`
      );
      continue;
    }
    // Footnotes stand under the table, in its first column.
    if (market === "" || cells.every((cell, index) => index === marketAt || cell === "")) continue;
    for (const {index, category} of columns) {
      addRate(card, {currency, market, category, tier_from: 0, tier_to: null}, cells[index] ?? "", at);
    }
  }
  return card;
}

/** Blocks of currency, from, to, rate type, rate, one for each category, side by side; the market's name only once. */
function tierSheet({rows}: Sheet, header: Header, place: string): Read {
  const starts = header.names.flatMap((name, index) => (name === "currency" ? [index] : []));
  const blocks = starts.map((start, number) => {
    const end = starts[number + 1] ?? header.names.length;
    const at = (name: string) => {
      const found = header.names.indexOf(name, start);
      return found >= 0 && found < end ? found : -1;
    };
    const marketAt = header.names.lastIndexOf("market", start);
    return {
      category: blockCategory(rows, header, start, end) ?? tieredCategories[number],
      currencyAt: start,
      marketAt: Math.max(marketAt, 0),
      fromAt: at("from"),
      toAt: at("to"),
      rateAt: at("rate")
    };
  });
  const card: Read = {kind: "tiers", rows: [], unavailable: [], categories: [], ignored: [], faults: []};
  for (const {category, currencyAt, marketAt, fromAt, toAt, rateAt} of blocks) {
    if (category === undefined || fromAt < 0 || toAt < 0 || rateAt < 0) {
      card.faults.push(
        `${place}: the block of tiers in column ${currencyAt + 1} has no category, From, To or Rate. Download the file again.`
      );
      continue;
    }
    card.categories.push(category);
    let market = "";
    for (const {cells, at} of bodyRows(rows, header, place)) {
      market = marketName(cells[marketAt]) || market;
      const [from = "", to = "", rate = ""] = [cells[fromAt], cells[toAt], cells[rateAt]];
      if (from === "" && to === "" && rate === "") continue;
      const currency = currencyOf(cells[currencyAt]);
      if (isUnavailable(rate) || isUnavailable(from)) {
        card.unavailable.push({currency, market, category});
        continue;
      }
      const tier_from = bound(from) ?? 0;
      const tier_to = bound(to);
      if (Number.isNaN(tier_from) || Number.isNaN(tier_to)) {
        card.faults.push(`${at}: the tier "${from}" to "${to}" is no pair of whole numbers. Correct it.`);
        continue;
      }
      // Places count from 1; the first tier of our files begins at 0.
      const tier = {tier_from: tier_from === 1 ? 0 : tier_from, tier_to};
      addRate(card, {currency, market, category, ...tier}, rate, at);
    }
  }
  return card;
}

/** The category that stands over a block, in the rows above the header. */
function blockCategory(rows: string[][], header: Header, start: number, end: number): string | undefined {
  for (let row = header.row - 1; row >= 0; row -= 1) {
    const found = (rows[row] ?? [])
      .slice(start, end)
      .map((cell) => categoryOf[letters(cell)])
      .find((category) => category !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function* bodyRows(rows: string[][], header: Header, place: string): Generator<{cells: string[]; at: string}> {
  for (const [index, cells] of rows.entries()) {
    if (index >= header.body) yield {cells, at: `${place}, row ${index + 1}`};
  }
}

function addRate(card: Read, key: Omit<CardRow, "rate" | "place">, written: string, place: string): void {
  const {currency, market, category} = key;
  if (isUnavailable(written)) {
    card.unavailable.push({currency, market, category});
    return;
  }
  const rate = amountOf(written);
  if (rate === null) {
    const value = written === "" ? "is empty" : `is "${written}"`;
    card.faults.push(`${place}: the rate of ${market}, ${category}, ${value}. Write digits with a point, or n/a.`);
    return;
  }
  card.rows.push({...key, rate, place});
}

// Never zero: there is no such rate.
function isUnavailable(cell: string): boolean {
  return /^(n\s*\/?\s*a|not available)\.?$/i.test(cell);
}

/** "100,001" is 100001; "--" is no bound; anything else is NaN. */
function bound(cell: string): number | null {
  if (/^(--?|–|—|∞)$/.test(cell) || cell === "") return null;
  return /^(\d+|[1-9]\d{0,2}(,\d{3})+)$/.test(cell) ? Number(cell.replaceAll(",", "")) : Number.NaN;
}

/** "$0.0707" and "USD 1,948.66" as digits with a point; null when it is no amount. */
function amountOf(cell: string): string | null {
  const bare = cell.replace(/^[A-Z]{0,3}\s*[$€£₹¥]?\s*/, "").replace(/\s*[A-Z]{3}$/, "");
  if (!/^(\d+|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?$/.test(bare)) return null;
  return bare.replaceAll(",", "");
}

/** Meta's cards of 2023 and 2024 have $US in this column. */
function currencyOf(cell = ""): string {
  return cell === "$US" ? "USD" : cell;
}

/** Without the marks of footnotes. */
function marketName(cell: string | undefined): string {
  return (cell ?? "").replace(/[\s*†‡¹²³]+$/, "").replaceAll(/\s+/g, " ");
}

function letters(cell: string): string {
  return cell.toLowerCase().replaceAll(/[^a-z]/g, "");
}
