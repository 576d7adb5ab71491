import * as Plot from "npm:@observablehq/plot";
import {chart} from "./charts.js";
import {type Row, rollup, rowsOf} from "./cube.js";
import {addMonths, type Day} from "./day.js";
import type {Child} from "./dom.js";
import {responsive} from "./drawing.js";
import {counted, words} from "./i18n.js";
import {marketName, nameOf} from "./names.js";
import type {View} from "./page.js";
import {gapsNote} from "./spend-gaps.js";
import {spendName} from "./spend-names.js";
import type {Column} from "./table.js";
import {card, legend, notice} from "./ui.js";

const texts = words(
  {
    title: "¿Cuadra lo que calculamos con lo que cobra Meta?",
    subtitle: (n: string) =>
      `Importe por mes: nuestro y de Meta, con la diferencia · ${counted(n, "unidad nuestra comparada", "unidades nuestras comparadas")}`,
    linesTitle: "¿Por qué difieren?",
    linesSubtitle: (n: string, all: string) =>
      `Líneas con diferencia, la mayor primero · ${n} de ${counted(all, "línea", "líneas")}`,
    invoice: "Factura",
    analytics: "Analítica de Meta",
    source: "Fuente",
    month: "Mes",
    account: "Cuenta",
    market: "Mercado",
    category: "Categoría",
    oursUnits: "Unidades nuestras",
    theirsUnits: "Unidades de Meta",
    ours: "Nuestro",
    theirs: "Meta",
    difference: "Diferencia",
    cause: "Causa principal",
    all: "todos",
    note: "Diferencia = Meta menos nuestro; las causas suman la diferencia. Un mes se compara hasta donde llega la fuente; la factura manda sobre la analítica, que es aproximada. Mientras un mes no esté cargado entero, lo que Meta tiene de más no se achaca a otra causa.",
    none: "No hay facturas ni analítica de Meta. Déjelas en inbox/invoices o inbox/pricing_analytics.",
    inPart: "cargado solo en parte",
    agrees: "Todas las líneas coinciden.",
    causes: {
      estimate: "Estimación",
      unrated: "Sin precio",
      not_loaded: "Mes cargado solo en parte",
      missing_events: "Eventos que no llegaron",
      allowance: "Cupo gratuito",
      other_currency: "Otra moneda",
      tier_split: "Reparto de tramos",
      rounding: "Redondeo",
      unexplained: "Sin explicar"
    }
  },
  {
    title: "Does what we count agree with what Meta bills?",
    subtitle: (n) =>
      `Amount by month: ours and Meta's, with the difference · ${counted(n, "unit", "units")} of ours compared`,
    linesTitle: "Why do they differ?",
    linesSubtitle: (n, all) => `Lines that differ, the greatest first · ${n} of ${counted(all, "line", "lines")}`,
    invoice: "Invoice",
    analytics: "Meta's analytics",
    source: "Source",
    month: "Month",
    account: "Account",
    market: "Market",
    category: "Category",
    oursUnits: "Our units",
    theirsUnits: "Meta's units",
    ours: "Ours",
    theirs: "Meta",
    difference: "Difference",
    cause: "Main cause",
    all: "all",
    note: "Difference = Meta less ours; the causes add up to it. A month is compared as far as its source reaches; the invoice prevails over the analytics, which are approximate. While not all of a month is loaded, what Meta has beyond ours is put down to no other cause.",
    none: "There are no invoices and no analytics of Meta. Put them in inbox/invoices or inbox/pricing_analytics.",
    inPart: "loaded only in part",
    agrees: "All lines agree.",
    causes: {
      estimate: "Estimate",
      unrated: "Unpriced",
      not_loaded: "Month loaded only in part",
      missing_events: "Events that never came",
      allowance: "Free allowance",
      other_currency: "Another currency",
      tier_split: "Split of tiers",
      rounding: "Rounding",
      unexplained: "Unexplained"
    }
  }
);

type Own = (typeof texts)["es"];
type Cause = keyof Own["causes"];

