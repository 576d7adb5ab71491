import {channelColor} from "./colors.js";
import {readDay, writeDay} from "./day.js";
import {type Child, element} from "./dom.js";
import {keptWords, periodWords} from "./filter-words.js";
import {
  type Control,
  comparisons,
  type Dimension,
  dimensions,
  type Filters,
  periodOf,
  periodWithin,
  presets,
  type Scope,
  stepped
} from "./filters.js";
import type {Formats} from "./format.js";
import {type Language, texts} from "./i18n.js";

export interface FilterBar {
  /** The bar, and what stands for it once it is out of view. */
  nodes: HTMLElement[];
  /** Shows other filters, without telling anybody. */
  show(filters: Filters): void;
}

export interface FilterBarOptions {
  language: Language;
  scope: Scope;
  format: Formats;
  filters: Filters;
  /** Beside the days: what concerns the page. */
  controls: readonly Control[];
  /** What the page offers of each dimension. */
  values: Scope["values"];
  nameOf(dimension: Dimension, value: string): string;
  change(filters: Filters): void;
}

/** More accounts or teams than these are folded into a list; channels are few and have colours to show. */
const mostBeside = 6;

/** The one bar of filters of every page; it shows what concerns the page, and the rest stays as it was. */
export function filterBar(options: FilterBarOptions): FilterBar {
  const {language, scope, format, filters: first, controls, values, change} = options;
  const t = texts[language];
  let filters = first;
  const set = (next: Partial<Filters>) => {
    filters = {...filters, ...next};
    show(filters);
    change(filters);
  };

  const presetButtons = presets.map((preset) =>
    element(
      "button",
      {type: "button", "data-preset": preset, onclick: () => set({...periodOf(preset, scope), preset})},
      t.presets[preset]
    )
  );
  const steps = stepButtons(options, set);
  const from = dateInput(t.from, "from");
  const to = dateInput(t.to, "to");
  // A year is typed digit by digit: what was typed is put right only when it is left.
  let isTyped = false;
  const setDays = () => {
    const period = periodWithin(readDay(from.value), readDay(to.value), scope);
    if (period === null) return;
    isTyped = true;
    set({...period, preset: null});
    isTyped = false;
  };
  for (const input of [from, to]) {
    input.min = writeDay(scope.first);
    input.max = writeDay(scope.last);
    input.addEventListener("change", setDays);
    input.addEventListener("blur", () => {
      const typed = readDay(input.value);
      if (typed === null || (typed >= scope.first && typed <= scope.last)) return;
      input.value = writeDay(typed < scope.first ? scope.first : scope.last);
      setDays();
    });
  }
  const compare = element(
    "select",
    {name: "compare", "aria-label": t.compare},
    comparisons.map((comparison) => element("option", {value: comparison}, t.comparisons[comparison]))
  );
  compare.addEventListener("change", () => set({compare: compare.value as Filters["compare"]}));
  // One value is no choice; but what was chosen on another page must be seen, to be taken back.
  const groups = dimensions
    .filter((name) => controls.includes(name) && (values[name].length > 1 || first.where[name] !== null))
    .map((name) => dimensionGroup(name, options, (values) => set({where: {...filters.where, [name]: values}})));
  const summary = element("p", {"data-testid": "period"});

  // On a narrow screen all but the presets is folded away.
  const more = element(
    "div",
    {class: "more-filters", id: "more-filters"},
    element("div", {class: "dates"}, labelled(t.from, dated(from)), labelled(t.to, dated(to))),
    controls.includes("compare") ? labelled(t.compare, compare) : null,
    groups.map((group) => group.node)
  );
  const toggle = element(
    "button",
    {type: "button", class: "link more", "aria-expanded": "false", "aria-controls": "more-filters"},
    t.moreFilters
  );
  toggle.addEventListener("click", () => {
    toggle.setAttribute("aria-expanded", String(more.classList.toggle("unfolded")));
  });
  const node = element(
    "form",
    {class: "filters", "aria-label": t.filters},
    element("div", {class: "segments", role: "group", "aria-label": t.period}, presetButtons),
    toggle,
    more,
    element("div", {class: "filter-summary"}, steps.node, summary)
  );
  node.addEventListener("submit", (event) => event.preventDefault());
  const brief = briefBar(node, options, set);

  function show(next: Filters): void {
    filters = next;
    for (const button of presetButtons) {
      button.setAttribute("aria-pressed", String(button.dataset["preset"] === filters.preset));
    }
    for (const [input, day] of [
      [from, filters.from],
      [to, filters.to]
    ] as const) {
      if (!isTyped) input.value = writeDay(day);
      input.parentElement!.dataset["day"] = format.day(day);
    }
    compare.value = filters.compare;
    for (const group of groups) group.show(filters);
    summary.textContent = periodWords(filters, language, format);
    steps.show(filters);
    brief.show(filters);
  }
  show(filters);
  return {nodes: [node, brief.node], show};
}

