import * as Plot from "npm:@observablehq/plot";
import {chart} from "./charts.js";
import {choice} from "./choice.js";
import {categoryColor} from "./colors.js";
import {type Row, rowsOf} from "./cube.js";
import type {Day} from "./day.js";
import {element} from "./dom.js";
import {responsive} from "./drawing.js";
import {counted, words} from "./i18n.js";
import {marketName} from "./names.js";
import type {View} from "./page.js";
import {spendName} from "./spend-names.js";
import type {Column} from "./table.js";
import {card, legend, notice} from "./ui.js";

const texts = words(
  {
    title: "¿Cuánto costaría con otras reglas?",
    subtitle: (month: string, n: string) =>
      `${month}: lo cobrado y lo mismo con otras tarifas y reglas · ${counted(n, "unidad", "unidades")}`,
    rules: "Reglas",
    month: "Mes",
    market: "Mercado",
    category: "Categoría",
    charged: "Cobrado",
    current: (day: string) => `Desde el ${day} (actuales)`,
    previous: (day: string) => `Desde el ${day} (anteriores)`,
    announced: (day: string) => `Desde el ${day} (anunciadas)`,
    by: (rules: string) => `Con las reglas: ${rules.toLowerCase()}`,
    unitsCharged: "Unidades cobradas",
    unitsThen: "Unidades con esas reglas",
    amount: "Gasto",
    amountThen: "Gasto con esas reglas",
    difference: "Diferencia",
    total: "Total",
    estimate:
      "Con reglas que no estaban vigentes, las unidades se deducen de mensajes y ventanas: es una estimación. No obedece a los filtros.",
    same: "Eran las reglas vigentes: el resultado es lo cobrado. No obedece a los filtros.",
    unrated: (n: string) => `${counted(n, "unidad", "unidades")} sin precio conocido: en ningún importe.`,
    more: "Otros períodos, tarifas, monedas y volúmenes:",
    none: "Aún no hay un mes completo que comparar."
  },
  {
    title: "What would it cost under other rules?",
    subtitle: (month, n) =>
      `${month}: as charged, and the same by other cards and rules · ${counted(n, "unit", "units")}`,
    rules: "Rules",
    month: "Month",
    market: "Market",
    category: "Category",
    charged: "Charged",
    current: (day) => `From ${day} (now)`,
    previous: (day) => `From ${day} (before)`,
    announced: (day) => `From ${day} (announced)`,
    by: (rules) => `By the rules ${rules.replace("From", "from")}`,
    unitsCharged: "Units charged",
    unitsThen: "Units by those rules",
    amount: "Spend",
    amountThen: "Spend by those rules",
    difference: "Difference",
    total: "Total",
    estimate:
      "By rules that were not in force, units are derived from messages and windows: an estimate. It obeys no filter.",
    same: "These rules were in force: the result is what was charged. It obeys no filter.",
    unrated: (n) => `${counted(n, "unit", "units")} without a known price: in no amount.`,
    more: "Other periods, cards, currencies and volumes:",
    none: "There is no whole month to compare yet."
  }
);

type Own = (typeof texts)["es"];

// What the reader chose stays when a filter draws the page anew.
const chosen: {month: Day | null; rules: string | null} = {month: null, rules: null};

/** Two scenarios side by side: a month as it was charged and by other rules. Needs the file "spend_what_if". */
export function whatIfCard(view: View, currency: string): HTMLElement {
  const redraw = () => {
    const next = draw(view, currency, redraw);
    shown.replaceWith(next);
    shown = next;
  };
  let shown = draw(view, currency, redraw);
  return shown;
}

