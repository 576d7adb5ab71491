import {expect, test} from "vitest";
import {pages} from "../pages.js";
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
