import {beforeItem, totalsBefore} from "../components/before.js";
import {addUpBudgets, withBudget} from "../components/budget.js";
import {type Interval, intervalOf, stackedColumns} from "../components/charts.js";
import {choice} from "../components/choice.js";
import {categoryColor, pricingColor} from "../components/colors.js";
import {type Cube, labelsOf, type Row, rollup, rowsOf, totals} from "../components/cube.js";
import {addMonths, type Day, daysFrom, startOfMonth, startOfWeek} from "../components/day.js";
import {type Child, element} from "../components/dom.js";
import {responsive} from "../components/drawing.js";
import {eventsOf} from "../components/event-marks.js";
import {marketName, nameOf} from "../components/names.js";
import type {Page, View} from "../components/page.js";
import {pickPeriod} from "../components/pick.js";
import {average, share} from "../components/rates.js";
import {bullets, rateSteps, runUp, sortedBars, stackedShares, waterfall} from "../components/spend-charts.js";
import {metaCards} from "../components/spend-meta.js";
import {spendName} from "../components/spend-names.js";
import {reconciliationCards} from "../components/spend-reconciliation.js";
import {whatIfCard} from "../components/spend-what-if.js";
import type {Column} from "../components/table.js";
import {type BigNumber, bigNumbers, card, legend, nothing, notice} from "../components/ui.js";
import {spendTexts} from "./spend-texts.js";

/** A view in one currency: amounts of two are never added up. */
interface Spend extends View {
  currency: string;
  own: (typeof spendTexts)["es"];
  money(value: number | null | undefined): string;
  /** Amounts beside an axis, without cents where there is room for none. */
  axis(value: number): string;
  /** Prices of a single unit, with all their digits. */
  rate(value: number | null | undefined): string;
  named(name: string): string;
  selection: {from: Day; to: Day; where: Where};
  /** Of whatever days. */
  where: Where;
}

type Where = Record<string, string[] | null>;

const chosen: {currency: string | null; market: string | null} = {currency: null, market: null};

export const page: Page = {
  lead: {
    es: "Lo que cuesta WhatsApp según las tarifas y reglas vigentes en cada fecha. Lo que Meta comunicó manda; lo deducido se marca como estimación.",
    en: "What WhatsApp costs by the cards and rules in force on each day. What Meta reported decides; what is derived is marked as an estimate."
  },
  files: [
    "spend_days",
    "spend_budget",
    "spend_forecasts",
    "spend_bridge",
    "spend_templates",
    "spend_rates",
    "spend_tiers",
    "spend_unrated",
    "spend_disagreements",
    "spend_accounts",
    "spend_what_if",
    "spend_reconciliation",
    "spend_tokens",
    "spend_tier_updates",
    "events"
  ],
  days: {spend_days: "all", spend_budget: "all", spend_templates: "period", spend_unrated: "period"},
  controls: ["compare", "account_id"],
  offers: {account_id: "spend_days"},
  ignores: {
    channel: {es: "Solo WhatsApp se paga por mensaje.", en: "Only WhatsApp is paid by the message."},
    account_id: {
      es: "Tarifas, tramos y simulaciones son de todas las cuentas.",
      en: "Rates, tiers and simulations are of all accounts."
    },
    skill: {es: "Lo que se paga es de la cuenta, no de un equipo.", en: "What is paid is the account's, not a team's."}
  },
  draw(view) {
    const body = element("div", {class: "body"});
    const redraw = () => body.replaceChildren(...content(view, redraw));
    redraw();
    return [body];
  }
};

