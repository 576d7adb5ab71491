import {choice} from "../components/choice.js";
import {type Row, rollup} from "../components/cube.js";
import {fewDelivered, readByCount} from "../components/delivery-charts.js";
import {responsive} from "../components/drawing.js";
import {channelName} from "../components/i18n.js";
import {average, share} from "../components/rates.js";
import type {Column} from "../components/table.js";
import {card, notice} from "../components/ui.js";
import {channelsThatTell, type Delivery} from "./delivery-view.js";

const manyTemplates = 5;

export function fatigue(delivery: Delivery, value: string, change: (value: string) => void): HTMLElement {
  const {format, language, own, t} = delivery;
  const {channels, channel, rows} = readByMarketingBefore(delivery, value);
  const options = channels.map((name) => ({value: name, label: channelName(language, name)}));
  return card(
    {
      name: "template_fatigue",
      title: own.fatigueTitle,
      subtitle:
        channel === null
          ? own.fatigueSubtitle
          : [own.fatigueSubtitle, " ", choice(t.channel, options, channel, change)],
      definition: "template_contact_days.templates_before",
      rows,
      columns: [
        {name: "before", label: own.before},
        {name: "marketing_delivered", label: own.delivered, kind: "integer"},
        {name: "marketing_read", label: own.read, kind: "integer"},
        {name: "read_rate", label: own.readRate, kind: "percent"}
      ],
      chart: responsive(
        readByCount(
          {
            label: own.fatigueTitle,
            rows: rows.map((row) => ({
              before: row["before"] as string,
              share: row["read_rate"] as number | null,
              isFew: (row["marketing_delivered"] as number) < fewDelivered,
              count: format.integer(row["marketing_delivered"] as number),
              title: [
                `${own.before}: ${row["before"]}`,
                `${own.readRate}: ${format.percent(row["read_rate"] as number | null)}`,
                `${own.delivered}: ${format.integer(row["marketing_delivered"] as number)}`
              ].join("\n")
            }))
          },
          format
        )
      ),
      empty: notice(own.noMarketing, ""),
      note: own.fatigueNote
    },
    delivery
  );
}

/** Of one channel, as each has its own rate: the one asked for, else that with most marketing. */
export function readByMarketingBefore(delivery: Delivery, wanted: string) {
  const {cubes, own, selection} = delivery;
  const cube = cubes["template_contact_days"]!;
  const sum = ["marketing_delivered", "marketing_read"] as const;
  const telling = channelsThatTell(delivery, "read");
  const channels = rollup(cube, {...selection, by: ["channel"], sum})
    .filter((row) => telling.has(row["channel"] as string) && (row["marketing_delivered"] as number) > 0)
    .sort((a, b) => (b["marketing_delivered"] as number) - (a["marketing_delivered"] as number))
    .map((row) => row["channel"] as string);
  const channel = channels.find((name) => name === wanted) ?? channels[0] ?? null;
  if (channel === null) return {channels, channel, rows: []};
  const rows = rollup(cube, {
    ...selection,
    where: {...selection.where, channel: [channel]},
    by: ["templates_before"],
    sum,
    key: {templates_before: (count) => Math.min(count, manyTemplates)}
  })
    .filter((row) => (row["marketing_delivered"] as number) > 0)
    .sort((a, b) => (a["templates_before"] as number) - (b["templates_before"] as number))
    .map((row): Row => {
      const before = row["templates_before"] as number;
      return {
        ...row,
        before: before === manyTemplates ? own.manyBefore(before) : String(before),
        read_rate: share(row["marketing_read"] as number, row["marketing_delivered"] as number)
      };
    });
  return {channels, channel, rows};
}

export function slices(delivery: Delivery, value: string, change: (value: string) => void): HTMLElement {
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

export function costs(delivery: Delivery): HTMLElement {
  const {cubes, format, own, selection} = delivery;
  const rows = rollup(cubes["template_costs"]!, {
    ...selection,
    by: ["template_name", "currency"],
    sum: ["delivered", "reply_base", "replied", "units_unrated", "amount", "amount_over", "replied_over"]
  })
    .map(
      (row): Row => ({
        ...row,
        per_delivered: average(row["amount"] as number | null, row["delivered"] as number),
        per_reply: average(row["amount_over"] as number | null, row["replied_over"] as number)
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

export function hygiene(delivery: Delivery): HTMLElement {
  const {cubes, own, selection} = delivery;
  const counts = ["accepted", "never_wrote_base", "never_wrote", "opted_out", "after_opt_out", "capped"] as const;
  const labels = {
    accepted: own.accepted,
    never_wrote_base: own.neverWroteBase,
    never_wrote: own.neverWrote,
    opted_out: own.optedOut,
    after_opt_out: own.afterOptOut,
    capped: own.capped
  };
  // Of nobody who could have written it cannot be told who never did: no value, not zero.
  const rows = rollup(cubes["template_contact_days"]!, {...selection, by: ["template_name"], sum: counts})
    .map((row): Row => ({...row, never_wrote: row["never_wrote_base"] ? row["never_wrote"]! : null}))
    .sort((a, b) => (b["accepted"] as number) - (a["accepted"] as number));
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
