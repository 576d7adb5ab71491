import {expect, test} from "vitest";
import {readDay} from "./day.js";
import {formats, short, shortBefore} from "./format.js";

const es = formats("es", "Europe/Madrid");
const en = formats("en", "Europe/Madrid");

test("thousands are grouped as the language does, four digits too", () => {
  expect(es.integer(1234)).toBe("1.234");
  expect(en.integer(1234)).toBe("1,234");
  expect(es.money(1234.5, "USD").replace(/\s/u, " ")).toBe("1.234,50 US$");
  expect(es.change(12.345).replace(/\s/u, " ")).toBe("+1.234,5 %");
});

test("no value is a dash, and zero is zero", () => {
  expect(es.integer(null)).toBe("–");
  expect(es.percent(null)).toBe("–");
  expect(en.integer(0)).toBe("0");
});

test("a change shows its sign", () => {
  expect(en.change(0.117)).toBe("+11.7%");
  expect(es.change(-0.044).replace(/\s/u, " ")).toBe("-4,4 %");
  expect(en.change(0)).toBe("0%");
});

test("less than half a cent has no sign, and what is more keeps it", () => {
  expect(es.money(-0.0034, "USD").replace(/\s/u, " ")).toBe("0,00 US$");
  expect(en.money(-0, "EUR")).toBe("€0.00");
  expect(en.money(-0.0051, "EUR")).toBe("-€0.01");
  expect(en.money(-0.0051, "EUR", 4)).toBe("-€0.0051");
});

test("a share changes by points, one of them alone", () => {
  expect(es.points(0.0191)).toBe("+1,9 puntos");
  expect(en.points(-0.0101)).toBe("-1 point");
  expect(es.points(0)).toBe("0 puntos");
});

test("instants are shown in the reporting zone, days in none", () => {
  expect(en.instant("2026-10-18T12:32:00Z")).toContain("14:32");
  expect(en.day(readDay("2026-10-18"))).toBe("Oct 18, 2026");
  expect(es.day(readDay("2026-10-18"))).toBe("18 oct 2026");
});

test("weekday 0 is Monday", () => {
  expect(es.longWeekday(0)).toBe("lunes");
  expect(en.weekday(6)).toBe("Sun");
});

test.each([
  [59, "59 s"],
  [60, "1 min 00 s"],
  [3599, "59 min 59 s"],
  [3600, "1 h 00 min"],
  [7190, "2 h 00 min"]
])("%i seconds are %s", (seconds, text) => {
  expect(en.seconds(seconds)).toBe(text);
});

test("a long name is cut before what tells it from others", () => {
  expect(short("Resto de Europa occidental", 10)).toBe("Resto de…");
  expect(short("España", 6)).toBe("España");
  expect(shortBefore("Resto de Europa occidental · Utilidad", 24)).toBe("Resto de Eur… · Utilidad");
  expect(shortBefore("Resto de Europa occidental · Autenticación", 24)).toBe("Resto d… · Autenticación");
  expect(shortBefore("España · Autenticación internacional", 12)).toBe("E… · Autenticación internacional");
});

test("numbers of an axis are told apart, also where all of them are small", () => {
  expect([0, 0.02, 0.04, 0.12].map(es.upTo(0.12))).toEqual(["0", "0,02", "0,04", "0,12"]);
  expect([0, 0.5, 2500].map(es.upTo(2500)).map((text) => text.replace(/\s/u, " "))).toEqual(["0", "0,5", "2,5 mil"]);
});