function draw(view: View, currency: string, redraw: () => void): HTMLElement {
  const {cubes, format, language} = view;
  const own = texts[language];
  const all = rowsOf(cubes["spend_what_if"]!, {where: {currency: [currency]}});
  const months = [...new Set(all.map((row) => row["month"] as Day))].sort((a, b) => b - a);
  const month = months.find((name) => name === chosen.month) ?? months[0];
  if (month === undefined) {
    return card({...head(own, ""), rows: [], columns: [], empty: notice(own.none, "")}, view);
  }
  const offered = ["announced", "current", "previous"].filter((name) => all.some((row) => row["rules"] === name));
  const others = all.filter((row) => row["month"] === month && row["rules"] !== "charged");
  const rules = offered.find((name) => name === chosen.rules) ?? mostTelling(offered, all, month);
  const from = others.find((row) => row["rules"] === rules)?.["rules_from"] as Day | undefined;
  const label = ruleName(own, rules, format.day(from));
  const before = all.filter((row) => row["month"] === month && row["rules"] === "charged");
  const after = others.filter((row) => row["rules"] === rules);
  const rows = paired(before, after);
  const units = sum(before, "units_charged") + sum(before, "units_free") + sum(before, "units_unrated");
  const money = (name: string) => (row: Row) => format.money(row[name] as number | null, currency);
  const unrated = sum(rows, "units_unrated");
  const columns: Column[] = [
    {name: "market", label: own.market, content: (row) => marketName(language, row["market"] as string)},
    {name: "category", label: own.category, content: (row) => spendName(language, row["category"] as string)},
    {name: "units_charged", label: own.unitsCharged, kind: "integer"},
    {name: "amount", label: own.amount, kind: "decimal", content: money("amount")},
    {name: "scenario_units_charged", label: own.unitsThen, kind: "integer"},
    {name: "scenario_amount", label: own.amountThen, kind: "decimal", content: money("scenario_amount")},
    {name: "difference", label: own.difference, kind: "decimal", content: money("difference")}
  ];
  return card(
    {
      ...head(own, own.subtitle(format.month(month), format.integer(units))),
      rows,
      columns,
      chart: [
        element(
          "p",
          {class: "choices"},
          choice(
            own.month,
            months.map((name) => ({value: String(name), label: format.month(name)})),
            String(month),
            (value) => {
              chosen.month = Number(value) as Day;
              redraw();
            }
          ),
          " ",
          choice(
            own.rules,
            offered.map((name) => {
              const day = all.find((row) => row["rules"] === name)?.["rules_from"] as Day;
              return {value: name, label: ruleName(own, name, format.day(day))};
            }),
            rules,
            (value) => {
              chosen.rules = value;
              redraw();
            }
          )
        ),
        legend(
          categoriesOf(rows).map(({category}) => ({
            label: spendName(language, category),
            color: categoryColor(category)
          }))
        ),
        responsive(sideBySide(rows, {own, label, view, currency}))
      ],
      note: [
        isEqual(rows) ? own.same : own.estimate,
        unrated > 0 ? ` ${own.unrated(format.integer(unrated))}` : null,
        ` ${own.more} `,
        element("code", {}, "npx chat-analytics what-if")
      ],
      wide: true
    },
    view
  );
}

function head(own: Own, subtitle: string) {
  return {name: "spend_what_if", title: own.title, subtitle, from: ["spend_what_if"]};
}

function ruleName(own: Own, rules: string, day: string): string {
  if (rules === "announced") return own.announced(day);
  return rules === "current" ? own.current(day) : own.previous(day);
}

/** Rules to come first; else those that differ most from what was charged. */
function mostTelling(offered: string[], rows: Row[], month: Day): string {
  if (offered.includes("announced")) return "announced";
  const amount = (rules: string) =>
    sum(
      rows.filter((row) => row["month"] === month && row["rules"] === rules),
      "amount"
    );
  const distance = (rules: string) => Math.abs(amount(rules) - amount("charged"));
  return [...offered].sort((a, b) => distance(b) - distance(a))[0] ?? "current";
}

