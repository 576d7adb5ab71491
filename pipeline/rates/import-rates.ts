import {mkdirSync, readFileSync, renameSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {counted, PipelineError, throwFaults, UsageError} from "../errors.js";
import {currency as currencyCell, isDay} from "../reference/cells.js";
import {rateFaults, unusedCards} from "../reference/check-rates.js";
import {markets, type RateRow, rates} from "../reference/definitions.js";
import {type FileContent, type Placed, readReferenceFile, remedyIn} from "../reference/files.js";
import {groupBy} from "../reference/group.js";
import type {Home, Settings} from "../settings.js";
import {changesOf, type RateChange} from "./changes.js";
import {daysIn} from "./effective-date.js";
import {type CardRow, cardsIn, type MetaCard, tieredCategories} from "./meta-card.js";
import {readSheets} from "./sheets.js";

export interface ImportOptions {
  /** The day from which the cards hold, where neither a file's name nor its title says it. */
  from?: string | undefined;
  /** Only say what would change. */
  isDryRun?: boolean;
}

export interface ImportSummary {
  cards: {currency: string; effective_from: string; rows: number}[];
  changes: RateChange[];
  /** The file that was written; null when nothing was. */
  written: string | null;
  /** Whether the rates at hand already were these. */
  isSame: boolean;
  /** What was left out or is worth a look. */
  notes: string[];
}

/**
 * Reads Meta's own downloads and puts their cards among those at hand, in the home's reference/whatsapp_rates.csv.
 * Throws all faults at once and writes nothing then.
 */
export function importRates(home: Home, settings: Settings, paths: string[], options: ImportOptions): ImportSummary {
  if (options.from !== undefined && !isDay(options.from)) {
    throw new UsageError(`rates import: --from is "${options.from}". Write it like 2026-10-01.`);
  }
  const atHand = readReferenceFile(home, rates);
  throwFaults(atHand.path, atHand.faults);
  const known = readReferenceFile(home, markets);
  throwFaults(known.path, known.faults);

  const read = paths.flatMap((path) => cardsOfFile(path, options.from));
  const faults = read.flatMap(({card}) => card.faults);
  const lists = read.filter(({card}) => card.kind === "list");
  // The tiers of a category stand in the place of its list rate, so they come after.
  const tiers = read.filter(({card}) => card.kind === "tiers");
  let rows = atHand.rows;
  for (const {card, from} of [...lists, ...tiers]) {
    const named = namedMarkets(card, known);
    faults.push(...cardFaults(named, known));
    rows = put(rows, named, from, faults);
  }
  throwFaults("the import", faults);
  throwFaults("the import", rateFaults(rows, known));

  const brought = rows.filter((row) =>
    read.some(({card, from}) => row.effective_from === from && card.rows.some((cell) => cell.currency === row.currency))
  );
  const text = written(rows);
  const isSame = text === written(atHand.rows);
  const file = join(home.reference, "whatsapp_rates.csv");
  if (!isSame && options.isDryRun !== true) replaceFile(home, file, text);
  return {
    cards: cardsAmong(brought),
    changes: changesOf(atHand.rows, rows, brought),
    written: isSame || options.isDryRun === true ? null : file,
    isSame,
    notes: [
      ...notesOf(read.map(({card}) => card)),
      ...cardsOfTiersOnly(brought),
      ...unusedCards({path: "reference/whatsapp_rates.csv", rows, faults: []}, settings)
    ]
  };
}

function cardsOfFile(path: string, given: string | undefined): {card: MetaCard; from: string}[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new PipelineError(`${path}: it cannot be read (${(cause as Error).message}). Check the path.`, {cause});
  }
  const cards = cardsIn(readSheets(bytes, path), path);
  if (cards.length === 0) {
    throw new PipelineError(
      `${path}: it holds neither a list of rates (Market, Currency, Marketing, …) nor volume tiers (From, To, Rate). Download Meta's rate card or tier sheet.`
    );
  }
  return cards.map((card) => ({card, from: given ?? effectiveDay(path, card)}));
}

function effectiveDay(path: string, card: MetaCard): string {
  const named = daysIn(path.replace(/^.*[/\\]/, "").replace(/\.[a-z]+$/i, ""));
  const days = named.length > 0 ? named : card.days;
  if (days.length === 1) return days[0]!;
  const found = days.length === 0 ? "says no day" : `speaks of ${days.join(" and ")}`;
  throw new PipelineError(
    `${path}: its name and title tell from which day it holds, and it ${found}. Add --from, like --from 2026-10-01.`
  );
}

/** The card with markets as reference/whatsapp_markets.csv writes them, so that "And" and "&" are one. */
function namedMarkets(card: MetaCard, known: FileContent<{market: string}>): MetaCard {
  const plain = (name: string) =>
    name
      .toLowerCase()
      .replaceAll("&", "and")
      .replaceAll(/[^a-z]/g, "");
  const names = new Map(known.rows.map(({market}) => [plain(market), market]));
  const named = <Cell extends {market: string}>(cell: Cell): Cell => ({
    ...cell,
    market: names.get(plain(cell.market)) ?? cell.market
  });
  return {...card, rows: card.rows.map(named), unavailable: card.unavailable.map(named)};
}

