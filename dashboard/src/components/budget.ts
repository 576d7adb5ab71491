import type {Row, Value} from "./cube.js";
import type {Day} from "./day.js";

/** The days of those accounts that have a budget; where none has, all. What others spend is held against nobody's. */
export function withBudget(rows: Row[]): Row[] {
  const some = rows.filter((row) => row["budget"] !== null);
  return some.length > 0 ? some : rows;
}

/**
 * Accounts' days of one month as one run-up. Accounts in several time zones reach a day hours apart, so what one has and
 * another only expects is added up; a day that one of them does not tell has no sum.
 */
export function addUpBudgets(rows: Row[]): Row[] {
  const days = new Map<Day, Row[]>();
  for (const row of rows) days.set(row["day"] as Day, [...(days.get(row["day"] as Day) ?? []), row]);
  const sums = [...days].sort(([a], [b]) => a - b).map(([day, some]) => addUp(day, some));
  const over = sums.filter((row) => isOver(row, "amount_so_far") || isOver(row, "forecast_so_far"));
  const crossedOn = over[0]?.["day"] ?? null;
  const isExpected = crossedOn !== null && !sums.some((row) => isOver(row, "amount_so_far"));
  return sums.map((row) => ({...row, budget_crossed_on: crossedOn, is_expected: isExpected}));
}

/** Whether a month that something is known of is over for all its accounts: then it cost so much, and nothing is foretold. */
export function isMonthOver(rows: Row[]): boolean {
  return rows.length > 0 && rows.every((row) => row["is_current"] === false);
}

function addUp(day: Day, some: Row[]): Row {
  const expected = (row: Row) => row["forecast_so_far"] ?? row["amount_so_far"] ?? null;
  const isExpected = some.some((row) => row["forecast_so_far"] !== null) && some.every((row) => expected(row) !== null);
  const range = (name: string) =>
    isExpected ? sum(some.map((row) => row[name] ?? row["amount_so_far"] ?? null)) : null;
  const isKnown = some.every((row) => row["amount_so_far"] !== null);
  return {
    day,
    amount_so_far: isKnown ? sum(some.map((row) => row["amount_so_far"] ?? null)) : null,
    forecast_so_far: isExpected ? sum(some.map(expected)) : null,
    low_so_far: range("low_so_far"),
    high_so_far: range("high_so_far"),
    budget: sum(some.map((row) => row["budget"] ?? null)),
    budget_so_far: sum(some.map((row) => row["budget_so_far"] ?? null))
  };
}

function sum(values: Value[]): number | null {
  const known = values.filter((value) => value !== null) as number[];
  return known.length === 0 ? null : known.reduce((all, value) => all + value, 0);
}

function isOver(row: Row, name: string): boolean {
  return row[name] != null && row["budget"] != null && row[name] > row["budget"];
}
