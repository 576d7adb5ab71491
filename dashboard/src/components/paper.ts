import type {Manifest} from "./data.js";
import {element} from "./dom.js";
import {keptWords, periodWords} from "./filter-words.js";
import {formats} from "./format.js";
import {type Language, texts} from "./i18n.js";
import {nameOf} from "./names.js";
import type {View} from "./page.js";

/** Up to when there is data, whose days, and when it was published. */
export function provenance({meta}: Manifest, language: Language): string {
  const t = texts[language];
  const format = formats(language, meta.time_zone);
  const parts = [
    meta.as_of === null ? null : t.dataUntil(format.instant(meta.as_of), meta.time_zone),
    t.daysAreLocal(meta.time_zone),
    meta.built_at === null ? null : t.builtAt(format.instant(meta.built_at))
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

/** What paper says in place of the filter bar: in full on the first sheet, in short at the foot of each. */
export function paperLines(view: View, about: string, hasFilters: boolean): HTMLElement[] {
  const {manifest, language, compared, filters, format, t, hasData, controls} = view;
  const title = document.title.split(" · ")[0]!;
  if (!hasFilters || !hasData) {
    writeFoot([title, about]);
    return [element("p", {}, about)];
  }
  const period = periodWords(filters, language, format);
  const isCompared = compared !== null && controls.includes("compare");
  const against = isCompared ? [t.versus(format.range(compared.from, compared.to))] : [];
  const kept = keptWords(filters, {
    language,
    controls,
    values: view.scope.values,
    nameOf: (dimension, value) => nameOf(manifest, language, dimension, value)
  });
  writeFoot([title, period, ...kept, about]);
  const chosen = [period, ...against, ...(kept.length === 0 ? [t.noFilters] : kept)];
  return [element("p", {"data-testid": "paper-filters"}, chosen.join(" · ")), element("p", {}, about)];
}

// The margin of a sheet shows only what its style sheet says.
function writeFoot(parts: string[]): void {
  document.documentElement.style.setProperty("--paper-foot", JSON.stringify(parts.join(" · ")));
}
