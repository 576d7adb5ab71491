import {addUpBudgets, isMonthOver, withBudget} from "../components/budget.js";
import {type Row, rowsOf, totals} from "../components/cube.js";
import {addMonths, type Day} from "../components/day.js";
import {responsive} from "../components/drawing.js";
import {runUp} from "../components/spend-charts.js";
import {gapsNote} from "../components/spend-gaps.js";
import {type BigNumber, card, legend} from "../components/ui.js";
import {moneyColumn, monthOf, type Spend} from "./spend-view.js";

export function forecastNumber(spend: Spend): BigNumber {
  const {cubes, own, money, format, where} = spend;
  const month = monthOf(spend);
  const cube = cubes["spend_forecasts"]!;
  const reason = reasonOf(spend);
  const isOver = isMonthOver(monthRows(spend));
  const sums = totals(cube, ["forecast_amount", "forecast_low", "forecast_high"], {from: month, to: month, where});
  const {whole, isOfAll} = budgetRows(spend);
  const budget = isOfAll ? whole : null;
  const note = [
    reason === null && sums["forecast_low"] !== sums["forecast_high"]
      ? own.between(money(sums["forecast_low"]), money(sums["forecast_high"]))
      : null,
    budget === null ? null : own.ofBudget(money(budget)),
    reason === null ? null : own.noForecast
  ].filter((part) => part !== null);
  return {
    metric: "spend_months.forecast_amount",
    from: "spend_forecasts",
    label: (isOver ? own.monthSpent : own.forecast)(format.month(month)),
    value: reason === null ? (sums["forecast_amount"] ?? null) : null,
    before: null,
    isCompared: false,
    write: money,
    goodIsUp: null,
    note: note.join(" · ")
  };
}

function monthRows(spend: Spend): Row[] {
  const month = monthOf(spend);
  return rowsOf(spend.cubes["spend_forecasts"]!, {from: month, to: month, where: spend.where});
}

function reasonOf(spend: Spend): string | null {
  const rows = monthRows(spend);
  return (rows.find((row) => row["forecast_reason"] !== null)?.["forecast_reason"] as string | undefined) ?? null;
}

/** The run-up of the accounts that have a budget, that budget, and whether these are all that were charged or none. */
function budgetRows(spend: Spend): {rows: Row[]; whole: number | null; isOfAll: boolean} {
  const month = monthOf(spend);
  const all = rowsOf(spend.cubes["spend_budget"]!, {from: month, to: addMonths(month, 1) - 1, where: spend.where});
  const held = withBudget(all);
  const rows = addUpBudgets(held);
  const whole = (rows.at(-1)?.["budget"] as number | null | undefined) ?? null;
  return {rows, whole, isOfAll: held.length === all.length};
}

export function budget(spend: Spend): HTMLElement {
  const {own, money, format} = spend;
  const month = monthOf(spend);
  const {rows, whole, isOfAll} = budgetRows(spend);
  const crossedOn = (rows[0]?.["budget_crossed_on"] as Day | null | undefined) ?? null;
  const isExpected = rows[0]?.["is_expected"] === true;
  // On its last day a month has an amount for every day and is not over yet.
  const isOver = isMonthOver(monthRows(spend));
  const value = (row: Row, name: string) => row[name] as number | null;
  const draw = runUp(
    {
      label: own.budgetTitle,
      rows: rows.map((row) => ({
        day: row["day"] as Day,
        actual: value(row, "amount_so_far"),
        forecast: value(row, "forecast_so_far"),
        low: value(row, "low_so_far"),
        high: value(row, "high_so_far"),
        budget: value(row, "budget_so_far"),
        title: [
          format.dayInWeek(row["day"] as Day),
          ...(row["amount_so_far"] === null ? [] : [`${own.soFar}: ${money(value(row, "amount_so_far"))}`]),
          ...(row["forecast_so_far"] === null
            ? []
            : [
                `${own.expected}: ${money(value(row, "forecast_so_far"))}`,
                own.between(money(value(row, "low_so_far")), money(value(row, "high_so_far")))
              ]),
          ...(row["budget_so_far"] === null ? [] : [`${own.budgetPath}: ${money(value(row, "budget_so_far"))}`])
        ].join("\n")
      })),
      budget: whole,
      crossed: crossedOn === null ? null : {day: crossedOn, label: own.overBudget},
      write: spend.axis
    },
    format
  );
  const reason = reasonOf(spend);
  return card(
    {
      name: "spend_against_budget",
      title: own.budgetTitle,
      subtitle: (isOver ? own.budgetSubtitleOver : own.budgetSubtitle)(format.month(month)),
      definition: "spend_budget_days.forecast_so_far",
      from: ["spend_budget"],
      rows,
      columns: [
        {name: "day", label: own.day, kind: "day"},
        moneyColumn(spend, "amount_so_far", own.soFar),
        moneyColumn(spend, "forecast_so_far", own.expected),
        moneyColumn(spend, "low_so_far", own.expectedLow),
        moneyColumn(spend, "high_so_far", own.expectedHigh),
        moneyColumn(spend, "budget_so_far", own.budgetPath)
      ],
      chart: [
        legend([
          {label: own.soFar, color: "var(--accent)"},
          {label: `${own.expected} (${own.range})`, color: "color-mix(in oklab, var(--accent) 35%, transparent)"},
          {label: own.budgetPath, color: "var(--muted)"},
          {label: own.budget, color: "var(--warn)"}
        ]),
        responsive(draw)
      ],
      note: [
        verdict(),
        isOfAll ? "" : own.budgetOfSome,
        reason === null ? "" : own.reasonsOfForecast[reason],
        gapsNote(spend, month, addMonths(month, 1) - 1),
        own.monthIgnores
      ]
        .filter((part) => part !== "")
        .join(" "),
      wide: true
    },
    spend
  );

  function verdict(): string {
    if (whole === null) return own.noBudget;
    if (crossedOn !== null) return (isExpected ? own.crossesOn : own.crossedOn)(format.day(crossedOn));
    const last = rows.at(-1)!;
    if (reason !== null || (last["amount_so_far"] === null && last["forecast_so_far"] === null)) return "";
    return isOver ? own.stayedWithin : own.staysWithin;
  }
}
