import {expect, test} from "vitest";
import {deliveryTexts} from "../pages/delivery-texts.js";
import {outOfHoursTexts} from "../pages/out-of-hours-texts.js";
import {spendTexts} from "../pages/spend-texts.js";
import {pages} from "../pages.js";
import {botTexts} from "./bot-texts.js";
import {channelName, languages, texts} from "./i18n.js";

test("both languages have the same texts, and none is empty", () => {
  const shape = (value: unknown): unknown =>
    value !== null && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]))
      : typeof value;
  expect(shape(texts.es)).toEqual(shape(texts.en));
  const flat = languages.flatMap((language) => Object.values(texts[language]));
  expect(flat.filter((text) => text === "")).toEqual([]);
});

test("a channel nobody has named is shown as it comes", () => {
  expect(channelName("es", "chat_web")).toBe("Chat web");
  expect(channelName("en", "<b>fax</b>")).toBe("<b>fax</b>");
});

test("every page has an address of its own and a title in both languages", () => {
  expect(new Set(pages.map((page) => page.name)).size).toBe(pages.length);
  for (const page of pages) {
    expect(page.name).toMatch(/^[a-z-]+$/);
    for (const language of languages) expect(page.title[language]).not.toBe("");
  }
});

test("one of a thing is one, as a single day or channel often leaves", () => {
  const [delivery, closed] = [deliveryTexts.es, outOfHoursTexts.es];
  expect(delivery.trendSubtitle("1")).toContain("n = 1 enviado.");
  expect(delivery.failuresSubtitle("1", "0,5 %")).toBe("n = 1 fallido, el 0,5 % de los enviados.");
  expect(delivery.failuresSubtitle("2", "1 %")).toBe("n = 2 fallidos, el 1 % de los enviados.");
  expect(delivery.failuresOthers("1")).toBe("El código menos frecuente está en la tabla.");
  expect(deliveryTexts.en.failuresOthers("1")).toBe("The rarest code stands in the table.");
  expect(closed.longerSubtitle("1")).toContain("Parte de la única petición sin atender");
  expect(closed.longerSubtitle("39")).toContain("Parte de las 39 peticiones sin atender");
  expect(outOfHoursTexts.en.longerSubtitle("1")).toContain("Part of the only unattended out-of-hours request that");
  expect([botTexts.es.rest("1"), closed.rest("1"), spendTexts.es.rest("1")]).toEqual(["Otra", "Otra", "Otro"]);
  expect([botTexts.es.rest("5"), closed.rest("5"), spendTexts.es.rest("5")]).toEqual(["Otras 5", "Otras 5", "Otros 5"]);
});
