import {type Interval, intervalOf, startOfInterval} from "../components/charts.js";
import {type Row, rollup, rowsOf, type Selection, totals} from "../components/cube.js";
import type {Day} from "../components/day.js";
import {alignedBars, rateTrend, statusColors, timeCurves} from "../components/delivery-charts.js";
import {element} from "../components/dom.js";
import {responsive} from "../components/drawing.js";
import {channelName} from "../components/i18n.js";
import {pickPeriod} from "../components/pick.js";
import {countedQuantile, share} from "../components/rates.js";
import {card, legend, notice} from "../components/ui.js";
import {marksOf, sayEvent} from "./delivery-events.js";
import {
  channelsThatTell,
  type Delivery,
  everything,
  ofTemplate,
  onChannels,
  templateChoice,
  templatesOnly
} from "./delivery-view.js";

const mostTemplates = 20;

export function templates(delivery: Delivery): HTMLElement {
  const {cubes, format, own} = delivery;
  const cube = cubes["delivery_days"]!;
  const rows = rollup(cube, {
    ...ofTemplate(cube, delivery, templatesOnly()),
    by: ["template_name", "channel"],
    sum: ["accepted", "sent", "delivered", "read", "failed", "unconfirmed", "reply_base", "replied"]
  })
    .sort((a, b) => (b["accepted"] as number) - (a["accepted"] as number))
    .map((row) => ({...row, channel: channelName(delivery.language, row["channel"] as string)}) as Row);
  const drawn = rows.slice(0, mostTemplates);
  const channelsWith = (name: string) =>
    new Set([...channelsThatTell(delivery, name)].map((channel) => channelName(delivery.language, channel)));
  const [departs, arrives] = [channelsWith("sent"), channelsWith("delivered")];
  const [reads, answers] = [channelsWith("read"), channelsWith("replied")];
  const channel = (row: Row) => row["channel"] as string;
  const draw = alignedBars(
    {
      label: own.templatesTitle,
      rows: drawn.map((row) => {
        const count = (name: string) => format.integer(row[name] as number);
        return {
          name: `${row["template_name"]} (${row["channel"]})`,
          count: `n = ${count("accepted")}`,
          shares: [
            departs.has(channel(row)) ? share(row["sent"] as number, row["accepted"] as number) : null,
            arrives.has(channel(row)) ? share(row["delivered"] as number, row["accepted"] as number) : null,
            reads.has(channel(row)) ? share(row["read"] as number, row["delivered"] as number) : null,
            answers.has(channel(row)) ? share(row["replied"] as number, row["reply_base"] as number) : null
          ],
          title: [
            `${row["template_name"]}`,
            `${own.accepted}: ${count("accepted")}`,
            `${own.columns.sent}: ${count("sent")}`,
            `${own.delivered}: ${count("delivered")}`,
            `${own.read}: ${count("read")}`,
            `${own.replied}: ${count("replied")} / ${count("reply_base")}`
          ].join("\n")
        };
      }),
      columns: (["sent", "delivered", "read", "replied"] as const).map((name) => ({
        label: own.columns[name],
        color: statusColors[name]
      }))
    },
    format
  );
  return card(
    {
      name: "delivery_templates",
      wide: true,
      title: own.templatesTitle,
      subtitle: own.templatesSubtitle(format.integer(drawn.length), format.integer(rows.length)),
      definition: ["delivery_days.delivered", "delivery_days.replied"],
      rows,
      columns: [
        {name: "template_name", label: own.template},
        {name: "channel", label: delivery.t.channel},
        {name: "accepted", label: own.accepted, kind: "integer"},
        {name: "sent", label: own.columns.sent, kind: "integer"},
        {name: "delivered", label: own.delivered, kind: "integer"},
        {name: "read", label: own.read, kind: "integer"},
        {name: "failed", label: own.failed, kind: "integer"},
        {name: "unconfirmed", label: own.unconfirmed, kind: "integer"},
        {name: "reply_base", label: own.replyBase, kind: "integer"},
        {name: "replied", label: own.replied, kind: "integer"}
      ],
      chart: responsive(draw),
      empty: notice(own.noTemplates, ""),
      note: own.templatesNote
    },
    delivery
  );
}

