import {type Interval, intervalOf} from "../components/charts.js";
import {choice, withChoice} from "../components/choice.js";
import {type Cube, labelsOf, type Row, rollup, rowsOf, type Selection, totals, type Value} from "../components/cube.js";
import {type Day, daysFrom, startOfMonth, startOfWeek} from "../components/day.js";
import {
  ageBars,
  alignedBars,
  failureHeat,
  rateTrend,
  readByCount,
  statusColors,
  timeCurves
} from "../components/delivery-charts.js";
import {element} from "../components/dom.js";
import {responsive} from "../components/drawing.js";
import {selectionOf} from "../components/filters.js";
import {channelName, type Language} from "../components/i18n.js";
import {optOutCard} from "../components/opt-outs.js";
import type {Page, View} from "../components/page.js";
import {pickPeriod} from "../components/pick.js";
import {average, countedQuantile, share} from "../components/rates.js";
import type {Column} from "../components/table.js";
import {type BigNumber, bigNumbers, card, heatLegend, legend, nothing, notice} from "../components/ui.js";
import {deliveryTexts} from "./delivery-texts.js";

interface Delivery extends View {
  own: (typeof deliveryTexts)["es"];
  selection: Selection;
}

// What was chosen inside a card stays when a filter draws the page anew.
const chosen = {trend: templatesOnly(), times: everything(), slice: "campaign_id"};

export const page: Page = {
  lead: {
    es: "Qué fue de lo que se envió, en todos los canales: cada mensaje cuenta en el día de su primer suceso, con el estado más alto que alcanzó.",
    en: "What became of what was sent, on every channel: each message counts on the day of its first event, with the highest status it reached."
  },
  files: [
    "delivery_days",
    "delivery_failures",
    "delivery_times",
    "delivery_ages",
    "delivery_slices",
    "template_contact_days",
    "template_costs",
    "template_events",
    "opt_out_days"
  ],
  days: {
    delivery_days: "all",
    delivery_failures: "period",
    delivery_times: "period",
    delivery_slices: "period",
    template_contact_days: "period",
    template_costs: "period"
  },
  controls: ["compare", "channel", "account_id"],
  ignores: {
    skill: {es: "Lo que se envía no es de un equipo.", en: "What is sent is no team's."}
  },
  draw(view) {
    const delivery: Delivery = {...view, own: deliveryTexts[view.language], selection: selectionOf(view.filters)};
    if (rollup(view.cubes["delivery_days"]!, {...delivery.selection, by: ["channel"]}).length === 0) {
      return [nothing(view)];
    }
    return [
      bigNumbers(headline(delivery), view),
      element(
        "div",
        {class: "cards"},
        templates(delivery),
        withChoice(
          chosen.trend,
          (value) => (chosen.trend = value),
          (value, again) => trend(delivery, value, again)
        ),
        withChoice(
          chosen.times,
          (value) => (chosen.times = value),
          (value, again) => times(delivery, value, again)
        ),
        failures(delivery),
        ages(delivery),
        remedies(delivery),
        fatigue(delivery),
        optOutCard(view),
        withChoice(
          chosen.slice,
          (value) => (chosen.slice = value),
          (value, again) => slices(delivery, value, again)
        ),
        costs(delivery),
        hygiene(delivery),
        events(delivery)
      )
    ];
  }
};

// Choices that are no template's name.
function everything(): string {
  return "";
}

function templatesOnly(): string {
  return "*";
}

function templateChoice(cube: Cube, {own}: Delivery, value: string, change: (value: string) => void): HTMLElement {
  const options = [
    {value: everything(), label: own.everything},
    {value: templatesOnly(), label: own.allTemplates},
    ...labelsOf(cube, "template_name").map((name) => ({value: name, label: name}))
  ];
  return choice(own.template, options, value, change);
}

function ofTemplate(cube: Cube, {selection}: Delivery, value: string): Selection {
  if (value === everything()) return selection;
  const names = value === templatesOnly() ? labelsOf(cube, "template_name") : [value];
  return {...selection, where: {...selection.where, template_name: names}};
}

