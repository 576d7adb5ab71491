import {writeQuery} from "./address.js";
import {channelColor} from "./colors.js";
import {download, writeCsv} from "./csv.js";
import {type Row, rowsOf} from "./cube.js";
import {type Child, element, uniqueId} from "./dom.js";
import {missingFeeds} from "./feeds.js";
import {type Dimension, dimensions, type Period, withFilters} from "./filters.js";
import {channelName, inLanguage} from "./i18n.js";
import type {View} from "./page.js";
import {difference, growth} from "./rates.js";
import {rememberedSort, rememberSort} from "./sorts.js";
import {sparkline} from "./sparkline.js";
import {type Column, type Layout, plain, type Sort, sorted, table} from "./table.js";

const rowsAtOnce = 200;

export interface BigNumber {
  /** Stable name, for tests and for the address of its definition, like "conversation_days.sessions". */
  metric: string;
  /** The data file it is read from, where that has another name than the metric's table. */
  from?: string;
  label: string;
  value: number | null;
  /** The value of the period before; null when there is none. */
  before: number | null;
  /** What is compared in place of the value, where that counts a day that is not over, and over which days. */
  overWholeDays?: {value: number | null; now: Period; before: Period};
  /** False for a number that is compared with no period, as a forecast. */
  isCompared?: boolean;
  write(value: number | null): string;
  /** A share: what changed is told in percentage points, as a per cent of a per cent is read wrong. */
  isShare?: boolean;
  /** Whether more is better; null when it is neither good nor bad. */
  goodIsUp: boolean | null;
  /** Values of the days of the period, null where there is none. */
  series?: (number | null)[];
  note?: Child;
}

/** Several in a row, as wide as each other. */
export function bigNumbers(numbers: BigNumber[], view: View): HTMLElement {
  const columns = numbers.length > 6 ? Math.ceil(numbers.length / 2) : numbers.length;
  return element(
    "div",
    {},
    element(
      "div",
      {class: "big-numbers", "--columns": columns, "--columns-narrow": Math.ceil(columns / 2)},
      numbers.map((number) => bigNumber(number, view))
    ),
    ignoredByNumbers(numbers, view),
    element("p", {class: "note known", "data-testid": "known"}, known(view))
  );
}

// Beside every number: which days it is of, in which zone, and up to when there is data.
function known(view: View): string {
  const {t, format, filters, asOf} = view;
  const until = asOf === null ? null : t.dataUntil(format.instant(asOf), format.timeZone);
  return [format.range(filters.from, filters.to), until, partialNote(view)].filter((part) => part !== null).join(" · ");
}

/** Which day of the period is not over, and up to when there is data; null when all are. */
export function partialNote({t, format, filters, asOf, partialDay}: View): string | null {
  if (partialDay === null || partialDay < filters.from || partialDay > filters.to) return null;
  return t.partialDay(format.day(partialDay), format.clock(asOf));
}

function ignoredByNumbers(numbers: BigNumber[], view: View): Child {
  const {t, format} = view;
  return dimensions.map((name) => {
    const unmoved = numbers.filter(({metric, from}) => ignoredFilters([from ?? tableOf(metric)], view).includes(name));
    if (unmoved.length === 0) return null;
    const text = t.ignoredByNumbers(t.theFilter[name], format.list(unmoved.map(({label}) => label)));
    return element("p", {class: "note ignored", "data-ignored": name}, text, reasonOf(name, view));
  });
}

/** Filters in force whose column these files lack. */
function ignoredFilters(files: string[], {filters, controls, cubes}: View): Dimension[] {
  return dimensions.filter(
    (name) =>
      filters.where[name] !== null &&
      controls.includes(name) &&
      files.some((file) => cubes[file] !== undefined && !cubes[file].columns.has(name))
  );
}

function reasonOf(name: Dimension, {ignores, language}: View): string {
  return ignores[name] === undefined ? "" : ` ${ignores[name][language]}`;
}

function tableOf(metric: string): string {
  return metric.split(".")[0]!;
}

/** A number that is read at a glance: what it is, how much, and where it is going. */
function bigNumber(number: BigNumber, view: View): HTMLElement {
  const {metric, label, value, write, series, note} = number;
  const written = write(value);
  return element(
    "section",
    {class: "big-number", "data-metric": metric},
    element("h2", {}, label, definitionLink(metric, label, view)),
    element("p", {class: "value", "data-value": value ?? "", "--letters": written.length}, written),
    delta(number, view),
    note ? element("p", {class: "note"}, note) : null,
    series ? sparkline(series) : null
  );
}