export function trend(delivery: Delivery, value: string, change: (value: string) => void): HTMLElement {
  const {cubes, filters, format, own, t, partialDay, manifest} = delivery;
  const cube = cubes["delivery_days"]!;
  const interval = intervalOf(filters);
  const chosenSelection = ofTemplate(cube, delivery, value);
  const rows = ratesByTime(delivery, value, interval);
  const found = value === everything() ? [] : marksOf(delivery, value);
  const days = [...new Set(found.map((row) => row["day"] as Day))];
  const lettered = days.map((day, index) => ({day, letter: String.fromCharCode(65 + (index % 26))}));
  const label = (day: Day) => (interval === "month" ? format.month(day) : format.dayInWeek(day));
  const draw = rateTrend(
    {
      label: own.trendTitle,
      from: startOfInterval[interval](filters.from),
      to: filters.to,
      pick: pickPeriod(delivery, interval),
      marks: lettered,
      points: rows.map((row) => ({
        start: row["day"] as Day,
        delivered: row["delivered_rate"] as number | null,
        read: row["read_rate"] as number | null,
        title: [
          label(row["day"] as Day),
          `n = ${format.integer(row["accepted"] as number)}`,
          `${own.deliveredRate}: ${format.percent(row["delivered_rate"] as number | null)}`,
          `${own.readRate}: ${format.percent(row["read_rate"] as number | null)}`
        ].join("\n")
      }))
    },
    format
  );
  const sums = totals(cube, ["accepted"], chosenSelection);
  const isPartial = partialDay !== null && partialDay <= filters.to && manifest.meta.as_of !== null;
  return card(
    {
      name: "delivery_trend",
      title: own.trendTitle,
      subtitle: [
        own.trendSubtitle(format.integer(sums["accepted"] ?? 0)),
        " ",
        templateChoice(cube, delivery, value, change)
      ],
      definition: "delivery_days.delivered",
      rows,
      columns: [
        {name: "day", label: t[interval], kind: "day"},
        {name: "accepted", label: own.accepted, kind: "integer"},
        {name: "delivered", label: own.delivered, kind: "integer"},
        {name: "read", label: own.read, kind: "integer"},
        {name: "delivered_rate", label: own.deliveredRate, kind: "percent"},
        {name: "read_rate", label: own.readRate, kind: "percent"}
      ],
      chart: element(
        "div",
        {},
        progressLegend(own.trendLegend),
        responsive(draw),
        lettered.length === 0
          ? null
          : element(
              "ul",
              {class: "note marks"},
              lettered.map(({letter, day}) =>
                element(
                  "li",
                  {},
                  element("b", {}, letter),
                  ` ${format.day(day)}: `,
                  found
                    .filter((row) => row["day"] === day)
                    .map((row) => sayEvent(row, delivery))
                    .join("; ")
                )
              )
            )
      ),
      note: [
        own.trendNote,
        isPartial ? ` ${t.partialDay(format.shortDay(partialDay), format.clock(manifest.meta.as_of))}` : ""
      ]
    },
    delivery
  );
}

/** What arrived of all that was sent; what was read of what arrived on channels that tell of reading. */
export function ratesByTime(delivery: Delivery, value: string, interval: Interval): Row[] {
  const cube = delivery.cubes["delivery_days"]!;
  const chosen = ofTemplate(cube, delivery, value);
  const countsOf = (selection: Selection, sum: string[]) =>
    rollup(cube, {...selection, by: ["day"], sum, key: {day: startOfInterval[interval]}});
  const telling = onChannels(chosen, channelsThatTell(delivery, "read"));
  const reads = new Map(countsOf(telling, ["delivered", "read"]).map((row) => [row["day"], row] as const));
  return countsOf(chosen, ["accepted", "delivered"])
    .map((row): Row => {
      const {read = null, delivered = null} = (reads.get(row["day"]!) ?? {}) as Record<string, number | null>;
      return {
        ...row,
        read,
        delivered_rate: share(row["delivered"] as number | null, row["accepted"] as number | null),
        read_rate: share(read, delivered)
      };
    })
    .sort((a, b) => (a["day"] as number) - (b["day"] as number));
}

export function times(delivery: Delivery, value: string, change: (value: string) => void): HTMLElement {
  const {cubes, format, own} = delivery;
  const cube = cubes["delivery_times"]!;
  const durations = rollup(cube, {
    ...ofTemplate(cube, delivery, value),
    by: ["step", "seconds"],
    sum: ["messages"]
  }).sort((a, b) => (a["seconds"] as number) - (b["seconds"] as number));
  const sorted = (step: string) =>
    durations
      .filter((row) => row["step"] === step)
      .map((row) => ({value: row["seconds"] as number, count: row["messages"] as number}));
  const steps = {delivered: sorted("delivered"), read: sorted("read")};
  const rows =
    durations.length === 0
      ? []
      : Array.from({length: 100}, (_, index) => {
          const fraction = (index + 1) / 100;
          return {
            share: fraction,
            delivered: countedQuantile(steps.delivered, fraction),
            read: countedQuantile(steps.read, fraction)
          };
        });
  const summary = (step: keyof typeof steps) =>
    own.quantiles(
      format.seconds(countedQuantile(steps[step], 0.5)),
      format.seconds(countedQuantile(steps[step], 0.9)),
      format.integer(steps[step].reduce((sum, {count}) => sum + count, 0))
    );
  return card(
    {
      name: "delivery_times",
      title: own.timesTitle,
      subtitle: [
        own.timesSubtitle(summary("delivered"), summary("read")),
        " ",
        templateChoice(cubes["delivery_days"]!, delivery, value, change)
      ],
      definition: "delivery_times.seconds",
      rows,
      columns: [
        {name: "share", label: own.shareOfThem, kind: "percent"},
        {name: "delivered", label: own.deliveredWithin, kind: "seconds"},
        {name: "read", label: own.readWithin, kind: "seconds"}
      ],
      chart: element(
        "div",
        {},
        progressLegend(own.timesLegend),
        responsive(
          timeCurves(
            {
              label: own.timesTitle,
              rows,
              write: (seconds) => format.seconds(seconds),
              axisLabel: own.shareOfThem,
              labels: own.timesOf
            },
            format
          )
        )
      ),
      note: [
        own.timesNote,
        rowsOf(cube, delivery.selection).some((row) => row["is_rounded"]) ? ` ${delivery.t.rounded}` : ""
      ],
      empty: notice(own.noTimes, "")
    },
    delivery
  );
}

// Of shares and of curves: what was delivered, and what was read.
function progressLegend({delivered, read}: {delivered: string; read: string}): HTMLElement {
  return legend([
    {label: delivered, color: statusColors.delivered},
    {label: read, color: statusColors.read, pattern: "hatched"}
  ]);
}