interface Part {
  node: HTMLElement;
  show(filters: Filters): void;
}

/** Two buttons to the period before and after. */
function stepButtons({language, scope}: FilterBarOptions, set: (next: Partial<Filters>) => void): Part {
  const t = texts[language];
  let filters: Filters;
  const step = (direction: -1 | 1, label: string, sign: string) => {
    const onclick = () => set(stepped(filters, scope, direction) ?? {});
    return element("button", {type: "button", "aria-label": label, title: label, onclick}, sign);
  };
  const [earlier, later] = [step(-1, t.earlier, "‹"), step(1, t.later, "›")];
  return {
    node: element("div", {class: "steps"}, earlier, later),
    show(next) {
      filters = next;
      earlier.disabled = stepped(filters, scope, -1) === null;
      later.disabled = stepped(filters, scope, 1) === null;
    }
  };
}

/** What is chosen, in one line that stays on top of a long page while the bar is out of view. */
function briefBar(bar: HTMLElement, options: FilterBarOptions, set: (next: Partial<Filters>) => void): Part {
  const {language, format} = options;
  const t = texts[language];
  const steps = stepButtons(options, set);
  const words = element("p", {"data-testid": "brief"});
  const toBar = () => {
    scrollTo({top: 0});
    bar.querySelector("button")!.focus({preventScroll: true});
  };
  const change = element("button", {type: "button", class: "link", onclick: toBar}, t.changeFilters);
  const line = element("div", {class: "brief", role: "group", "aria-label": t.filters}, steps.node, words, change);
  line.hidden = true;
  // Not while it is still below, as on a page that was opened at one of its cards.
  new IntersectionObserver(([entry]) => {
    line.hidden = entry!.isIntersecting || entry!.boundingClientRect.top > 0;
  }).observe(bar);
  return {
    node: line,
    show(filters) {
      words.textContent = [periodWords(filters, language, format), ...keptWords(filters, options)].join(" · ");
      steps.show(filters);
    }
  };
}

function dimensionGroup(
  name: Dimension,
  {language, values: {[name]: values}, nameOf}: FilterBarOptions,
  change: (values: string[] | null) => void
): {node: HTMLElement; show(filters: Filters): void} {
  const t = texts[language];
  const boxes = values.map((value) => element("input", {type: "checkbox", name, value}));
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  for (const box of boxes) {
    box.addEventListener("change", () => {
      const values = chosen();
      change(values.length === boxes.length ? null : values);
    });
  }
  const labels = boxes.map((box) =>
    element(
      "label",
      {class: "chip"},
      box,
      name === "channel" ? element("span", {class: "swatch", "--color": channelColor(box.value)}) : null,
      nameOf(name, box.value)
    )
  );
  const reset = element("button", {type: "button", class: "link", onclick: () => change(null)}, t.all[name]);
  const isFolded = name !== "channel" && boxes.length > mostBeside;
  const summary = element("summary", {});
  const legend = element("legend", {class: isFolded ? "hidden" : ""}, t.dimensions[name]);
  const fieldset = element("fieldset", {"data-dimension": name}, legend, labels, reset);
  return {
    node: isFolded ? folded(summary, fieldset) : fieldset,
    show(filters) {
      const kept = filters.where[name];
      for (const box of boxes) box.checked = kept === null || kept.includes(box.value);
      reset.hidden = kept === null;
      const text = t.someOf(chosen().length, boxes.length);
      summary.replaceChildren(`${t.dimensions[name]}: `, element("strong", {}, text));
    }
  };
}

/** A list that opens over the page and closes when something else is chosen. */
function folded(summary: HTMLElement, content: HTMLElement): HTMLElement {
  const details = element("details", {class: "folded"}, summary, content);
  const close = (event: Event) => {
    if (!details.contains(event.target as Node)) details.open = false;
  };
  details.addEventListener("toggle", () => {
    if (details.open) addEventListener("pointerdown", close);
    else removeEventListener("pointerdown", close);
  });
  details.addEventListener("keydown", ({key}) => {
    if (key !== "Escape") return;
    details.open = false;
    summary.focus();
  });
  return details;
}

function dateInput(label: string, name: string): HTMLInputElement {
  return element("input", {type: "date", name, required: true, "aria-label": label});
}

// A browser writes dates in its own language; the page's stands over it until somebody edits it.
function dated(input: HTMLInputElement): HTMLElement {
  const pick = () => {
    try {
      input.showPicker();
    } catch {
      // Without a picker the date is typed.
    }
  };
  input.addEventListener("click", pick);
  return element("span", {class: "dated"}, input);
}

function labelled(label: string, control: Child): HTMLElement {
  return element("label", {class: "control"}, element("span", {}, label), control);
}