function headline(delivery: Delivery): BigNumber[] {
  const {cubes, filters, compared, format, own, selection} = delivery;
  const cube = cubes["delivery_days"]!;
  const names = ["accepted", "delivered", "read", "failed", "unconfirmed", "reply_base", "replied"] as const;
  const now = totals(cube, names, selection);
  const before = compared === null ? null : totals(cube, names, {...selection, ...compared});
  const byDay = new Map(
    rollup(cube, {...selection, by: ["day"], sum: names}).map((row) => [row["day"] as Day, row] as const)
  );
  const number = (name: (typeof names)[number], label: string, more: Partial<BigNumber>): BigNumber => ({
    metric: `delivery_days.${name}`,
    label,
    value: now[name] ?? null,
    before: before?.[name] ?? null,
    write: format.integer,
    goodIsUp: null,
    series: daysFrom(filters.from, filters.to).map((day) => (byDay.get(day)?.[name] as number | undefined) ?? 0),
    ...more
  });
  const rate = (part: (typeof names)[number], whole: (typeof names)[number]) =>
    format.percent(share(now[part], now[whole]));
  return [
    number("accepted", own.accepted, {}),
    number("delivered", own.delivered, {note: own.rate(rate("delivered", "accepted"), own.ofAccepted)}),
    number("read", own.read, {note: `${own.rate(rate("read", "delivered"), own.ofDelivered)}, ${own.receipts}`}),
    number("failed", own.failed, {goodIsUp: false, note: own.rate(rate("failed", "accepted"), own.ofAccepted)}),
    number("unconfirmed", own.unconfirmed, {goodIsUp: false, note: own.unconfirmedNote})
  ];
}

const mostTemplates = 20;