function cardFaults({rows}: MetaCard, known: FileContent<{market: string}>): string[] {
  const seen = new Map<string, CardRow>();
  const knownMarkets = new Set(known.rows.map(({market}) => market));
  const faults = rows.flatMap((row) => {
    const faults: string[] = [];
    if (!currencyCell.safeParse(row.currency).success) {
      faults.push(`${row.place}: "${row.currency}" is no currency. Write its ISO 4217 code, like EUR.`);
    }
    if (row.market === "") {
      faults.push(`${row.place}: no market's name stands before this rate. Add it.`);
    } else if (!knownMarkets.has(row.market)) {
      faults.push(`${row.place}: market "${row.market}" is not in ${remedyIn(known.path)}`);
    }
    const amount = rates.columns.rate.cell.safeParse(row.rate);
    if (!amount.success) faults.push(`${row.place}: "${row.rate}" ${amount.error.issues[0]?.message}`);
    const key = JSON.stringify([row.currency, row.market, row.category, row.tier_from]);
    const before = seen.get(key);
    if (before !== undefined) {
      faults.push(`${row.place}: ${row.market}, ${row.category}, stands already in ${before.place}. Take one out.`);
    }
    seen.set(key, row);
    return faults;
  });
  // A row has a rate in each category, and one market and currency.
  return [...new Set(faults)];
}

/** Puts a card's rows in the place of those at hand for the same card. */
function put(rows: Placed<RateRow>[], card: MetaCard, from: string, faults: string[]): Placed<RateRow>[] {
  let all = rows;
  for (const [currency, cells] of groupBy(card.rows, (cell) => cell.currency)) {
    const own = all.filter((row) => row.currency === currency && row.effective_from === from);
    const end = own[0]?.valid_to_exclusive ?? null;
    const cellsOf = groupBy(own, cellKey);
    const fresh = [...groupBy(cells, cellKey)].flatMap(([key, group]) => {
      const had = cellsOf.get(key) ?? [];
      if (card.kind === "list") {
        // A list says nothing of tiers: those at hand stay while they begin with the list's rate.
        if (had[0] !== undefined && Number(had[0].rate) === Number(group[0]!.rate)) return had;
      } else if (had[0] !== undefined && Number(had[0].rate) !== Number(group[0]!.rate)) {
        faults.push(
          `${group[0]!.place}: the tiers of ${currency}, ${group[0]!.market}, ${group[0]!.category}, begin at ${group[0]!.rate}, and the list rate of ${from} is ${had[0].rate}. Import the list card of that day too.`
        );
      }
      const same = had.length === group.length && group.every((cell, index) => isSameRate(cell, had[index]!));
      if (same) return had;
      return group.map(
        (cell): Placed<RateRow> => ({
          effective_from: from,
          valid_to_exclusive: end,
          ...cell,
          evidence: "official"
        })
      );
    });
    // A list card is whole in its categories, unless it is one market's; tiers speak of their cells only.
    const isWhole = card.kind === "list" && new Set(cells.map(({market}) => market)).size > 1;
    const replaced = new Set(fresh.map(cellKey));
    const isReplaced = (row: RateRow) =>
      replaced.has(cellKey(row)) || (isWhole && card.categories.includes(row.category));
    const isUnchanged =
      fresh.every((row) => own.includes(row)) && own.every((row) => !isReplaced(row) || fresh.includes(row));
    if (isUnchanged) continue;
    all = [
      ...all.filter((row) => row.currency !== currency || row.effective_from !== from || !isReplaced(row)),
      ...fresh
    ];
  }
  return all;
}

function cellKey({market, category}: {market: string; category: string}): string {
  return JSON.stringify([market, category]);
}

function isSameRate(cell: CardRow, row: RateRow): boolean {
  return cell.tier_from === row.tier_from && cell.tier_to === row.tier_to && Number(cell.rate) === Number(row.rate);
}

const columns = Object.keys(rates.columns) as (keyof RateRow)[];

function written(rows: RateRow[]): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? "" : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

function replaceFile(home: Home, file: string, text: string): void {
  mkdirSync(home.reference, {recursive: true});
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function cardsAmong(rows: RateRow[]): ImportSummary["cards"] {
  const cards = groupBy(rows, (row) => `${row.currency} ${row.effective_from}`);
  return [...cards.values()].map((group) => ({
    currency: group[0]!.currency,
    effective_from: group[0]!.effective_from,
    rows: group.length
  }));
}

/** A card speaks for every cell of its currency, unless it is one market's: what it lacks has no price. */
function cardsOfTiersOnly(rows: RateRow[]): string[] {
  const cards = groupBy(rows, (row) => `${row.currency} from ${row.effective_from}`);
  return [...cards].flatMap(([card, group]) => {
    const isFragment = new Set(group.map(({market}) => market)).size === 1;
    if (isFragment || group.some(({category}) => !tieredCategories.includes(category))) return [];
    return [
      `${card}: there are tiers only, so all else has no price from then on. Import the list card of that day too.`
    ];
  });
}

function notesOf(cards: MetaCard[]): string[] {
  const ignored = new Set(cards.flatMap((card) => card.ignored));
  const unavailable = new Set(cards.flatMap((card) => card.unavailable).map((cell) => JSON.stringify(cell))).size;
  return [
    ...[...ignored].map((name) => `the column "${name}" holds no rate per message and was left out.`),
    ...(unavailable === 0
      ? []
      : [
          `${counted(unavailable, "cell")} ${unavailable === 1 ? "is" : "are"} n/a: there is no such rate, and none was written.`
        ])
  ];
}
