import {pages} from "../pages.js";
import {hasMoved, writeQuery} from "./address.js";
import {type Cube, labelsOf, rowsOf} from "./cube.js";
import {loadCube, loadedCube, loadManifest, type Manifest} from "./data.js";
import {readDay, unfinishedDay} from "./day.js";
import {element} from "./dom.js";
import {keepHeights} from "./drawing.js";
import {missingFeeds} from "./feeds.js";
import {filterBar} from "./filter-bar.js";
import {
  allControls,
  comparedPeriod,
  type Dimension,
  dimensions,
  type Filters,
  filterNames,
  hasFilters,
  type Period,
  readFilters,
  type Scope,
  writeFilters
} from "./filters.js";
import {type Finding, findings} from "./findings.js";
import {formats} from "./format.js";
import {type Language, texts} from "./i18n.js";
import {nameOf} from "./names.js";
import type {Page, View} from "./page.js";
import {paperLines, provenance} from "./paper.js";
import {startTheme} from "./theme-switch.js";
import {nothingYet, notice} from "./ui.js";

type Cubes = Record<string, Cube>;

const remembered = "chat-analytics.filters";

/** Loads a page's data and draws it, again whenever a filter changes. */
export async function start(languageName: string, name: string): Promise<void> {
  const language = languageName as Language;
  const t = texts[language];
  const entry = pages.find((page) => page.name === name)!;
  const root = document.querySelector<HTMLElement>("#page")!;
  startTheme();
  root.append(element("h1", {}, entry.title[language]), element("p", {class: "loading", role: "status"}, t.loading));
  try {
    const [manifest, {page}] = await Promise.all([loadManifest(), entry.load()]);
    showProvenance(manifest, language);
    showOwnTitle();
    const lead = element("p", {class: "lead"}, page.lead[language]);
    const heading = element("div", {class: "heading"}, element("h1", {}, entry.title[language]), lead);
    root.replaceChildren(heading, ...(await content(name, page, manifest, language)));
    keepFilters();
    showAnchor();
  } catch (error) {
    console.warn(error);
    root.replaceChildren(
      element("h1", {}, entry.title[language]),
      notice(t.failedTitle, `${t.failedText} (${(error as Error).message})`)
    );
  }
  document.documentElement.dataset["ready"] = "true";
}

async function content(name: string, page: Page, manifest: Manifest, language: Language): Promise<Node[]> {
  const t = texts[language];
  const {time_zone: timeZone, [page.asOf ?? "as_of"]: asOf} = manifest.meta;
  const scope = scopeOf(manifest);
  if (scope === null && !page.drawsWithoutData) {
    return [nothingYet({t, manifest})];
  }
  const files = [...new Set([...page.files, "findings"])];
  const missing = files.filter((file) => manifest.files[file] === undefined);
  if (missing.length > 0) return [notice(t.failedTitle, t.missingFile(missing.join(", ")))];

  const format = formats(language, timeZone);
  const days = scope ?? {first: 0, last: 0, values: {channel: [], account_id: [], skill: []}};
  const first = firstFilters(days);
  const neededBy = (filters: Filters) => {
    const compared = comparedPeriod(filters, days);
    return page.files.map((file) => [file, periodsOf(file, page, filters, compared)] as const);
  };
  const loadFor = (filters: Filters) =>
    Promise.all(
      neededBy(filters).map(async ([file, periods]) => [file, await loadCube(manifest, file, periods)] as const)
    );
  const [found, loaded] = await Promise.all([loadCube(manifest, "findings"), loadFor(first)]);
  const values = offered(page, days, Object.fromEntries(loaded) as Cubes);
  const body = element("div", {class: "body"});
  const onPaper = element("div", {class: "on-paper"});
  const about = provenance(manifest, language);
  const hasData = scope !== null && missingFeeds(page.needs ?? [], manifest) === null;
  const partialDay = asOf === null ? null : unfinishedDay(asOf, timeZone);
  const controls = page.controls === undefined ? allControls : (page.controls ?? []);
  let turn = 0;
  // At once when everything is here: a filter must answer before anybody notices.
  const draw = (filters: Filters): void | Promise<void> => {
    const loaded = neededBy(filters).map(([file, periods]) => [file, loadedCube(manifest, file, periods)] as const);
    turn += 1;
    if (loaded.every(([, cube]) => cube !== null)) return show(filters, Object.fromEntries(loaded) as Cubes);
    const mine = turn;
    body.setAttribute("aria-busy", "true");
    return loadFor(filters)
      .then(
        (cubes) => mine === turn && show(filters, Object.fromEntries(cubes)),
        (error) => {
          console.warn(error);
          body.replaceChildren(notice(t.failedTitle, `${t.failedText} (${(error as Error).message})`));
        }
      )
      .then(() => body.removeAttribute("aria-busy"));
  };
  const show = (filters: Filters, cubes: Cubes) => {
    const compared = comparedPeriod(filters, days);
    const view: View = {
      language,
      t,
      format,
      manifest,
      hasData,
      filters,
      scope: days,
      compared,
      asOf,
      partialDay,
      cubes,
      controls,
      ignores: page.ignores ?? {},
      setFilters(change) {
        const next = {...filters, ...change};
        bar?.show(next);
        choose(next);
        scrollTo({top: 0});
      },
      load: (name, periods) => loadCube(manifest, name, periods ?? null)
    };
    const unused = page.controls === null ? [] : dimensions.filter((name) => !controls.includes(name));
    const told = findings(name, rowsOf(found) as Finding[], view);
    const drawn = page.draw(view);
    keepHeights(body, drawn);
    body.replaceChildren(...told, ...ignoredHere(unused, view), ...drawn);
    onPaper.replaceChildren(...paperLines(view, about, page.controls !== null));
    keepFilters();
  };
  const choose = (filters: Filters) => {
    remember(filters);
    return draw(filters);
  };
  const bar =
    page.controls === null || scope === null || !hasData
      ? null
      : filterBar({
          language,
          scope,
          format,
          filters: first,
          controls,
          values,
          nameOf: (dimension, value) => nameOf(manifest, language, dimension, value),
          change: choose
        });
  await draw(first);
  addEventListener("popstate", () => {
    if (!hasMoved()) return;
    const filters = readFilters(location.search, days);
    bar?.show(filters);
    store(writeFilters(filters));
    draw(filters);
  });
  return bar === null ? [onPaper, body] : [onPaper, ...bar.nodes, body];
}