function content(view: View, redraw: () => void): Node[] {
  const days = view.cubes["spend_days"]!;
  const amounts = rollup(days, {by: ["currency"], sum: ["amount", "units"]}).sort(byAmount);
  const currencies = amounts.map((row) => row["currency"] as string);
  if (currencies.length === 0) return [...missingCards(view), nothing(view)];
  const currency = currencies.find((name) => name === chosen.currency) ?? currencies[0]!;
  const {format, filters, language} = view;
  const where: Where = {currency: [currency], account_id: filters.where.account_id};
  const spend: Spend = {
    ...view,
    where,
    currency,
    own: spendTexts[language],
    money: (value) => format.money(value, currency),
    axis: (value) => format.money(value, currency, Number.isInteger(value) ? 0 : undefined),
    rate: (value) => format.money(value, currency, 4),
    named: (name) => spendName(language, name),
    selection: {from: filters.from, to: filters.to, where}
  };
  return [
    ...missingCards(view),
    ...(currencies.length > 1 ? [currencyChoice(spend, currencies, redraw)] : []),
    bigNumbers(headline(spend), spend),
    element(
      "div",
      {class: "cards"},
      budget(spend),
      byDay(spend),
      paidAndFree(spend),
      top(spend, days, "market", spend.own.market),
      top(spend, view.cubes["spend_templates"]!, "template_name", spend.own.template),
      top(spend, view.cubes["spend_templates"]!, "campaign_id", spend.own.campaign),
      top(spend, days, "account_id", spend.own.account),
      top(spend, days, "business_number", spend.own.number),
      bridge(spend),
      rates(spend, redraw),
      tiers(spend),
      unrated(spend),
      disagreements(spend),
      whatIfCard(view, currency),
      reconciliationCards(view, currency),
      metaCards(view, currency)
    )
  ];
}

function byAmount(a: Row, b: Row): number {
  const difference = ((b["amount"] as number | null) ?? 0) - ((a["amount"] as number | null) ?? 0);
  return difference || (b["units"] as number) - (a["units"] as number);
}

// Said at the top: an account without a card has quantities only.
function missingCards({cubes, language, format, manifest}: View): Node[] {
  const own = spendTexts[language];
  const without = rowsOf(cubes["spend_accounts"]!).filter((row) => row["has_card"] === false);
  const currencies = [...new Set(without.map((row) => row["currency"] as string))];
  return currencies.map((currency) => {
    const accounts = without
      .filter((row) => row["currency"] === currency)
      .map((row) => nameOf(manifest, language, "account_id", row["account_id"] as string));
    const title = own.noCard(format.list(accounts), currency);
    return notice(title, currency === "EUR" ? own.noEuro : "", "npx chat-analytics rates import <file>");
  });
}

function currencyChoice({own, currency}: Spend, currencies: string[], redraw: () => void): HTMLElement {
  const options = currencies.map((value) => ({value, label: value}));
  return choice(own.currency, options, currency, (value) => {
    chosen.currency = value;
    redraw();
  });
}

function headline(spend: Spend): BigNumber[] {
  const {cubes, filters, compared, format, own, money, selection} = spend;
  const cube = cubes["spend_days"]!;
  const names = ["amount", "units", "units_charged", "units_free", "units_unrated"] as const;
  const now = totals(cube, names, selection);
  const before = compared === null ? null : totals(cube, names, {...selection, ...compared});
  const byDay = new Map(
    rollup(cube, {...selection, by: ["day"], sum: names}).map((row) => [row["day"] as Day, row] as const)
  );
  const series = (name: string) =>
    daysFrom(filters.from, filters.to).map((day) => (byDay.get(day)?.[name] as number | null | undefined) ?? 0);
  const number = (name: (typeof names)[number], label: string, more: Partial<BigNumber> = {}): BigNumber => ({
    metric: `spend_days.${name}`,
    label,
    value: now[name] ?? null,
    before: before?.[name] ?? null,
    write: format.integer,
    goodIsUp: null,
    series: series(name),
    ...more
  });
  const {units: pending} = totals(cubes["spend_unrated"]!, ["units"], {
    from: filters.from,
    to: filters.to,
    where: {reason: ["pending"], account_id: filters.where.account_id}
  });
  const perUnit = average(now["amount"], now["units_charged"] ?? 0);
  const {amount_estimated: estimated} = totals(cube, ["amount_estimated"], selection);
  return [
    number("amount", own.spent, {
      write: money,
      goodIsUp: false,
      note: [perUnit === null ? null : `${own.perUnit}: ${spend.rate(perUnit)}. `, own.estimated(money(estimated ?? 0))]
    }),
    forecastNumber(spend),
    number("units_charged", own.charged),
    number("units_free", own.free, {
      note: own.freeOf(format.percent(share(now["units_free"], now["units"])))
    }),
    number("units_unrated", own.unrated, {goodIsUp: false, note: own.pending(format.integer(pending ?? 0))})
  ];
}

