import {beforeItem, totalsBefore} from "../components/before.js";
import {type Bridge, bridgeOf, type Effect, effects} from "../components/bridge.js";
import {type Interval, intervalOf, stackedColumns, startOfInterval} from "../components/charts.js";
import {categoryColor, pricingColor} from "../components/colors.js";
import {type Cube, type Row, rollup, rowsOf, totals} from "../components/cube.js";
import {addMonths, type Day} from "../components/day.js";
import {responsive} from "../components/drawing.js";
import {eventsOf} from "../components/event-marks.js";
import {marketName, nameOf} from "../components/names.js";
import {pickPeriod} from "../components/pick.js";
import {average, share} from "../components/rates.js";
import {sortedBars, stackedShares, waterfall} from "../components/spend-charts.js";
import {card, legend, notice} from "../components/ui.js";
import {byAmount, moneyColumn, monthOf, ranked, type Spend} from "./spend-view.js";

export function byDay(spend: Spend): HTMLElement {
  const {cubes, filters, own, money, format, selection, partialDay, t, named} = spend;
  const interval = intervalOf(filters);
  const startOf = startOfInterval[interval];
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

type Dimension = "market" | "account_id" | "business_number" | "template_name" | "campaign_id";

export function top(spend: Spend, cube: Cube, name: Dimension, label: string): HTMLElement {
  const {own, money, format, selection, rate} = spend;
  const rows = rollup(cube, {...selection, by: [name], sum: ["units", "units_charged", "amount"]})
    .filter((row) => ((row["amount"] as number | null) ?? 0) > 0 && row[name] !== "–")
    .sort(byAmount);
  const {amount: spent} = totals(spend.cubes["spend_days"]!, ["amount"], selection);
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
      chart: responsive(sortedBars({label: own.topTitle[name], rows: bars, pick})),
      empty: notice((spent ?? 0) > 0 ? own.unnamed(label.toLowerCase()) : own.nothingSpent, "")
    },
    spend
  );
}

export function paidAndFree(spend: Spend): HTMLElement {
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

export function bridge(spend: Spend): HTMLElement {
  const {cubes, own, money, format, where} = spend;
  const found = bridgeOf(rowsOf(cubes["spend_bridge"]!, {to: monthOf(spend), where}));
  const month = found?.month ?? monthOf(spend);
  const [name, before] = [format.month(month), format.month(found?.monthBefore ?? addMonths(month, -1))];
  const amount = (column: string) => (found?.row[column] as number | null | undefined) ?? 0;
  let at = amount("amount_before");
  const effect = (column: Effect) => {
    const from = at;
    at += amount(column);
    const text = `${amount(column) > 0 ? "+" : ""}${money(amount(column))}`;
    const label = own.effectNames[column];
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
  const steps = [whole(before, at), ...(found?.shown ?? []).map(effect), whole(name, amount("amount"))];
  return card(
    {
      name: "spend_bridge",
      title: own.bridgeTitle,
      subtitle: own.bridgeSubtitle(name, before),
      definition: "spend_bridge.volume",
      rows: found === null ? [] : [found.row],
      columns: [
        {name: "month", label: own.month, kind: "day"},
        moneyColumn(spend, "amount_before", before),
        ...effects.map((column) => moneyColumn(spend, column, own.effectNames[column])),
        moneyColumn(spend, "amount", name)
      ],
      chart: responsive(waterfall({label: own.bridgeTitle, steps, write: spend.axis})),
      note: found === null ? null : bridgeNote(spend, found),
      empty: notice(own.noBridge, ""),
      wide: true
    },
    spend
  );
}

// Whatever makes the two months other than two whole months of the same.
function bridgeNote({cubes, own, format, where}: Spend, {month, monthBefore, isCurrent, shown}: Bridge): string | null {
  const days = rollup(cubes["spend_days"]!, {where, by: ["day"], sum: ["units"]}).map((row) => row["day"] as Day);
  const first = days.reduce((least, day) => Math.min(least, day), month);
  const notes = [
    isCurrent ? own.bridgePartial : null,
    first > monthBefore && first < month ? own.bridgeBegins(format.month(monthBefore), format.day(first)) : null,
    shown.includes("unit") ? own.bridgeUnit(format.month(monthBefore), format.month(month)) : null,
    shown.includes("accounts") ? own.bridgeAccounts : null
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : notes.join(" ");
}
