import fastCheck from "fast-check";
import {expect, test} from "vitest";
import {daysFrom, readDay, writeDay} from "./day.js";
import {
  comparedPeriod,
  comparisons,
  daysOver,
  type Filters,
  hasFilters,
  presets,
  readFilters,
  stepped,
  wholeDays,
  writeFilters
} from "./filters.js";

const scope = {
  first: readDay("2026-07-21")!,
  last: readDay("2026-10-18")!,
  values: {
    channel: ["whatsapp", "chat_web", "sms"],
    account_id: ["1022", "1033"],
    skill: ["sales, big & small", "help"]
  }
};

function days({from, to}: {from: number; to: number}) {
  return [writeDay(from), writeDay(to)];
}

test("without an address the last 28 days of the data are shown", () => {
  const filters = readFilters("", scope);
  expect(days(filters)).toEqual(["2026-09-21", "2026-10-18"]);
  expect(filters).toMatchObject({preset: "28d", compare: "previous", where: {channel: null}});
  expect(writeFilters(filters)).toBe("");
});

test("a preset follows the data, days chosen by hand stay", () => {
  expect(days(readFilters("?period=month", scope))).toEqual(["2026-10-01", "2026-10-18"]);
  expect(days(readFilters("?period=last-month", scope))).toEqual(["2026-09-01", "2026-09-30"]);
  expect(days(readFilters("?period=all", scope))).toEqual(["2026-07-21", "2026-10-18"]);
  const later = {...scope, last: scope.last + 10};
  expect(days(readFilters("?from=2026-10-01&to=2026-10-05", later))).toEqual(["2026-10-01", "2026-10-05"]);
});

test("days beyond the data are cut to it", () => {
  expect(days(readFilters("?from=2020-01-01&to=2030-01-01", scope))).toEqual(["2026-07-21", "2026-10-18"]);
});

test.each([
  "?from=2026-02-30&to=2026-10-01",
  "?from=2026-10-05&to=2026-10-01",
  "?from=2031-01-01&to=2031-02-01",
  "?from=yesterday",
  "?period=fortnight&compare=nothing"
])("an address that makes no sense, like %s, is the default", (query) => {
  expect(writeFilters(readFilters(query, scope))).toBe("");
});

test("no channel at all is a choice; an unknown channel is not", () => {
  expect(readFilters("?channel=", scope).where.channel).toEqual([]);
  expect(readFilters("?channel=fax", scope).where.channel).toBeNull();
  expect(readFilters("?channel=sms&channel=whatsapp", scope).where.channel).toEqual(["whatsapp", "sms"]);
});

test("what is written to the address is read back the same", () => {
  const subset = (values: string[]) => fastCheck.option(fastCheck.subarray(values, {maxLength: values.length - 1}));
  const period = fastCheck
    .tuple(
      fastCheck.integer({min: scope.first, max: scope.last}),
      fastCheck.integer({min: scope.first, max: scope.last})
    )
    .map(([a, b]) => ({from: Math.min(a, b), to: Math.max(a, b), preset: null}));
  const preset = fastCheck.constantFrom(...presets).map((name) => {
    const {from, to} = readFilters(`?period=${name}`, scope);
    return {from, to, preset: name};
  });
  const where = fastCheck.record({
    channel: subset(scope.values.channel),
    account_id: subset(scope.values.account_id),
    skill: subset(scope.values.skill)
  });
  fastCheck.assert(
    fastCheck.property(
      fastCheck.oneof(period, preset),
      where,
      fastCheck.constantFrom(...comparisons),
      (chosen, kept, compare) => {
        const filters: Filters = {...chosen, where: kept, compare};
        expect(readFilters(writeFilters(filters), scope)).toEqual(filters);
      }
    )
  );
});

test("the period before has the same length and ends where this one begins", () => {
  const filters = readFilters("?from=2026-10-05&to=2026-10-11", scope);
  expect(days(comparedPeriod(filters, scope)!)).toEqual(["2026-09-28", "2026-10-04"]);
});

test("a period that the data holds only in part is not compared with", () => {
  expect(comparedPeriod(readFilters("?period=90d", scope), scope)).toBeNull();
  expect(comparedPeriod(readFilters("?compare=year", scope), scope)).toBeNull();
  expect(comparedPeriod(readFilters("?compare=none", scope), scope)).toBeNull();
});

test("a year before the 29 February begins on the 28th", () => {
  const long = {...scope, first: readDay("2020-01-01")!, last: readDay("2024-12-31")!};
  const filters = readFilters("?from=2024-02-29&to=2024-03-01&compare=year", long);
  expect(days(comparedPeriod(filters, long)!)).toEqual(["2023-02-28", "2023-03-01"]);
});

test("a step goes as far as the period is long, and back to where it came from", () => {
  const week = readFilters("?period=7d", scope);
  const earlier = stepped(week, scope, -1)!;
  expect([...days(earlier), earlier.preset]).toEqual(["2026-10-05", "2026-10-11", null]);
  expect(stepped(earlier, scope, 1)).toEqual({from: week.from, to: week.to, preset: "7d"});
});

test("a month steps to a whole month, however long", () => {
  const earlier = stepped(readFilters("?period=month", scope), scope, -1)!;
  expect([...days(earlier), earlier.preset]).toEqual(["2026-09-01", "2026-09-30", "last-month"]);
  expect(days(stepped(earlier, scope, -1)!)).toEqual(["2026-08-01", "2026-08-31"]);
  expect(stepped(earlier, scope, 1)).toMatchObject({preset: "month"});
});

test("no step leads beyond the data, and one that leads to its edge stops there", () => {
  expect(stepped(readFilters("", scope), scope, 1)).toBeNull();
  expect(stepped(readFilters("?period=all", scope), scope, -1)).toBeNull();
  expect(days(stepped(readFilters("?from=2026-07-25&to=2026-08-05", scope), scope, -1)!)).toEqual([
    "2026-07-21",
    "2026-07-24"
  ]);
});

test("days are over up to the one that the data ends in", () => {
  const week = {from: scope.last - 6, to: scope.last};
  expect(days(daysOver(week, null))).toEqual(["2026-10-12", "2026-10-18"]);
  expect(days(daysOver(week, scope.last))).toEqual(["2026-10-12", "2026-10-17"]);
  expect(days(daysOver(week, scope.last + 1))).toEqual(["2026-10-12", "2026-10-18"]);
  const today = daysOver({from: scope.last, to: scope.last}, scope.last);
  expect(daysFrom(today.from, today.to)).toEqual([]);
});

test("what is added up is compared over as many whole days", () => {
  const [week, before] = [
    {from: scope.last - 6, to: scope.last},
    {from: scope.last - 13, to: scope.last - 7}
  ];
  const found = wholeDays(week, before, scope.last)!;
  expect(days(found.now)).toEqual(["2026-10-12", "2026-10-17"]);
  expect(days(found.before)).toEqual(["2026-10-05", "2026-10-10"]);
  expect(wholeDays(week, before, scope.last + 1)).toEqual({now: week, before});
  expect(wholeDays({from: scope.last, to: scope.last}, {from: 1, to: 1}, scope.last)).toBeNull();
});

test("other parameters of an address are no filters", () => {
  expect(hasFilters("?utm_source=mail")).toBe(false);
  expect(hasFilters("?channel=")).toBe(true);
});