function delta(number: BigNumber, {compared, filters, format, t}: View): Child {
  const {before, isCompared, write, isShare, goodIsUp, overWholeDays} = number;
  if (filters.compare === "none" || isCompared === false) return null;
  const value = overWholeDays === undefined ? number.value : overWholeDays.value;
  const change = isShare ? difference(value, before) : growth(value, before);
  if (compared === null || before === null) return element("p", {class: "delta"}, t.noPrevious);
  if (change === null) return element("p", {class: "delta"}, t.previously(write(before)));
  const direction = Math.abs(change) < 0.0005 ? 0 : Math.sign(change);
  const tone = toneOf(direction, goodIsUp);
  const arrow = ["▼", "=", "▲"][direction + 1];
  const meaning = [t.down, t.same, t.up][direction + 1];
  const {from, to} = overWholeDays?.before ?? compared;
  const shown = write(value) === write(number.value) ? null : write(value);
  const previously =
    overWholeDays === undefined
      ? t.previously(write(before))
      : t.upToDay(format.shortDay(overWholeDays.now.to), shown, write(before));
  return element(
    "p",
    {class: "delta", title: `${t.previously(write(before))} (${format.range(from, to)})`},
    element(
      "span",
      {class: tone, "data-change": change},
      element("span", {"aria-hidden": "true"}, `${arrow} `),
      element("span", {class: "hidden"}, `${meaning} `),
      isShare ? format.points(change) : format.change(change)
    ),
    " ",
    element("span", {class: "before"}, previously)
  );
}

function toneOf(direction: number, goodIsUp: boolean | null): "flat" | "good" | "bad" {
  if (direction === 0 || goodIsUp === null) return "flat";
  return direction > 0 === goodIsUp ? "good" : "bad";
}

export interface Card {
  /** Stable name: of its file, for tests. */
  name: string;
  /** The question that it answers. */
  title: string;
  /** What exactly is shown: unit, n, what is left out. */
  subtitle: Child;
  /** Like "conversation_days.sessions"; several for several columns. */
  definition?: string | string[];
  /** The data files it is drawn from, where those are not the definitions' tables. */
  from?: string[];
  /** Exactly the rows that are drawn. */
  rows: Row[];
  columns: Column[];
  /** Drawn over the table; without it the table is the card. */
  chart?: Child;
  layout?: Layout;
  /** False when the chart already is a table. */
  hasTable?: boolean;
  note?: Child;
  /** Shown when there are no rows. */
  empty?: Child;
  wide?: boolean;
}

/** One question with its answer: chart, the same as a table, the same as CSV, and what the words mean. */
export function card(card: Card, view: View): HTMLElement {
  const id = uniqueId("card");
  const isEmpty = card.rows.length === 0;
  // Neither how many nor how to read them, where there never were any.
  const isNever = isEmpty && !card.empty && missingFeeds(filesOf(card), view.manifest) !== null;
  return element(
    "section",
    {class: card.wide ? "card wide" : "card", id: card.name, "data-testid": card.name, "aria-labelledby": id},
    element(
      "header",
      {},
      element("h2", {id}, card.title),
      isNever ? null : element("p", {class: "subtitle"}, card.subtitle)
    ),
    isEmpty ? (card.empty ?? nothing(view, filesOf(card))) : (card.chart ?? tableWithin(card, view)),
    card.note && !isNever ? element("p", {class: "note"}, card.note) : null,
    ignoredByCard(card, view),
    isEmpty
      ? null
      : element("footer", {}, card.chart && card.hasTable !== false ? behind(card, view) : null, tools(card, view))
  );
}

function filesOf({from, definition}: Card): string[] {
  return from ?? [definition ?? []].flat().map(tableOf);
}

function ignoredByCard(card: Card, view: View): Child {
  const {t} = view;
  return ignoredFilters(filesOf(card), view).map((name) =>
    element(
      "p",
      {class: "note ignored", "data-ignored": name},
      t.ignoredByCard(t.theFilter[name]),
      reasonOf(name, view)
    )
  );
}

function tools(card: Card, view: View): Child {
  const {t} = view;
  const names = [card.definition ?? []].flat();
  const save = () => {
    const names = card.columns.map((column) => column.name);
    const rows = card.rows.map((row) =>
      Object.fromEntries(card.columns.map((column) => [column.name, plain(column, row[column.name])]))
    );
    download(`${card.name}.csv`, writeCsv(names, rows, view.manifest.meta.decimal_mark));
  };
  return element(
    "div",
    {class: "card-tools"},
    names.length > 0
      ? element("a", {href: definitionAddress(names[0]!), "data-keep-filters": true}, t.definition)
      : null,
    cardLink(card, view),
    element(
      "button",
      {type: "button", class: "link", onclick: save, "aria-label": `${t.downloadCsv}: ${card.title}`},
      "CSV"
    )
  );
}

// Where there is no clipboard, as on a page without TLS, the address bar has the link.
function cardLink({name, title}: Card, {t}: View): HTMLElement {
  const link = element("a", {href: `#${name}`, title: t.copyLink, "aria-label": `${t.link}: ${title}`}, t.link);
  link.addEventListener("click", (event) => {
    writeQuery(withFilters(location.search), {replaces: true});
    if (navigator.clipboard === undefined) return;
    event.preventDefault();
    history.replaceState(null, "", `#${name}`);
    const copied = element("span", {class: "copied", role: "status"}, t.linkCopied);
    navigator.clipboard.writeText(location.href).then(
      () => {
        link.before(copied);
        setTimeout(() => copied.remove(), 3000);
      },
      () => undefined
    );
  });
  return link;
}