function paired(before: Row[], after: Row[]): Row[] {
  const key = (row: Row) => JSON.stringify([row["market"], row["category"]]);
  const keys = new Map([...before, ...after].map((row) => [key(row), row]));
  return [...keys]
    .map(([name, {market, category}]): Row => {
      const was = before.find((row) => key(row) === name);
      const then = after.find((row) => key(row) === name);
      const [amount, scenario] = [amountOf(was), amountOf(then)];
      return {
        market: market!,
        category: category!,
        units_charged: (was?.["units_charged"] as number) ?? 0,
        amount,
        // The same units on both sides, where none has a price on either.
        units_unrated: Math.max((was?.["units_unrated"] as number) ?? 0, (then?.["units_unrated"] as number) ?? 0),
        scenario_units_charged: (then?.["units_charged"] as number) ?? 0,
        scenario_amount: scenario,
        difference: amount === null || scenario === null ? null : Math.round((scenario - amount) * 1e6) / 1e6
      };
    })
    .sort((a, b) => Math.abs(Number(b["difference"])) - Math.abs(Number(a["difference"])));
}

// No units cost nothing; units of which none has a price have no amount.
function amountOf(row: Row | undefined): number | null {
  return row === undefined ? 0 : (row["amount"] as number | null);
}

function isEqual(rows: Row[]): boolean {
  return rows.every(
    (row) => row["amount"] === row["scenario_amount"] && row["units_charged"] === row["scenario_units_charged"]
  );
}

function sum(rows: Row[], name: string): number {
  return rows.reduce((total, row) => total + ((row[name] as number | null) ?? 0), 0);
}

/** Those that cost anything on either side, the greatest first. */
function categoriesOf(rows: Row[]): {category: string; rows: Row[]}[] {
  const both = (own: Row[]) => sum(own, "amount") + sum(own, "scenario_amount");
  return [...new Set(rows.map((row) => row["category"] as string))]
    .map((category) => ({category, rows: rows.filter((row) => row["category"] === category)}))
    .filter((group) => both(group.rows) > 0)
    .sort((a, b) => both(b.rows) - both(a.rows));
}

interface Drawing {
  own: Own;
  label: string;
  view: View;
  currency: string;
}

/** Two bars, the charged one above, each divided by category and named with its total. */
function sideBySide(rows: Row[], {own, label, view, currency}: Drawing) {
  const {format, language} = view;
  const categories = categoriesOf(rows);
  const sides = [
    {name: own.charged, column: "amount", units: "units_charged"},
    {name: own.by(label), column: "scenario_amount", units: "scenario_units_charged"}
  ];
  const bars = sides.flatMap(({name, column, units}) =>
    categories.map(({category, rows: own}) => ({
      name,
      category,
      value: sum(own, column),
      color: categoryColor(category),
      title: `${name}\n${spendName(language, category)}: ${format.money(sum(own, column), currency)} · ${format.integer(sum(own, units))}`
    }))
  );
  const totals = sides.map(({name, column}) => ({name, value: sum(rows, column)}));
  const [was = 0, then = 0] = totals.map(({value}) => value);
  const change = format.money(then - was, currency);
  return (width: number) =>
    chart(`${own.title} ${totals.map(({name, value}) => `${name}: ${format.money(value, currency)}`).join("; ")}`, {
      width,
      height: 176,
      marginLeft: 2,
      marginRight: 150,
      marginTop: 4,
      marginBottom: 4,
      x: {axis: null, domain: [0, Math.max(was, then, 0.01)]},
      y: {axis: null, domain: sides.map(({name}) => name), padding: 0},
      color: {type: "identity"},
      marks: [
        Plot.barX(bars, {x: "value", y: "name", fill: "color", insetTop: 30, insetBottom: 14}),
        Plot.text(totals, {x: 0, y: "name", text: "name", textAnchor: "start", dy: -26, fill: "var(--text)"}),
        Plot.text(totals, {
          x: "value",
          y: "name",
          text: ({value}, index) =>
            `${format.money(value, currency)}${index === 1 && then !== was ? ` (${then > was ? "+" : ""}${change})` : ""}`,
          textAnchor: "start",
          dx: 6,
          dy: 8,
          fill: "var(--muted)"
        }),
        Plot.tip(
          bars.filter(({value}) => value > 0),
          Plot.pointerX(
            Plot.stackX({x: "value", y: "name", title: "title", fill: "var(--surface)", stroke: "var(--line-strong)"})
          )
        )
      ]
    });
}
