import {expect, test} from "vitest";
import {cubeOf, type Row} from "../components/cube.js";
import {curvePoints} from "../components/delivery-charts.js";
import {formats} from "../components/format.js";
import {headline} from "./delivery.js";
import {ratesByTime} from "./delivery-progress.js";
import {readByMarketingBefore} from "./delivery-templates.js";
import {deliveryTexts} from "./delivery-texts.js";
import type {Delivery} from "./delivery-view.js";

function deliveryOf(cubes: Record<string, Row[]>, more: Partial<Delivery> = {}): Delivery {
  const read = Object.entries(cubes).map(([name, rows]) => [name, cubeOf(rows)]);
  return {cubes: Object.fromEntries(read), own: deliveryTexts.en, selection: {}, ...more} as unknown as Delivery;
}

function marketing(channel: string, before: number, delivered: number, read: number): Row {
  return {channel, templates_before: before, marketing_delivered: delivered, marketing_read: read};
}

test("whether reading wears off is told of one channel that tells of reading, never of a mix", () => {
  const delivery = deliveryOf({
    delivery_days: [
      {channel: "whatsapp", read: 90},
      {channel: "email", read: 5},
      {channel: "sms", read: 0}
    ],
    template_contact_days: [
      marketing("whatsapp", 0, 60, 36),
      marketing("whatsapp", 1, 40, 24),
      marketing("whatsapp", 6, 5, 3),
      marketing("whatsapp", 7, 5, 2),
      marketing("email", 0, 50, 5),
      marketing("sms", 0, 500, 0)
    ]
  });
  const whatsapp = [
    {before: "0", marketing_delivered: 60, read_rate: 0.6},
    {before: "1", marketing_delivered: 40, read_rate: 0.6},
    {before: "5 or more", marketing_delivered: 10, read_rate: 0.5}
  ];
  expect(readByMarketingBefore(delivery, "")).toMatchObject({
    channels: ["whatsapp", "email"],
    channel: "whatsapp",
    rows: whatsapp
  });
  expect(readByMarketingBefore(delivery, "email").rows).toMatchObject([{before: "0", read_rate: 0.1}]);
  const onlySms = {...delivery, selection: {where: {channel: ["sms"]}}};
  expect(readByMarketingBefore(onlySms, "whatsapp")).toEqual({channels: [], channel: null, rows: []});
});

function day(channel: string, number: number, more: Row): Row {
  return {
    day: number,
    channel,
    accepted: 0,
    delivered: 0,
    read: 0,
    failed: 0,
    unconfirmed: 0,
    reply_base: 0,
    replied: 0,
    ...more
  };
}

/** A number of the headline of two days, compared with the two before. */
function headlineNumber(
  name: string,
  rows: Row[],
  channel: string[] | null = null,
  partialDay: Delivery["partialDay"] = null
) {
  const period = {from: 3, to: 4};
  const delivery = deliveryOf(
    {delivery_days: rows},
    {
      filters: period as Delivery["filters"],
      compared: {from: 1, to: 2},
      partialDay,
      format: formats("en", "Europe/Madrid"),
      selection: {...period, where: {channel}},
      language: "en"
    }
  );
  return headline(delivery).find(({metric}) => metric === `delivery_days.${name}`)!;
}

test("a channel of which no delivery ever was seen leaves nothing unconfirmed, and is named", () => {
  const rows = [
    day("sms", 1, {accepted: 9, delivered: 8, unconfirmed: 1}),
    day("telegram", 1, {accepted: 300, unconfirmed: 300}),
    day("sms", 3, {accepted: 9, delivered: 7, unconfirmed: 2}),
    day("telegram", 4, {accepted: 400, unconfirmed: 400})
  ];
  expect(headlineNumber("unconfirmed", rows)).toMatchObject({
    value: 2,
    before: 1,
    series: [2, 0],
    note: "sent out, neither delivered nor failed; without Telegram, of which no delivery is ever told"
  });
  expect(headlineNumber("unconfirmed", rows, ["sms"])).toMatchObject({
    value: 2,
    note: "sent out, neither delivered nor failed"
  });
  expect(headlineNumber("unconfirmed", rows, ["telegram"])).toMatchObject({value: null, before: null});
});

test("of twice as much sent a few more may fail: what is compared is the share", () => {
  const rows = [
    day("sms", 1, {accepted: 100, delivered: 90, failed: 10}),
    day("sms", 3, {accepted: 200, delivered: 185, failed: 15})
  ];
  expect(headlineNumber("failed", rows)).toMatchObject({
    value: 0.075,
    before: 0.1,
    isShare: true,
    goodIsUp: false,
    series: [0.075, null],
    note: "15 of 200 sent out"
  });
});

test("a day that is not over is held against no whole one, in numbers and in the share that fails", () => {
  const rows = [
    day("sms", 1, {accepted: 100, failed: 10}),
    day("sms", 2, {accepted: 100, failed: 10}),
    day("sms", 3, {accepted: 100, failed: 10}),
    day("sms", 4, {accepted: 60, failed: 0})
  ];
  const days = {now: {from: 3, to: 3}, before: {from: 1, to: 1}};
  expect(headlineNumber("accepted", rows, null, 4)).toMatchObject({
    value: 160,
    before: 100,
    overWholeDays: {...days, value: 100}
  });
  expect(headlineNumber("failed", rows, null, 4)).toMatchObject({
    value: 0.0625,
    before: 0.1,
    overWholeDays: {...days, value: 0.1}
  });
});

test("what is read is a share of what was delivered on channels that ever told of reading", () => {
  const rows = [
    day("whatsapp", 1, {accepted: 9, delivered: 9, read: 5}),
    day("whatsapp", 3, {accepted: 100, delivered: 80, read: 60}),
    day("sms", 3, {accepted: 100, delivered: 80})
  ];
  expect(headlineNumber("read", rows)).toMatchObject({
    value: 60,
    note: "75% of those delivered, where receipts are on"
  });
  expect(headlineNumber("read", rows, ["sms"])).toMatchObject({value: null});
});

test("the trend of what is read has the same parts", () => {
  const rows = [
    day("whatsapp", 3, {accepted: 100, delivered: 80, read: 60}),
    day("sms", 3, {accepted: 100, delivered: 70}),
    day("sms", 4, {accepted: 100, delivered: 70})
  ];
  const delivery = deliveryOf({delivery_days: rows}, {selection: {from: 3, to: 4}});
  expect(ratesByTime(delivery, "", "day")).toMatchObject([
    {day: 3, accepted: 200, delivered: 150, read: 60, delivered_rate: 0.75, read_rate: 0.75},
    {day: 4, accepted: 100, delivered: 70, read: null, delivered_rate: 0.7, read_rate: null}
  ]);
});

test("a curve of time to read tells how fast those were read that were, not how many", () => {
  const points = curvePoints(
    {
      label: "",
      rows: [{share: 0.5, delivered: null, read: 180}],
      write: (seconds) => `${seconds / 60} min`,
      labels: deliveryTexts.en.timesOf
    },
    formats("en", "Europe/Madrid")
  );
  expect(points.map(({title}) => title)).toEqual(["50% of those read: ≤ 3 min"]);
});