// The month that the chosen period ends in.
function monthOf({filters}: View): Day {
  return startOfMonth(filters.to);
}

function forecastNumber(spend: Spend): BigNumber {
  const {cubes, own, money, format, where} = spend;
  const month = monthOf(spend);
  const cube = cubes["spend_forecasts"]!;
  const reason = reasonOf(spend);
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
    label: own.forecast(format.month(month)),
    value: reason === null ? (sums["forecast_amount"] ?? null) : null,
    before: null,
    isCompared: false,
    write: money,
    goodIsUp: null,
    note: note.join(" · ")
  };
}

function reasonOf(spend: Spend): string | null {
  const month = monthOf(spend);
  const rows = rowsOf(spend.cubes["spend_forecasts"]!, {from: month, to: month, where: spend.where});
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

function budget(spend: Spend): HTMLElement {
  const {own, money, format} = spend;
  const month = monthOf(spend);
  const {rows, whole, isOfAll} = budgetRows(spend);
  const crossedOn = (rows[0]?.["budget_crossed_on"] as Day | null | undefined) ?? null;
  const isExpected = rows[0]?.["is_expected"] === true;
  const isOver = rows.length > 0 && rows.every((row) => row["amount_so_far"] !== null);
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
      subtitle: own.budgetSubtitle(format.month(month)),
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

function byDay(spend: Spend): HTMLElement {
  const {cubes, filters, own, money, format, selection, partialDay, t, named} = spend;
  const interval = intervalOf(filters);
  const startOf = {day: (day: Day) => day, week: startOfWeek, month: startOfMonth}[interval];
  const rows = rollup(cubes["spend_days"]!, {
    ...selection,
    by: ["day", "category"],
    sum: ["amount", "units", "units_charged"],
    key: {day: startOf}
  }).sort((a, b) => (a["day"] as number) - (b["day"] as number));
  const categories = ranked(rows, "category").reverse();
  const partial = partialDay === null || partialDay > filters.to ? null : startOf(partialDay);
  const before = totalsBefore(spend, cubes["spend_days"]!, "amount", selection, startOf);
  const draw = stackedColumns(
    {
      label: own.daysTitle,
      rows: rows.map((row) => ({
        start: row["day"] as Day,
        series: row["category"] as string,
        value: (row["amount"] as number | null) ?? 0
      })),
      series: categories.map((name) => ({name, label: named(name), color: categoryColor(name)})),
      interval,
      from: startOf(filters.from),
      to: filters.to,
      partial,
      total: t.total,
      pick: pickPeriod(spend, interval),
      before,
      events: eventsOf(cubes["events"]!, filters),
      write: money
    },
    format
  );
  const first: Record<Interval, string> = {day: t.day, week: t.week, month: t.month};
  return card(
    {
      name: "spend_by_day",
      title: own.daysTitle,
      subtitle: `${own.daysSubtitle[interval]} · ${format.range(filters.from, filters.to)} · ${spend.currency}`,
      definition: "spend_days.amount",
      rows,
      columns: [
        {name: "day", label: first[interval], kind: "day"},
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        {name: "units", label: own.units, kind: "integer"},
        {name: "units_charged", label: own.charged, kind: "integer"},
        moneyColumn(spend, "amount", own.amount)
      ],
      chart: [
        legend([
          ...[...categories].reverse().map((name) => ({label: named(name), color: categoryColor(name)})),
          ...beforeItem(before)
        ]),
        responsive(draw)
      ],
      note: own.withoutTax,
      wide: true
    },
    spend
  );
}

// Names by what they cost, the dearest first; those that cost nothing are left out unless all do.
function ranked(rows: Row[], name: string): string[] {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const key = row[name] as string;
    sums.set(key, (sums.get(key) ?? 0) + ((row["amount"] as number | null) ?? 0));
  }
  const all = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const paid = all.filter(([, sum]) => sum > 0);
  return (paid.length > 0 ? paid : all).map(([key]) => key);
}

type Dimension = "market" | "account_id" | "business_number" | "template_name" | "campaign_id";

function top(spend: Spend, cube: Cube, name: Dimension, label: string): HTMLElement {
  const {own, money, format, selection, rate} = spend;
  const rows = rollup(cube, {...selection, by: [name], sum: ["units", "units_charged", "amount"]})
    .filter((row) => ((row["amount"] as number | null) ?? 0) > 0 && row[name] !== "–")
    .sort(byAmount);
  const labelOf = (row: Row) => {
    const value = String(row[name] ?? "–");
    if (name === "account_id") return nameOf(spend.manifest, spend.language, name, value);
    return name === "market" ? marketName(spend.language, value) : value;
  };
  const bars = rows.slice(0, 10).map((row) => ({
    name: labelOf(row),
    value: row["amount"] as number,
    text: money(row["amount"] as number),
    title: [
      labelOf(row),
      `${own.amount}: ${money(row["amount"] as number)}`,
      `${own.charged}: ${format.integer(row["units_charged"] as number)}`,
      `${own.perUnit}: ${rate(average(row["amount"] as number, row["units_charged"] as number))}`
    ].join("\n")
  }));
  // Accounts are the one of these that the filter bar knows; "all others" is no account.
  const keep = (label: string) => {
    const row = rows.slice(0, 10).find((row) => labelOf(row) === label);
    if (row === undefined) return;
    spend.setFilters({where: {...spend.filters.where, account_id: [row["account_id"] as string]}});
  };
  const pick = name === "account_id" && rows.length > 1 ? keep : undefined;
  const rest = rows.slice(10);
  if (rest.length > 0) {
    const value = rest.reduce((sum, row) => sum + (row["amount"] as number), 0);
    const others = own.rest(format.integer(rest.length));
    bars.push({name: others, value, text: money(value), title: `${others}\n${money(value)}`});
  }
  return card(
    {
      name: `spend_by_${name}`,
      title: own.topTitle[name],
      subtitle: own.topSubtitle(format.integer(rows.length)),
      definition: name === "template_name" || name === "campaign_id" ? "spend_templates.amount" : "spend_days.amount",
      rows,
      columns: [
        {name, label, content: labelOf},
        {name: "units", label: own.units, kind: "integer"},
        {name: "units_charged", label: own.charged, kind: "integer"},
        moneyColumn(spend, "amount", own.amount)
      ],
      chart: responsive(sortedBars({label: own.topTitle[name], rows: bars, pick}))
    },
    spend
  );
}

function paidAndFree(spend: Spend): HTMLElement {
  const {cubes, own, format, selection, named} = spend;
  const rows = rollup(cubes["spend_days"]!, {...selection, by: ["category", "pricing_type"], sum: ["units", "amount"]});
  const sizes = rollup(cubes["spend_days"]!, {...selection, by: ["category"], sum: ["units"]}).sort(
    (a, b) => (b["units"] as number) - (a["units"] as number)
  );
  const units = new Map(sizes.map((row) => [row["category"] as string, row["units"] as number]));
  const all = sizes.reduce((sum, row) => sum + (row["units"] as number), 0);
  const order = ["regular", "free_tier", "free_customer_service", "free_entry_point"];
  const types = [...new Set(rows.map((row) => row["pricing_type"] as string))].sort(
    (a, b) => position(a) - position(b) || (a < b ? -1 : 1)
  );
  const nameOf = (category: string) => `${named(category)} · ${format.integer(units.get(category))}`;
  const draw = stackedShares(
    {
      label: own.freeTitle,
      rows: rows.map((row) => {
        const [category, type] = [row["category"] as string, row["pricing_type"] as string];
        const part = share(row["units"] as number, units.get(category));
        return {
          name: nameOf(category),
          part: type,
          value: row["units"] as number,
          color: pricingColor(type),
          title: `${named(category)}\n${named(type)}: ${format.integer(row["units"] as number)} (${format.percent(part)})`
        };
      }),
      names: sizes.map((row) => nameOf(row["category"] as string)),
      parts: types
    },
    format
  );
  return card(
    {
      name: "paid_and_free",
      title: own.freeTitle,
      subtitle: own.freeSubtitle(format.integer(all)),
      definition: "spend_days.pricing_type",
      rows,
      columns: [
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        {name: "pricing_type", label: own.reason, content: (row) => named(row["pricing_type"] as string)},
        {name: "units", label: own.units, kind: "integer"},
        moneyColumn(spend, "amount", own.amount)
      ],
      chart: [legend(types.map((type) => ({label: named(type), color: pricingColor(type)}))), responsive(draw)]
    },
    spend
  );

  function position(type: string): number {
    const index = order.indexOf(type);
    return index === -1 ? order.length : index;
  }
}

function bridge(spend: Spend): HTMLElement {
  const {cubes, own, money, format, where} = spend;
  const rows = rollup(cubes["spend_bridge"]!, {
    to: monthOf(spend),
    where,
    by: ["month", "is_current"],
    sum: ["amount_before", "volume", "mix", "free", "price", "amount"]
  }).sort((a, b) => (a["month"] as number) - (b["month"] as number));
  // The last whole month that the period reaches; the running one only where there is no other.
  const row = rows.filter((row) => row["is_current"] === 0).at(-1) ?? rows.at(-1);
  const month = row === undefined ? monthOf(spend) : (row["month"] as Day);
  const [name, before] = [format.month(month), format.month(addMonths(month, -1))];
  const amount = (column: string) => (row?.[column] as number | null | undefined) ?? 0;
  let at = amount("amount_before");
  const effect = (column: "volume" | "mix" | "free" | "price", label: string) => {
    const from = at;
    at += amount(column);
    const text = `${amount(column) > 0 ? "+" : ""}${money(amount(column))}`;
    return {name: label, from, to: at, isTotal: false, text, title: `${label}: ${text}\n${own.effects[column]}`};
  };
  const whole = (label: string, value: number) => ({
    name: label,
    from: 0,
    to: value,
    isTotal: true,
    text: money(value),
    title: `${label}: ${money(value)}`
  });
  const steps = [
    whole(before, at),
    effect("volume", own.volume),
    effect("mix", own.mix),
    effect("free", own.freeEffect),
    effect("price", own.price),
    whole(name, amount("amount"))
  ];
  return card(
    {
      name: "spend_bridge",
      title: own.bridgeTitle,
      subtitle: own.bridgeSubtitle(name, before),
      definition: "spend_bridge.volume",
      rows: row === undefined ? [] : [row],
      columns: [
        {name: "month", label: own.month, kind: "day"},
        moneyColumn(spend, "amount_before", before),
        moneyColumn(spend, "volume", own.volume),
        moneyColumn(spend, "mix", own.mix),
        moneyColumn(spend, "free", own.freeEffect),
        moneyColumn(spend, "price", own.price),
        moneyColumn(spend, "amount", name)
      ],
      chart: responsive(waterfall({label: own.bridgeTitle, steps, write: spend.axis})),
      note: row?.["is_current"] === 1 ? own.bridgePartial : null,
      empty: notice(own.noBridge, ""),
      wide: true
    },
    spend
  );
}

function rates(spend: Spend, redraw: () => void): HTMLElement {
  const {cubes, currency, own, rate, format, scope, named} = spend;
  const cube = cubes["spend_rates"]!;
  const where = {currency: [currency]};
  const dear = ranked(rollup(cubes["spend_days"]!, {where, by: ["market"], sum: ["amount"]}), "market");
  const known = new Set(rollup(cube, {where, by: ["market"]}).map((row) => row["market"] as string));
  const others = labelsOf(cube, "market").filter((name) => known.has(name) && !dear.includes(name));
  const markets = [...dear.filter((name) => known.has(name)), ...others];
  const market = markets.find((name) => name === chosen.market) ?? markets[0] ?? "";
  const optionOf = (value: string) => ({value, label: marketName(spend.language, value)});
  // Prices of a conversation and of a message cannot be compared: each regime's are shown where its data is.
  const from = Math.min(addMonths(scope.last, -18), scope.first);
  const since = scope.first >= messagesSince ? Math.max(from, messagesSince) : from;
  const rows = rowsOf(cube, {where: {...where, market: [market]}})
    .filter((row) => ((row["valid_to_exclusive"] as Day | null) ?? scope.last + 1) > since)
    .filter((row) => (row["valid_from"] as Day) <= scope.last)
    .sort((a, b) => (a["valid_from"] as number) - (b["valid_from"] as number));
  const steps = rows.map((row) => ({
    category: row["category"] as string,
    from: Math.max(row["valid_from"] as Day, since),
    to: Math.min((row["valid_to_exclusive"] as Day | null) ?? scope.last + 1, scope.last + 1),
    rate: row["list_rate"] as number,
    color: categoryColor(row["category"] as string),
    title: [
      named(row["category"] as string),
      `${own.rate}: ${rate(row["list_rate"] as number)}`,
      `${own.from}: ${format.day(row["valid_from"] as Day)}`,
      own.evidences[row["evidence"] as string] ?? ""
    ].join("\n")
  }));
  const changes = steps
    .filter((step) =>
      steps.some((other) => other.category === step.category && other.to === step.from && other.rate !== step.rate)
    )
    .map((step) => ({day: step.from, label: format.day(step.from)}));
  const categories = [...new Set(steps.map((step) => step.category))];
  return card(
    {
      name: "spend_rates",
      title: own.ratesTitle,
      subtitle: [
        own.ratesSubtitle(currency),
        " · ",
        choice(own.market, markets.map(optionOf), market, (value) => {
          chosen.market = value;
          redraw();
        })
      ],
      definition: "spend_rates.list_rate",
      rows,
      columns: [
        marketColumn(spend),
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        {name: "valid_from", label: own.from, kind: "day"},
        {name: "valid_to_exclusive", label: own.to, kind: "day"},
        {name: "list_rate", label: own.rate, kind: "decimal", content: (row) => rate(row["list_rate"] as number)},
        {
          name: "evidence",
          label: own.evidence,
          content: (row) => own.evidences[row["evidence"] as string] ?? String(row["evidence"])
        }
      ],
      chart: [
        legend(categories.map((name) => ({label: named(name), color: categoryColor(name)}))),
        responsive(rateSteps({label: own.ratesTitle, rows: steps, changes: uniqueDays(changes), write: rate}, format))
      ],
      wide: true
    },
    spend
  );
}

/** 2025-07-01: since then messages are charged, not conversations. */
const messagesSince: Day = Date.UTC(2025, 6, 1) / 86_400_000;

function uniqueDays<Change extends {day: Day}>(changes: Change[]): Change[] {
  return [...new Map(changes.map((change) => [change.day, change])).values()];
}

function tiers(spend: Spend): HTMLElement {
  const {cubes, currency, own, format, rate, named} = spend;
  const month = monthOf(spend);
  const all = rowsOf(cubes["spend_tiers"]!, {from: month, to: month, where: {currency: [currency]}});
  // The tier that the next unit falls into, and the one after it.
  const rows = all
    .filter((row) => {
      const counted = row["counted"] as number;
      const [from, to] = [row["tier_from"] as number, row["tier_to"] as number | null];
      return counted >= from && (to === null || counted <= to);
    })
    .sort((a, b) => filled(b) - filled(a) || (b["counted"] as number) - (a["counted"] as number));
  const hasSeveralPortfolios = new Set(rows.map((row) => row["portfolio"])).size > 1;
  const shown = rows.slice(0, 10).map((row) => {
    const [counted, to] = [row["counted"] as number, row["tier_to"] as number | null];
    const next = all.find(
      (other) =>
        other["tier_from"] === (to ?? 0) + 1 &&
        ["portfolio", "market", "category"].every((name) => other[name] === row[name])
    );
    const market = marketName(spend.language, row["market"] as string);
    const counter = `${market} · ${named(row["category"] as string)}`;
    const name = hasSeveralPortfolios ? `${row["portfolio"]} · ${counter}` : counter;
    const text =
      to === null ? own.lastTier(format.integer(counted)) : own.tierText(format.integer(counted), format.integer(to));
    const after = next?.["tier_status"] === "unknown" ? own.unknownRate : own.nextRate(rate(next?.["rate"] as number));
    const then = next === undefined ? "" : after;
    return {
      name,
      share: filled(row),
      text,
      title: [name, text, `${own.rate}: ${rate(row["rate"] as number)}`, then].filter((line) => line !== "").join("\n"),
      color: categoryColor(row["category"] as string)
    };
  });
  return card(
    {
      name: "spend_tiers",
      title: own.tiersTitle,
      subtitle: own.tiersSubtitle(format.month(month)),
      definition: "spend_tiers.counted",
      rows,
      columns: [
        {name: "portfolio", label: "Portfolio"},
        marketColumn(spend),
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        {name: "counted", label: own.counted, kind: "integer"},
        {name: "tier_from", label: own.from, kind: "integer"},
        {name: "tier_to", label: own.to, kind: "integer"},
        {name: "rate", label: own.rate, kind: "decimal", content: (row) => rate(row["rate"] as number)}
      ],
      chart: responsive(bullets({label: own.tiersTitle, rows: shown})),
      empty: notice(own.noTiers, "")
    },
    spend
  );
}

function marketColumn({own, language}: Spend): Column {
  return {name: "market", label: own.market, content: (row) => marketName(language, String(row["market"] ?? "–"))};
}

function filled(row: Row): number {
  return row["tier_to"] === null ? 1 : (share(row["counted"] as number, row["tier_to"] as number) ?? 0);
}

function unrated(spend: Spend): HTMLElement {
  const {cubes, own, filters, named} = spend;
  const rows = rollup(cubes["spend_unrated"]!, {
    from: filters.from,
    to: filters.to,
    where: {account_id: filters.where.account_id},
    by: ["reason", "category", "market", "currency"],
    sum: ["units"]
  }).sort((a, b) => rank(a) - rank(b) || (b["units"] as number) - (a["units"] as number));
  return card(
    {
      name: "spend_unrated",
      layout: "records",
      title: own.unratedTitle,
      subtitle: own.unratedSubtitle,
      definition: "spend_unrated.reason",
      rows,
      columns: [
        {name: "reason", label: own.reason, content: (row) => own.reasons[row["reason"] as string] ?? row["reason"]},
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        marketColumn(spend),
        {name: "units", label: own.units, kind: "integer"}
      ] as Column[],
      empty: notice(own.noneUnrated, "")
    },
    spend
  );

  // What only waits for a receipt comes after what somebody has to mend.
  function rank(row: Row): number {
    return row["reason"] === "pending" ? 1 : 0;
  }
}

function disagreements(spend: Spend): HTMLElement {
  const {cubes, own, named, where} = spend;
  const rows = rowsOf(cubes["spend_disagreements"]!, {where}).sort(
    (a, b) => (b["month"] as number) - (a["month"] as number) || (b["units"] as number) - (a["units"] as number)
  );
  return card(
    {
      name: "spend_disagreements",
      layout: "records",
      wide: true,
      title: own.differTitle,
      subtitle: own.differSubtitle,
      definition: "spend_disagreements.cause",
      rows,
      columns: [
        {name: "month", label: own.month, kind: "day", content: (row) => spend.format.month(row["month"] as Day)},
        {
          name: "account_id",
          label: own.account,
          content: (row) => nameOf(spend.manifest, spend.language, "account_id", row["account_id"] as string)
        },
        {name: "category", label: own.category, content: (row) => named(row["category"] as string)},
        {name: "cause", label: own.cause, content: (row) => own.causes[row["cause"] as string] ?? String(row["cause"])},
        {name: "units", label: own.units, kind: "integer"},
        moneyColumn(spend, "amount", own.amount)
      ],
      empty: notice(own.noneDiffer, "")
    },
    spend
  );
}

function moneyColumn({money}: Spend, name: string, label: string): Column {
  return {name, label, kind: "decimal", content: (row): Child => money(row[name] as number | null)};
}
