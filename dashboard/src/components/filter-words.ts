import {type Control, type Dimension, dimensions, type Filters, type Period, type Scope} from "./filters.js";
import type {Formats} from "./format.js";
import {type Language, texts} from "./i18n.js";

/** More values than these are counted, not named. */
const mostNamed = 3;

export interface Kept {
  language: Language;
  controls: readonly Control[];
  values: Scope["values"];
  nameOf(dimension: Dimension, value: string): string;
}

/** Days as people say them, and how many. */
export function periodWords({from, to}: Period, language: Language, format: Formats): string {
  const days = to - from + 1;
  return `${format.range(from, to)} · ${texts[language].days(days, format.integer(days))}`;
}

/** What is kept of each dimension that is not whole: "Canales: WhatsApp, SMS". */
export function keptWords({where}: Filters, {language, controls, values, nameOf}: Kept): string[] {
  const t = texts[language];
  return dimensions.flatMap((name) => {
    const kept = where[name];
    if (kept === null || !controls.includes(name)) return [];
    const isNamed = kept.length > 0 && kept.length <= mostNamed;
    const words = isNamed
      ? kept.map((value) => nameOf(name, value)).join(", ")
      : t.someOf(kept.length, values[name].length);
    return [`${t.dimensions[name]}: ${words}`];
  });
}