const causes = [
  "estimate",
  "unrated",
  "not_loaded",
  "missing_events",
  "allowance",
  "other_currency",
  "tier_split",
  "rounding",
  "unexplained"
] as const satisfies readonly Cause[];

/** Months as dumbbells with their causes, and the lines that differ. Needs the file "spend_reconciliation". */
export function reconciliationCards(view: View, currency: string): HTMLElement[] {
  const months = monthsCard(view, currency);
  const lines = rowsOf(view.cubes["spend_reconciliation"]!, {where: whereOf(view, currency)});
  return lines.length === 0 ? [months] : [months, linesCard(view, currency, lines)];
}

function whereOf({filters}: View, currency: string) {
  return {currency: [currency], account_id: filters.where.account_id};
}

function monthsCard(view: View, currency: string): HTMLElement {
  const {cubes, format, language} = view;
  const own = texts[language];
  const rows = rollup(cubes["spend_reconciliation"]!, {
    where: whereOf(view, currency),
    by: ["month", "source"],
    sum: ["ours_units", "theirs_units", "ours_amount", "theirs_amount", "difference", ...causes]
  }).sort(
    (a, b) => (b["month"] as number) - (a["month"] as number) || String(b["source"]).localeCompare(String(a["source"]))
  );
  const units = rows.reduce((sum, row) => sum + ((row["ours_units"] as number | null) ?? 0), 0);
  const months = rows.map((row) => row["month"] as Day);
  return card(
    {
      name: "spend_reconciliation",
      title: own.title,
      subtitle: own.subtitle(format.integer(units)),
      definition: "spend_reconciliation.difference",
      rows,
      columns: [
        monthColumn(own, view),
        sourceColumn(own),
        {name: "ours_units", label: own.oursUnits, kind: "integer"},
        {name: "theirs_units", label: own.theirsUnits, kind: "integer"},
        ...moneyColumns(["ours_amount", "theirs_amount", "difference"], [own.ours, own.theirs, own.difference]),
        ...moneyColumns(
          causes,
          causes.map((cause) => own.causes[cause])
        )
      ],
      chart: [
        legend([
          {label: own.ours, color: "var(--accent)"},
          {label: own.theirs, color: "var(--warn)"}
        ]),
        responsive(dumbbells(rows, own, view, currency))
      ],
      note: [own.note, gapsNote(view, Math.min(...months), addMonths(Math.max(...months), 1) - 1)]
        .filter((part) => part !== "")
        .join(" "),
      empty: notice(own.none, ""),
      wide: true
    },
    view
  );

  function moneyColumns(names: readonly string[], labels: string[]): Column[] {
    return names.map((name, index) => moneyColumn(name, labels[index]!, view, currency));
  }
}

function linesCard(view: View, currency: string, lines: Row[]): HTMLElement {
  const {format, language} = view;
  const own = texts[language];
  const differing = differingLines(lines);
  const named = (name: string): Column["content"] => {
    return (row) => (row[name] === "all" ? own.all : spendName(language, row[name] as string));
  };
  return card(
    {
      name: "spend_reconciliation_lines",
      title: own.linesTitle,
      subtitle: own.linesSubtitle(format.integer(differing.length), format.integer(lines.length)),
      definition: "spend_reconciliation.cause",
      rows: differing,
      columns: [
        monthColumn(own, view),
        sourceColumn(own),
        {
          name: "account_id",
          label: own.account,
          content: (row) => nameOf(view.manifest, view.language, "account_id", row["account_id"] as string)
        },
        {
          name: "market",
          label: own.market,
          content: ({market}) => (market === "all" ? own.all : marketName(language, market as string))
        },
        {name: "category", label: own.category, content: named("category")!},
        {name: "ours_units", label: own.oursUnits, kind: "integer"},
        {name: "theirs_units", label: own.theirsUnits, kind: "integer"},
        moneyColumn("difference", own.difference, view, currency),
        {name: "cause", label: own.cause, content: (row) => own.causes[row["cause"] as Cause] ?? "–"}
      ],
      layout: "records",
      empty: notice(own.agrees, ""),
      wide: true
    },
    view
  );
}

