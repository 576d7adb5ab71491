import {type Interval, startOfInterval} from "../components/charts.js";
import {type Row, rollup, totals} from "../components/cube.js";
import {type Day, daysFrom} from "../components/day.js";
import {ageBars, failureHeat, statusColors} from "../components/delivery-charts.js";
import {element} from "../components/dom.js";
import {responsive} from "../components/drawing.js";
import {inLanguage} from "../components/i18n.js";
import {pickPeriod} from "../components/pick.js";
import {share} from "../components/rates.js";
import type {Column} from "../components/table.js";
import {card, heatLegend, legend, notice} from "../components/ui.js";
import type {Delivery} from "./delivery-view.js";

const mostCodes = 12;

// The finest whose cells are wide enough to be pointed at.
function heatInterval(length: number): Interval {
  if (length <= 45) return "day";
  return length <= 400 ? "week" : "month";
}

export function failures(delivery: Delivery): HTMLElement {
  const {cubes, filters, format, language, own, selection, t} = delivery;
  const cube = cubes["delivery_failures"]!;
  const interval = heatInterval(filters.to - filters.from);
  const rows = rollup(cube, {
    ...selection,
    by: ["day", "error_code", "error_title", "error_title_es"],
    sum: ["messages"],
    key: {day: startOfInterval[interval]}
  })
    .sort(
      (a, b) => (a["day"] as number) - (b["day"] as number) || (b["messages"] as number) - (a["messages"] as number)
    )
    .map((row): Row => ({...row, error_title: inLanguage(language, row, "error_title")}));
  const codes = rollup(cube, {...selection, by: ["error_code"], sum: ["messages"]})
    .sort((a, b) => (b["messages"] as number) - (a["messages"] as number))
    .map((row) => row["error_code"] as string);
  const drawn = codes.slice(0, mostCodes);
  const starts = [...new Set(daysFrom(filters.from, filters.to).map(startOfInterval[interval]))];
  const sums = totals(cubes["delivery_days"]!, ["accepted", "failed"], selection);
  const cellOf = (row: Row) => `${row["day"]} ${row["error_code"]}`;
  // A code that channels put in several words is one cell.
  const titles = new Map<string, string[]>();
  for (const row of rows) {
    const title = `${row["error_code"]}: ${row["error_title"]}`;
    titles.set(cellOf(row), [...(titles.get(cellOf(row)) ?? []), title]);
  }
  const cells = rollup(cube, {
    ...selection,
    by: ["day", "error_code"],
    sum: ["messages"],
    key: {day: startOfInterval[interval]}
  })
    .filter((row) => drawn.includes(row["error_code"] as string))
    .map((cell) => ({
      start: cell["day"] as Day,
      code: cell["error_code"] as string,
      value: cell["messages"] as number,
      title: [
        interval === "month" ? format.month(cell["day"] as Day) : format.dayInWeek(cell["day"] as Day),
        ...titles.get(cellOf(cell))!,
        `${own.messages}: ${format.integer(cell["messages"] as number)}`
      ].join("\n")
    }));
  const draw = failureHeat(
    {label: own.failuresTitle, starts, codes: drawn, pick: pickPeriod(delivery, interval), cells},
    format
  );
  const most = Math.max(0, ...cells.map(({value}) => value));
  return card(
    {
      name: "delivery_failures",
      title: own.failuresTitle,
      subtitle: own.failuresSubtitle(
        format.integer(sums["failed"]),
        format.percent(share(sums["failed"], sums["accepted"]))
      ),
      definition: "delivery_failures.messages",
      rows,
      columns: [
        {name: "day", label: t[interval], kind: "day"},
        {name: "error_code", label: own.code, kind: "code"},
        {name: "error_title", label: own.errorTitle},
        {name: "messages", label: own.messages, kind: "integer"}
      ],
      chart: [heatLegend(format.integer(most)), responsive(draw)],
      empty: notice(own.noFailures, ""),
      note: codes.length > drawn.length ? own.failuresOthers(format.integer(codes.length - drawn.length)) : null
    },
    delivery
  );
}

export function remedies(delivery: Delivery): HTMLElement {
  const {cubes, own, selection, format, language} = delivery;
  const cube = cubes["delivery_failures"]!;
  const {messages: all} = totals(cube, ["messages"], selection);
  const rows = rollup(cube, {
    ...selection,
    by: ["error_code", "is_known", ...["error_title", "meaning", "remedy"].flatMap((name) => [name, `${name}_es`])],
    sum: ["messages"]
  })
    .sort((a, b) => (b["messages"] as number) - (a["messages"] as number))
    .map(
      (row): Row => ({
        ...row,
        share: share(row["messages"] as number, all),
        error_title: inLanguage(language, row, "error_title"),
        meaning: inLanguage(language, row, "meaning") ?? (row["is_known"] ? null : own.unknownCode),
        remedy: inLanguage(language, row, "remedy")
      })
    );
  return card(
    {
      name: "delivery_remedies",
      title: own.remedyTitle,
      subtitle: `${own.remedySubtitle} n = ${format.integer(all ?? 0)}.`,
      definition: "delivery_failures.remedy",
      rows,
      columns: [
        {name: "error_code", label: own.code, kind: "code"},
        {name: "error_title", label: own.errorTitle},
        {name: "messages", label: own.messages, kind: "integer"},
        {name: "share", label: own.shareOfFailed, kind: "percent"},
        {name: "meaning", label: own.meaning},
        {name: "remedy", label: own.remedy}
      ],
      layout: "records",
      wide: true,
      empty: notice(own.noFailures, "")
    },
    delivery
  );
}

const ageNames = ["under_1_hour", "under_24_hours", "under_7_days", "under_30_days", "older"] as const;
const partNames = ["without_status", "only_accepted", "only_sent"] as const;

export function ages(delivery: Delivery): HTMLElement {
  const {cubes, filters, format, own} = delivery;
  const found = rollup(cubes["delivery_ages"]!, {where: filters.where, by: ["age"], sum: partNames});
  const rows = ageNames.map((age) => {
    const row = found.find((one) => one["age"] === age);
    const counts = Object.fromEntries(partNames.map((part) => [part, (row?.[part] as number | undefined) ?? 0]));
    return {age: own.ages[age], ...counts} as Row;
  });
  const bars = rows.flatMap((row) =>
    partNames.map((part) => ({
      age: row["age"] as string,
      part,
      value: row[part] as number,
      color: statusColors[part],
      title: `${row["age"]}\n${own.parts[part]}: ${format.integer(row[part] as number)}`
    }))
  );
  const all = bars.reduce((sum, bar) => sum + bar.value, 0);
  return card(
    {
      name: "delivery_ages",
      title: own.agesTitle,
      subtitle: own.agesSubtitle(format.integer(all)),
      definition: "delivery_ages.age",
      rows: all === 0 ? [] : rows,
      columns: [
        {name: "age", label: own.age},
        ...partNames.map((part): Column => ({name: part, label: own.parts[part], kind: "integer"}))
      ],
      chart: element(
        "div",
        {},
        legend(partNames.map((part) => ({label: own.parts[part], color: statusColors[part]})).reverse()),
        responsive(
          ageBars(
            {
              label: own.agesTitle,
              rows: bars.filter((bar) => bar.value > 0),
              ages: ageNames.map((age) => own.ages[age]),
              parts: [...partNames]
            },
            format
          )
        )
      ),
      empty: notice(own.noAges, ""),
      note: own.agesNote
    },
    delivery
  );
}
