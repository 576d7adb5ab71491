import {type Row, rowsOf} from "./cube.js";
import type {Day} from "./day.js";
import {words} from "./i18n.js";
import type {View} from "./page.js";

const most = 5;

const texts = words(
  {
    gaps: (days: string) =>
      `Sin una sola unidad de WhatsApp, con el servicio abierto: ${days}. Si no se cargaron esos días, falta su gasto.`,
    more: (n: string) => `${n} tramos más`
  },
  {
    gaps: (days) =>
      `Without a single WhatsApp unit, though open: ${days}. If those days were not loaded, what they cost is missing.`,
    more: (n) => `${n} more stretches`
  }
);

/** Names the days between two of which nothing is known, the newest first; empty without any. Needs the file "spend_gaps". */
export function gapsNote({cubes, format, language}: View, from: Day, to: Day): string {
  const own = texts[language];
  const isWithin = (row: Row) => (row["first_day"] as Day) <= to && (row["last_day"] as Day) >= from;
  const gaps = rowsOf(cubes["spend_gaps"]!)
    .filter(isWithin)
    .sort((a, b) => (b["first_day"] as Day) - (a["first_day"] as Day));
  if (gaps.length === 0) return "";
  const named = gaps.slice(0, most).map((row) => format.range(row["first_day"] as Day, row["last_day"] as Day));
  const rest = gaps.length > most ? [own.more(format.integer(gaps.length - most))] : [];
  return own.gaps(format.list([...named, ...rest]));
}