function templates(delivery: Delivery): HTMLElement {
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
  // A channel on which nobody ever was seen to read, or to reply, does not tell: no value, not zero.
  const telling = rollup(cube, {by: ["channel"], sum: ["read", "replied"]});
  const channelsWith = (name: string) =>
    new Set(
      telling
        .filter((row) => (row[name] as number) > 0)
        .map((row) => channelName(delivery.language, row["channel"] as string))
    );
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
            share(row["sent"] as number, row["accepted"] as number),
            share(row["delivered"] as number, row["accepted"] as number),
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

const startOf = {day: (day: Day) => day, week: startOfWeek, month: startOfMonth};

function trend(delivery: Delivery, value: string, change: (value: string) => void): HTMLElement {
  const {cubes, filters, format, own, t, partialDay, manifest} = delivery;
  const cube = cubes["delivery_days"]!;
  const interval = intervalOf(filters);
  const chosenSelection = ofTemplate(cube, delivery, value);
  const rows = rollup(cube, {
    ...chosenSelection,
    by: ["day"],
    sum: ["accepted", "delivered", "read"],
    key: {day: startOf[interval]}
  })
    .map((row): Row => {
      const [accepted, delivered, read] = [row["accepted"], row["delivered"], row["read"]] as (number | null)[];
      return {...row, delivered_rate: share(delivered, accepted), read_rate: share(read, delivered)};
    })
    .sort((a, b) => (a["day"] as number) - (b["day"] as number));
  const found = value === everything() ? [] : marksOf(delivery, value);
  const days = [...new Set(found.map((row) => row["day"] as Day))];
  const lettered = days.map((day, index) => ({day, letter: String.fromCharCode(65 + (index % 26))}));
  const label = (day: Day) => (interval === "month" ? format.month(day) : format.dayInWeek(day));
  const draw = rateTrend(
    {
      label: own.trendTitle,
      from: startOf[interval](filters.from),
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
        own.trendSubtitle(format.integer(sums["accepted"])),
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
        legend([
          {label: own.trendLegend.delivered, color: statusColors.delivered},
          {label: own.trendLegend.read, color: statusColors.read, pattern: "hatched"}
        ]),
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

function marksOf({cubes, selection}: Delivery, value: string): Row[] {
  return rowsOf(cubes["template_events"]!, selection)
    .filter((row) => value === everything() || value === templatesOnly() || row["template_name"] === value)
    .sort((a, b) => (a["first_at"] as number) - (b["first_at"] as number));
}

function sayEvent(row: Row, {own}: Delivery): string {
  const kind = own.kinds[row["kind"] as keyof typeof own.kinds] ?? String(row["kind"]);
  const values = [row["old_value"], row["new_value"]]
    .filter((value) => value !== null)
    .map((value) => sayValue(String(value), own))
    .join(" → ");
  return `${row["template_name"] ?? row["business_number"] ?? "–"}: ${kind.toLowerCase()} ${values}`;
}

// As Meta's pages say it; a value that is new to us in small letters.
function sayValue(value: string, own: Delivery["own"]): string {
  return own.values[value] ?? value.replaceAll("_", " ").toLowerCase();
}

function times(delivery: Delivery, value: string, change: (value: string) => void): HTMLElement {
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
        {name: "share", label: own.share, kind: "percent"},
        {name: "delivered", label: own.deliveredWithin, kind: "seconds"},
        {name: "read", label: own.readWithin, kind: "seconds"}
      ],
      chart: element(
        "div",
        {},
        legend([
          {label: own.trendLegend.delivered, color: statusColors.delivered},
          {label: own.trendLegend.read, color: statusColors.read, pattern: "hatched"}
        ]),
        responsive(
          timeCurves(
            {
              label: own.timesTitle,
              rows,
              write: (seconds) => format.seconds(seconds),
              labels: {delivered: own.delivered, read: own.read}
            },
            format
          )
        )
      ),
      note: rowsOf(cube, delivery.selection).some((row) => row["is_rounded"]) ? delivery.t.rounded : null,
      empty: notice(own.noTimes, "")
    },
    delivery
  );
}

const mostCodes = 12;

// The finest whose cells are wide enough to be pointed at.
function heatInterval(length: number): Interval {
  if (length <= 45) return "day";
  return length <= 400 ? "week" : "month";
}

function failures(delivery: Delivery): HTMLElement {
  const {cubes, filters, format, language, own, selection, t} = delivery;
  const cube = cubes["delivery_failures"]!;
  const interval = heatInterval(filters.to - filters.from);
  const rows = rollup(cube, {
    ...selection,
    by: ["day", "error_code", "error_title", "error_title_es"],
    sum: ["messages"],
    key: {day: startOf[interval]}
  })
    .sort(
      (a, b) => (a["day"] as number) - (b["day"] as number) || (b["messages"] as number) - (a["messages"] as number)
    )
    .map((row): Row => ({...row, error_title: inLanguage(language, row, "error_title")}));
  const codes = rollup(cube, {...selection, by: ["error_code"], sum: ["messages"]})
    .sort((a, b) => (b["messages"] as number) - (a["messages"] as number))
    .map((row) => row["error_code"] as string);
  const drawn = codes.slice(0, mostCodes);
  const starts = [...new Set(daysFrom(filters.from, filters.to).map(startOf[interval]))];
  const sums = totals(cubes["delivery_days"]!, ["accepted", "failed"], selection);
  const cells = rollup(cube, {
    ...selection,
    by: ["day", "error_code"],
    sum: ["messages"],
    key: {day: startOf[interval]}
  })
    .filter((row) => drawn.includes(row["error_code"] as string))
    .map((cell) => ({
      start: cell["day"] as Day,
      code: cell["error_code"] as string,
      value: cell["messages"] as number,
      title: [
        interval === "month" ? format.month(cell["day"] as Day) : format.dayInWeek(cell["day"] as Day),
        // A code that channels put in several words is one cell.
        ...rows
          .filter((row) => row["day"] === cell["day"] && row["error_code"] === cell["error_code"])
          .map((row) => `${row["error_code"]}: ${row["error_title"]}`),
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

function remedies(delivery: Delivery): HTMLElement {
  const {cubes, own, selection, format, language} = delivery;
  const cube = cubes["delivery_failures"]!;
  const {messages: all} = totals(cube, ["messages"], selection);
  const rows = rollup(cube, {
    ...selection,
    by: ["error_code", ...["error_title", "meaning", "remedy"].flatMap((name) => [name, `${name}_es`])],
    sum: ["messages"]
  })
    .sort((a, b) => (b["messages"] as number) - (a["messages"] as number))
    .map(
      (row): Row => ({
        ...row,
        share: share(row["messages"] as number, all),
        error_title: inLanguage(language, row, "error_title"),
        meaning: inLanguage(language, row, "meaning") ?? own.unknownCode,
        remedy: inLanguage(language, row, "remedy")
      })
    );
  return card(
    {
      name: "delivery_remedies",
      title: own.remedyTitle,
      subtitle: `${own.remedySubtitle} n = ${format.integer(all)}.`,
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

// What error_codes.csv says in Spanish stands beside the other; a text of one's own may have none.
function inLanguage(language: Language, row: Row, name: string): Value {
  return (language === "es" ? row[`${name}_es`] : null) ?? row[name] ?? null;
}

const ageNames = ["under_1_hour", "under_24_hours", "under_7_days", "under_30_days", "older"] as const;
const partNames = ["without_status", "only_accepted", "only_sent"] as const;

function ages(delivery: Delivery): HTMLElement {
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

const manyTemplates = 5;

function fatigue(delivery: Delivery): HTMLElement {
  const {cubes, format, own, selection} = delivery;
  const rows = rollup(cubes["template_contact_days"]!, {
    ...selection,
    by: ["templates_before"],
    sum: ["accepted", "delivered", "read"],
    key: {templates_before: (count) => Math.min(count, manyTemplates)}
  })
    .sort((a, b) => (a["templates_before"] as number) - (b["templates_before"] as number))
    .map((row): Row => {
      const before = row["templates_before"] as number;
      return {
        ...row,
        before: before === manyTemplates ? own.manyBefore(before) : String(before),
        read_rate: share(row["read"] as number, row["delivered"] as number)
      };
    });
  return card(
    {
      name: "template_fatigue",
      title: own.fatigueTitle,
      subtitle: own.fatigueSubtitle,
      definition: "template_contact_days.templates_before",
      rows,
      columns: [
        {name: "before", label: own.before},
        {name: "accepted", label: own.accepted, kind: "integer"},
        {name: "delivered", label: own.delivered, kind: "integer"},
        {name: "read", label: own.read, kind: "integer"},
        {name: "read_rate", label: own.readRate, kind: "percent"}
      ],
      chart: responsive(
        readByCount(
          {
            label: own.fatigueTitle,
            rows: rows.map((row) => ({
              before: row["before"] as string,
              share: row["read_rate"] as number | null,
              count: format.integer(row["delivered"] as number),
              title: [
                `${own.before}: ${row["before"]}`,
                `${own.readRate}: ${format.percent(row["read_rate"] as number | null)}`,
                `${own.delivered}: ${format.integer(row["delivered"] as number)}`
              ].join("\n")
            }))
          },
          format
        )
      ),
      empty: notice(own.noTemplates, ""),
      note: own.fatigueNote
    },
    delivery
  );
}

function slices(delivery: Delivery, value: string, change: (value: string) => void): HTMLElement {
  const {cubes, own, selection} = delivery;
  const names = ["campaign_id", "business_number", "country"] as const;
  const slice = names.find((name) => name === value) ?? names[0];
  const rows = rollup(cubes["delivery_slices"]!, {
    ...selection,
    by: [slice],
    sum: ["accepted", "delivered", "read", "failed"]
  })
    .sort((a, b) => (b["accepted"] as number) - (a["accepted"] as number))
    .map(
      (row): Row => ({
        ...row,
        [slice]: row[slice] ?? own.none,
        delivered_rate: share(row["delivered"] as number, row["accepted"] as number),
        read_rate: share(row["read"] as number, row["delivered"] as number)
      })
    );
  const options = names.map((name) => ({value: name, label: own.slices[name]}));
  return card(
    {
      name: "delivery_slices",
      wide: true,
      title: own.slicesTitle,
      subtitle: [own.slicesSubtitle, " ", choice(own.slice, options, slice, change)],
      definition: "delivery_slices.accepted",
      rows,
      columns: [
        {name: slice, label: own.slices[slice]},
        {name: "accepted", label: own.accepted, kind: "integer"},
        {name: "delivered_rate", label: own.deliveredRate, kind: "percent"},
        {name: "read_rate", label: own.readRate, kind: "percent"},
        {name: "failed", label: own.failed, kind: "integer"}
      ]
    },
    delivery
  );
}

function costs(delivery: Delivery): HTMLElement {
  const {cubes, format, own, selection} = delivery;
  const rows = rollup(cubes["template_costs"]!, {
    ...selection,
    by: ["template_name", "currency"],
    sum: ["delivered", "reply_base", "replied", "units_unrated", "amount"]
  })
    .map(
      (row): Row => ({
        ...row,
        per_delivered: average(row["amount"] as number | null, row["delivered"] as number),
        per_reply: average(row["amount"] as number | null, row["replied"] as number)
      })
    )
    .sort((a, b) => ((b["amount"] as number | null) ?? 0) - ((a["amount"] as number | null) ?? 0));
  const price = (name: string, label: string): Column => ({
    name,
    label,
    kind: "decimal",
    content: (row) => {
      const digits = name === "amount" ? undefined : 4;
      return format.money(row[name] as number | null, String(row["currency"]), digits);
    }
  });
  return card(
    {
      name: "template_costs",
      title: own.costsTitle,
      subtitle: own.costsSubtitle,
      definition: "template_costs.amount",
      rows,
      columns: [
        {name: "template_name", label: own.template},
        {name: "delivered", label: own.delivered, kind: "integer"},
        {name: "replied", label: own.replied, kind: "integer"},
        price("amount", own.cost),
        price("per_delivered", own.costPerDelivered),
        price("per_reply", own.costPerReply),
        {name: "units_unrated", label: own.unrated, kind: "integer"},
        {name: "currency", label: own.currency}
      ],
      wide: true,
      empty: notice(own.noTemplates, ""),
      note: own.costsNote
    },
    delivery
  );
}

function hygiene(delivery: Delivery): HTMLElement {
  const {cubes, own, selection} = delivery;
  const counts = ["accepted", "never_wrote", "opted_out", "after_opt_out", "capped"] as const;
  const labels = {
    accepted: own.accepted,
    never_wrote: own.neverWrote,
    opted_out: own.optedOut,
    after_opt_out: own.afterOptOut,
    capped: own.capped
  };
  const rows = rollup(cubes["template_contact_days"]!, {...selection, by: ["template_name"], sum: counts}).sort(
    (a, b) => (b["accepted"] as number) - (a["accepted"] as number)
  );
  return card(
    {
      name: "template_hygiene",
      title: own.hygieneTitle,
      subtitle: own.hygieneSubtitle,
      definition: "template_contact_days.never_wrote",
      rows,
      columns: [
        {name: "template_name", label: own.template},
        ...counts.map((name): Column => ({name, label: labels[name], kind: "integer"}))
      ],
      wide: true,
      empty: notice(own.noTemplates, ""),
      note: own.hygieneNote
    },
    delivery
  );
}

function events(delivery: Delivery): HTMLElement {
  const {own, t} = delivery;
  const said = (value: Value | undefined) => (value == null ? "–" : sayValue(String(value), own));
  const rows = marksOf(delivery, everything())
    .reverse()
    .map(
      (row): Row => ({
        ...row,
        kind: own.kinds[row["kind"] as keyof typeof own.kinds] ?? row["kind"]!,
        name: row["template_name"] ?? row["business_number"] ?? null
      })
    );
  return card(
    {
      name: "template_events",
      title: own.eventsTitle,
      subtitle: own.eventsSubtitle,
      definition: "template_events.kind",
      rows,
      columns: [
        {name: "first_at", label: t.day, kind: "instant"},
        {name: "name", label: own.template},
        {name: "kind", label: own.what},
        {name: "old_value", label: own.was, content: ({old_value: value}) => said(value)},
        {name: "new_value", label: own.is, content: ({new_value: value}) => said(value)},
        {name: "reason", label: own.reason}
      ],
      wide: true,
      empty: notice(own.noEvents, "")
    },
    delivery
  );
}
