import {overWholeDays} from "../components/before.js";
import {withChoice} from "../components/choice.js";
import {type Cube, labelsOf, type Row, rollup, type Selection, totals} from "../components/cube.js";
import {type Day, daysFrom} from "../components/day.js";
import {element} from "../components/dom.js";
import {selectionOf} from "../components/filters.js";
import {channelName} from "../components/i18n.js";
import {optOutCard} from "../components/opt-outs.js";
import type {Page} from "../components/page.js";
import {type Count, share} from "../components/rates.js";
import {type BigNumber, bigNumbers, nothing, notice} from "../components/ui.js";
import {events} from "./delivery-events.js";
import {ages, failures, remedies} from "./delivery-failures.js";
import {templates, times, trend} from "./delivery-progress.js";
import {costs, fatigue, hygiene, slices} from "./delivery-templates.js";
import {deliveryTexts} from "./delivery-texts.js";
import {channelsThatTell, type Delivery, everything, onChannels, templatesOnly} from "./delivery-view.js";

// What was chosen inside a card stays when a filter draws the page anew.
const chosen = {trend: templatesOnly(), times: everything(), fatigue: "", slice: "campaign_id"};

export const page: Page = {
  lead: {
    es: "Qué fue de lo que se envió, en todos los canales: cada mensaje cuenta en el día de su primer evento, con el estado más alto que alcanzó.",
    en: "What became of what was sent, on every channel: each message counts on the day of its first event, with the highest status it reached."
  },
  needs: ["delivery_days"],
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
  // The account of what names none is its conversation's, which does not count here.
  offers: {account_id: "delivery_days"},
  ignores: {
    skill: {es: "Lo que se envía no es de un equipo.", en: "What is sent is no team's."}
  },
  draw(view) {
    const delivery: Delivery = {...view, own: deliveryTexts[view.language], selection: selectionOf(view.filters)};
    if (rollup(view.cubes["delivery_days"]!, {...delivery.selection, by: ["channel"]}).length === 0) {
      return [nothing(view, page.needs)];
    }
    if (!isTold(view.cubes["delivery_days"]!)) return withoutStatuses(delivery);
    const hasTemplates = labelsOf(view.cubes["delivery_days"]!, "template_name").length > 0;
    return [
      bigNumbers(headline(delivery), view),
      element(
        "div",
        {class: "cards"},
        templates(delivery),
        withChoice(
          hasTemplates ? chosen.trend : everything(),
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
        withChoice(
          chosen.fatigue,
          (value) => (chosen.fatigue = value),
          (value, again) => fatigue(delivery, value, again)
        ),
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

// Whether any status ever came; the file holds all days.
function isTold(cube: Cube): boolean {
  const {sent, delivered, failed} = totals(cube, ["sent", "delivered", "failed"]);
  return (sent ?? 0) + (delivered ?? 0) + (failed ?? 0) > 0;
}

// What was sent, and to whom; that nothing arrived would be made up.
function withoutStatuses(delivery: Delivery): Node[] {
  const {own} = delivery;
  const told = headline(delivery).filter(({metric}) => metric === "delivery_days.accepted");
  return [
    notice(own.noStatuses, own.noStatusesText, "npx chat-analytics run"),
    bigNumbers(told, delivery),
    element("div", {class: "cards"}, optOutCard(delivery), hygiene(delivery), events(delivery))
  ];
}

export function headline(delivery: Delivery): BigNumber[] {
  const {cubes, filters, format, language, own, selection} = delivery;
  const cube = cubes["delivery_days"]!;
  const names = ["accepted", "delivered", "read", "failed", "unconfirmed", "reply_base", "replied"] as const;
  const countsOf = (chosen: Selection) => ({
    now: totals(cube, names, chosen),
    against: overWholeDays(delivery, (period) => totals(cube, names, {...chosen, ...period})),
    byDay: new Map(rollup(cube, {...chosen, by: ["day"], sum: names}).map((row) => [row["day"] as Day, row] as const))
  });
  const all = countsOf(selection);
  const days = daysFrom(filters.from, filters.to);
  const telling = countsOf(onChannels(selection, channelsThatTell(delivery, "read")));
  const confirming = channelsThatTell(delivery, "delivered");
  const silent = rollup(cube, {...selection, by: ["channel"]})
    .map((row) => row["channel"] as string)
    .filter((channel) => !confirming.has(channel))
    .map((channel) => channelName(language, channel));
  const number = (
    name: (typeof names)[number],
    label: string,
    more: Partial<BigNumber>,
    {now, against, byDay} = all
  ): BigNumber => ({
    metric: `delivery_days.${name}`,
    label,
    value: now[name] ?? null,
    ...against((counts) => counts[name] ?? null),
    write: format.integer,
    goodIsUp: null,
    series: days.map((day) => (byDay.get(day)?.[name] as number | undefined) ?? 0),
    ...more
  });
  const rate = ({now}: typeof all, part: (typeof names)[number], whole: (typeof names)[number]) =>
    format.percent(share(now[part], now[whole]));
  const failed = (counts: Row) => share(counts["failed"] as Count, counts["accepted"] as Count);
  return [
    number("accepted", own.accepted, {}),
    number("delivered", own.delivered, {note: own.rate(rate(all, "delivered", "accepted"), own.ofAccepted)}),
    number(
      "read",
      own.read,
      {note: `${own.rate(rate(telling, "read", "delivered"), own.ofDelivered)}, ${own.receipts}`},
      telling
    ),
    number("failed", own.failed, {
      value: failed(all.now),
      ...all.against(failed),
      write: format.percent,
      isShare: true,
      goodIsUp: false,
      series: days.map((day) => failed(all.byDay.get(day) ?? {})),
      note: own.failedNote(format.integer(all.now["failed"] ?? null), format.integer(all.now["accepted"] ?? null))
    }),
    number(
      "unconfirmed",
      own.unconfirmed,
      {
        goodIsUp: false,
        note: own.unconfirmedNote + (silent.length > 0 ? own.unconfirmedSilent(format.list(silent)) : "")
      },
      countsOf(onChannels(selection, confirming))
    )
  ];
}