/** Lines that differ by more than rounding, the greatest first; by their units where Meta hides what they cost. */
export function differingLines(lines: Row[]): Row[] {
  const amount = (row: Row) => Math.abs(row["difference"] as number);
  const units = ({ours_units: ours, theirs_units: theirs}: Row) =>
    theirs === null ? 0 : Math.abs((theirs as number) - (ours as number));
  return lines
    .filter((row) =>
      row["difference"] === null ? units(row) > 0 : row["cause"] !== null && row["cause"] !== "rounding"
    )
    .sort((a, b) => amount(b) - amount(a) || units(b) - units(a));
}

function monthColumn(own: Own, {format}: View): Column {
  return {name: "month", label: own.month, kind: "day", content: (row) => format.month(row["month"] as Day)};
}

function sourceColumn(own: Own): Column {
  return {name: "source", label: own.source, content: (row) => sourceName(own, row)};
}

function sourceName(own: Own, row: Row): string {
  return row["source"] === "invoice" ? own.invoice : own.analytics;
}

function moneyColumn(name: string, label: string, {format}: View, currency: string): Column {
  return {name, label, kind: "decimal", content: (row): Child => format.money(row[name] as number | null, currency)};
}

/** A line a month and source, from our amount to Meta's, with the difference at its end. */
function dumbbells(rows: Row[], own: Own, {format}: View, currency: string) {
  const points = rows.map((row) => {
    const [ours, theirs] = [(row["ours_amount"] as number | null) ?? 0, row["theirs_amount"] as number | null];
    const difference = row["difference"] as number | null;
    // Less than half a cent is written without a sign.
    const shown = difference !== null && Math.abs(difference) < 0.005 ? 0 : difference;
    const sign = shown !== null && shown > 0 ? "+" : "";
    return {
      name: [format.month(row["month"] as Day), sourceName(own, row), ...(row["not_loaded"] ? [own.inPart] : [])].join(
        " · "
      ),
      ours,
      theirs,
      end: Math.max(ours, theirs ?? 0),
      text: shown === null ? "–" : `${sign}${format.money(shown, currency)}`,
      title: [
        `${own.ours}: ${format.money(ours, currency)}`,
        `${own.theirs}: ${format.money(theirs, currency)}`,
        ...causes
          .filter((cause) => Math.abs((row[cause] as number | null) ?? 0) >= 0.005)
          .map((cause) => `${own.causes[cause]}: ${format.money(row[cause] as number, currency)}`)
      ].join("\n")
    };
  });
  const known = points.filter((point) => point.theirs !== null);
  return (width: number) =>
    chart(own.title, {
      width,
      height: points.length * 44 + 56,
      marginLeft: 10,
      marginRight: 96,
      marginTop: 4,
      x: {
        label: null,
        grid: true,
        zero: true,
        ticks: Math.max(2, width / 150),
        tickFormat: (value: number) => (Number.isInteger(value) ? format.money(value, currency, 0) : "")
      },
      y: {axis: null, domain: points.map((point) => point.name), padding: 0.4},
      marks: [
        Plot.text(points, {x: 0, y: "name", text: "name", textAnchor: "start", dy: -9, fill: "var(--text)"}),
        Plot.link(known, {
          x1: "ours",
          x2: "theirs",
          y1: "name",
          y2: "name",
          stroke: "var(--line-strong)",
          strokeWidth: 3,
          dy: 9
        }),
        Plot.dot(points, {x: "ours", y: "name", r: 5, fill: "var(--accent)", dy: 9}),
        Plot.dot(known, {x: "theirs", y: "name", r: 5, stroke: "var(--warn)", strokeWidth: 2.5, dy: 9}),
        Plot.text(points, {
          x: "end",
          y: "name",
          text: "text",
          textAnchor: "start",
          dx: 10,
          dy: 9,
          fill: "var(--muted)"
        }),
        Plot.tip(
          points,
          Plot.pointerY({x: "end", y: "name", title: "title", fill: "var(--surface)", stroke: "var(--line-strong)"})
        )
      ]
    });
}
