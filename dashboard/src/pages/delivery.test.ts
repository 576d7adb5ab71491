import {expect, test} from "vitest";
import {cubeOf, type Row} from "../components/cube.js";
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
