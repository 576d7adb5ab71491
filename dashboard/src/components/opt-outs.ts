import {intervalOf, stackedColumns, startOfInterval} from "./charts.js";
import {rollup, totals} from "./cube.js";
import type {Day} from "./day.js";
import {responsive} from "./drawing.js";
import {selectionOf} from "./filters.js";
import {counted, words} from "./i18n.js";
import type {View} from "./page.js";
import {card, legend, notice} from "./ui.js";

const texts = words(
  {
    title: "¿Quién deja de querer mensajes de marketing?",
    subtitle: (outs: string, ins: string) =>
      `Bajas que dieron los contactos en WhatsApp · ${counted(outs, "baja", "bajas")}, ${counted(ins, "alta", "altas")}`,
    template: "Plantilla que la provocó",
    outs: "Bajas",
    ins: "Altas",
    note: "La plantilla es la última de marketing que el mismo número envió en los 7 días anteriores; «–»: ninguna. Solo WhatsApp las comunica.",
    none: "Ninguna baja en esta selección"
  },
  {
    title: "Who no longer wants marketing messages?",
    subtitle: (outs, ins) => `Opt-outs that contacts gave in WhatsApp · ${outs} out, ${ins} in again`,
    template: "Template before it",
    outs: "Opt-outs",
    ins: "Opt-ins",
    note: "The template is the last of marketing that the same number sent in the 7 days before; “–”: none. Only WhatsApp tells of them.",
    none: "No opt-out in this selection"
  }
);

/** Opt-outs by time, with the templates that made people say so. Needs the file "opt_out_days". */
export function optOutCard(view: View): HTMLElement {
  const {cubes, filters, format, language, partialDay, t} = view;
  const own = texts[language];
  const cube = cubes["opt_out_days"]!;
  const selection = selectionOf(filters);
  const interval = intervalOf(filters);
  const sums = totals(cube, ["opt_outs", "opt_ins"], selection);
  const rows = rollup(cube, {
    ...selection,
    by: ["day", "template_name"],
    sum: ["opt_outs", "opt_ins"],
    key: {day: startOfInterval[interval]}
  }).sort(
    (a, b) => (a["day"] as number) - (b["day"] as number) || (b["opt_outs"] as number) - (a["opt_outs"] as number)
  );
  const byTime = new Map<Day, number>();
  for (const row of rows) {
    const day = row["day"] as Day;
    byTime.set(day, (byTime.get(day) ?? 0) + (row["opt_outs"] as number));
  }
  const draw = stackedColumns(
    {
      label: own.title,
      rows: [...byTime].map(([start, value]) => ({start, series: "opt_outs", value})),
      series: [{name: "opt_outs", label: own.outs, color: "var(--warn)"}],
      interval,
      from: startOfInterval[interval](filters.from),
      to: filters.to,
      partial: partialDay === null || partialDay > filters.to ? null : startOfInterval[interval](partialDay),
      total: t.total
    },
    format
  );
  return card(
    {
      name: "opt_outs",
      title: own.title,
      subtitle: own.subtitle(format.integer(sums["opt_outs"] ?? 0), format.integer(sums["opt_ins"] ?? 0)),
      definition: "opt_out_days.opt_outs",
      rows,
      columns: [
        {name: "day", label: t[interval], kind: "day"},
        {name: "template_name", label: own.template},
        {name: "opt_outs", label: own.outs, kind: "integer"},
        {name: "opt_ins", label: own.ins, kind: "integer"}
      ],
      chart: [legend([{label: own.outs, color: "var(--warn)"}]), responsive(draw)],
      note: own.note,
      empty: notice(own.none, "")
    },
    view
  );
}
