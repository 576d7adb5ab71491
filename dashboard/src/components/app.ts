import {pages} from "../pages.js";
import type {Cube} from "./cube.js";
import {loadCube, loadManifest, type Manifest} from "./data.js";
import {dayOfInstant, readDay} from "./day.js";
import {element} from "./dom.js";
import {filterBar} from "./filter-bar.js";
import {
  allControls,
  comparedPeriod,
  type Filters,
  filterNames,
  hasFilters,
  readFilters,
  type Scope,
  writeFilters
} from "./filters.js";
import {formats} from "./format.js";
import {type Language, texts} from "./i18n.js";
import type {Page, View} from "./page.js";
import {startTheme} from "./theme-switch.js";
import {notice} from "./ui.js";

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
    const lead = element("p", {class: "lead"}, page.lead[language]);
    const heading = element("div", {class: "heading"}, element("h1", {}, entry.title[language]), lead);
    root.replaceChildren(heading, ...(await content(page, manifest, language)));
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

async function content(page: Page, manifest: Manifest, language: Language): Promise<Node[]> {
  const t = texts[language];
  const {as_of: asOf, data_to: to, time_zone: timeZone} = manifest.meta;
  const scope = scopeOf(manifest);
  if (scope === null && !page.drawsWithoutData) {
    return [notice(t.emptyTitle, t.emptyText, "npx chat-analytics run")];
  }
  const missing = page.files.filter((file) => manifest.files[file] === undefined);
  if (missing.length > 0) return [notice(t.failedTitle, t.missingFile(missing.join(", ")))];

  const cubes: Record<string, Cube> = Object.fromEntries(
    await Promise.all(page.files.map(async (file) => [file, await loadCube(manifest, file)] as const))
  );
  const format = formats(language, timeZone);
  const days = scope ?? {first: 0, last: 0, values: {channel: [], account_id: [], skill: []}};
  const body = element("div", {class: "body"});
  const partialDay = asOf !== null && to !== null && dayOfInstant(asOf, timeZone) === readDay(to) ? readDay(to) : null;
  const draw = (filters: Filters) => {
    const compared = comparedPeriod(filters, days);
    const view: View = {
      language,
      t,
      format,
      manifest,
      hasData: scope !== null,
      filters,
      scope: days,
      compared,
      partialDay,
      cubes
    };
    body.replaceChildren(...page.draw(view));
    keepFilters();
  };
  const first = firstFilters(days);
  draw(first);
  if (page.controls === null || scope === null) return [body];
  const bar = filterBar({
    language,
    scope,
    format,
    filters: first,
    controls: page.controls ?? allControls,
    change(filters) {
      remember(filters);
      draw(filters);
    }
  });
  addEventListener("popstate", () => {
    const filters = readFilters(location.search, days);
    bar.show(filters);
    draw(filters);
  });
  return [bar.node, body];
}

function scopeOf({meta}: Manifest): Scope | null {
  const [first, last] = [readDay(meta.data_from), readDay(meta.data_to)];
  if (first === null || last === null) return null;
  return {first, last, values: {channel: meta.channels, account_id: [], skill: []}};
}

// The address first, then what was chosen last time.
function firstFilters(scope: Scope): Filters {
  let query = location.search;
  if (!hasFilters(query)) query = stored() ?? "";
  const filters = readFilters(query, scope);
  remember(filters);
  return filters;
}

function remember(filters: Filters): void {
  const query = writeFilters(filters);
  history.replaceState(null, "", `${location.pathname}${besideFilters(query)}${location.hash}`);
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
  return parameters.size === 0 ? "" : `?${parameters}`;
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

// What the address points at exists only now.
function showAnchor(): void {
  if (location.hash === "") return;
  location.replace(location.hash);
}

function showProvenance({meta}: Manifest, language: Language): void {
  const t = texts[language];
  const format = formats(language, meta.time_zone);
  document.querySelector<HTMLElement>("#sample")!.hidden = !meta.is_sample;
  const parts = [
    meta.as_of === null ? null : t.dataUntil(format.instant(meta.as_of), meta.time_zone),
    t.daysAreLocal(meta.time_zone),
    meta.built_at === null ? null : t.builtAt(format.instant(meta.built_at))
  ];
  document.querySelector("#provenance")!.textContent = parts.filter((part) => part !== null).join(" · ");
}