function behind(card: Card, view: View): Child {
  const summary = element("summary", {}, view.t.showTable);
  const details = element("details", {class: "behind"}, summary);
  summary.addEventListener("click", () => details.append(tableWithin(card, view)), {once: true});
  return details;
}

function tableWithin({name, rows, columns, title, layout}: Card, {format, t}: View): HTMLElement {
  const draw = (sort: Sort): HTMLElement => {
    const resort = (next: Sort) => {
      rememberSort(name, next);
      const again = draw(next);
      current.replaceWith(again);
      current = again;
      const column = (next ?? sort)!.column;
      again.querySelector<HTMLElement>(`button[data-column="${CSS.escape(column)}"]`)?.focus();
    };
    const first = sorted(columns, rows, sort, format).slice(0, rowsAtOnce);
    const shown = table(columns, first, format, title, {layout, sort, resort});
    if (rows.length <= rowsAtOnce) return shown;
    const note = t.rowsShown(format.integer(rowsAtOnce), format.integer(rows.length));
    return element("div", {}, shown, element("p", {class: "note"}, note));
  };
  let current = draw(rememberedSort(name));
  return current;
}

/** Where a definition stands on the page of definitions. */
export function definitionAddress(metric: string): string {
  return `definitions.html#${encodeURIComponent(metric)}`;
}

// What it means is loaded when somebody asks.
function definitionLink(metric: string, label: string, view: View): Child {
  const {t, manifest} = view;
  if ((manifest.files["definitions"]?.rows ?? 0) === 0) return null;
  const link = element(
    "a",
    {
      class: "what",
      href: definitionAddress(metric),
      "aria-label": `${t.definition}: ${label}`,
      "data-keep-filters": true
    },
    "?"
  );
  const explain = async () => {
    const [table, column] = metric.split(".");
    const definitions = await view.load("definitions");
    const [known] = rowsOf(definitions, {where: {table_name: [`metrics.${table}`], column_name: [column!]}});
    link.title = known === undefined ? "" : String(inLanguage(view.language, known, "meaning"));
  };
  for (const event of ["pointerenter", "focus"]) {
    link.addEventListener(event, () => explain().catch(() => undefined), {once: true});
  }
  return link;
}

export interface LegendItem {
  label: string;
  color: string;
  pattern?: "hatched" | "line";
  /** What a click does, and how that is said. */
  pick?: {title: string; run(): void};
}

/** Names of colours, beside a chart rather than inside it. */
export function legend(items: LegendItem[]): HTMLElement {
  return element(
    "ul",
    {class: "legend"},
    items.map(({label, color, pattern, pick}) => {
      const swatch = element("span", {class: `swatch ${pattern ?? ""}`, "--color": color});
      if (pick === undefined) return element("li", {}, swatch, label);
      const button = {type: "button", title: pick.title, "aria-label": pick.title, onclick: pick.run};
      return element("li", {}, element("button", button, swatch, label));
    })
  );
}

/** What the colours of a heat map mean: from none to the most. */
export function heatLegend(most: string, ...more: Child[]): HTMLElement {
  const ramp = element("span", {class: "ramp", "aria-hidden": "true"});
  return element("div", {class: "legends"}, element("p", {class: "heat-legend"}, "0", ramp, most, more));
}

/** Channels beside a chart; a click keeps one of them alone, another one all. */
export function channelLegend(channels: string[], view: View, more: LegendItem[] = []): HTMLElement {
  const {filters, language, t} = view;
  const isAlone = filters.where.channel?.length === 1;
  const items = channels.map((channel): LegendItem => {
    const label = channelName(language, channel);
    const where = {...filters.where, channel: isAlone ? null : [channel]};
    const title = isAlone ? `${label}: ${t.showAll}` : t.showAlone(label);
    return {label, color: channelColor(channel), pick: {title, run: () => view.setFilters({where})}};
  });
  return legend([...items, ...more]);
}

/** An empty state says what happened and what to try. */
export function notice(title: string, text: Child, command?: string): HTMLElement {
  return element(
    "div",
    {class: "notice", role: "status"},
    element("p", {class: "notice-title"}, title),
    text === "" ? null : element("p", {}, text, command ? [" ", element("code", {}, command)] : null)
  );
}

/** A home without any day to show: nothing was loaded, or nothing that happened on a day. */
export function nothingYet({t, manifest}: Pick<View, "t" | "manifest">): HTMLElement {
  const isLoaded = (manifest.files["files"]?.rows ?? 0) > 0;
  const [title, text] = isLoaded ? [t.eventlessTitle, t.eventlessText] : [t.emptyTitle, t.emptyText];
  return notice(title, text, "npx chat-analytics run");
}

/** No rows of these files under the filters; or none ever, which no other filters change. */
export function nothing({t, format, manifest}: View, files: readonly string[] = []): HTMLElement {
  const folders = missingFeeds(files, manifest);
  if (folders === null) return notice(t.nothingTitle, t.nothingText);
  return notice(t.neverTitle, t.neverText(format.either(folders)), "npx chat-analytics run");
}