// Null for all days.
function periodsOf(file: string, page: Page, filters: Filters, compared: Period | null): Period[] | null {
  const needed = page.days?.[file];
  const {from, to} = filters;
  if (needed === "all") return null;
  if (needed === "period") return [{from, to}];
  if (needed !== undefined) return [{from: from - needed, to}];
  return compared === null ? [{from, to}] : [{from, to}, compared];
}

// Of what can be chosen what occurs in the page's own files, where it names them.
function offered({offers = {}}: Page, {values}: Scope, cubes: Cubes): Scope["values"] {
  const known = Object.entries(offers).map(([name, file]) => {
    const labels = labelsOf(cubes[file]!, name);
    return [name, values[name as Dimension].filter((value) => labels.includes(value))];
  });
  return {...values, ...Object.fromEntries(known)};
}

// Filters chosen on another page that say nothing here.
function ignoredHere(unused: Dimension[], {filters, t, ignores, language}: View): Node[] {
  return unused
    .filter((name) => filters.where[name] !== null)
    .map((name) =>
      element(
        "p",
        {class: "note ignored", "data-ignored": name},
        t.ignoredHere(t.theFilter[name]),
        ignores[name] === undefined ? null : ` ${ignores[name][language]}`
      )
    );
}

function scopeOf({meta}: Manifest): Scope | null {
  const [first, last] = [readDay(meta.data_from), readDay(meta.data_to)];
  if (first === null || last === null) return null;
  const ids = (named: Manifest["meta"]["accounts"]) => named.map(({id}) => id);
  return {first, last, values: {channel: meta.channels, account_id: ids(meta.accounts), skill: ids(meta.skills)}};
}

// The address first, then what was chosen last time.
function firstFilters(scope: Scope): Filters {
  let query = location.search;
  if (!hasFilters(query)) query = stored() ?? "";
  const filters = readFilters(query, scope);
  remember(filters, {replaces: true});
  return filters;
}

function remember(filters: Filters, options?: {replaces: boolean}): void {
  const query = writeFilters(filters);
  writeQuery(besideFilters(query), options);
  store(query);
}

function store(query: string): void {
  try {
    localStorage.setItem(remembered, query);
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}

// What a page itself keeps in the address, like one intent, stays there.
function besideFilters(query: string): string {
  const parameters = new URLSearchParams(query);
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (!filterNames.includes(name)) parameters.append(name, value);
  }
  return parameters.toString();
}

function stored(): string | null {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null;
  }
}

// Links between pages carry the filters along.
function keepFilters(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-keep-filters]")) {
    const [path, hash] = link.getAttribute("href")!.split("#");
    link.setAttribute("href", `${path!.split("?")[0]}${location.search}${hash === undefined ? "" : `#${hash}`}`);
  }
}

// What the address points at exists only now; charts drawn later may move it while it is still on its way.
function showAnchor(): void {
  if (location.hash === "") return;
  location.replace(location.hash);
  document.querySelector(":target")?.scrollIntoView({behavior: "instant"});
}

function showProvenance(manifest: Manifest, language: Language): void {
  document.querySelector<HTMLElement>("#sample")!.hidden = !manifest.meta.is_sample;
  document.querySelector("#provenance")!.textContent = provenance(manifest, language);
}

// On a narrow screen the titles of the pages scroll sideways.
function showOwnTitle(): void {
  const titles = document.querySelector<HTMLElement>("nav.pages")!;
  const own = titles.querySelector<HTMLElement>("[aria-current]");
  if (own !== null) titles.scrollLeft = own.offsetLeft - titles.offsetLeft - (titles.clientWidth - own.offsetWidth) / 2;
}
