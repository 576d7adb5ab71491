import {test} from "vitest";
import {assertModel} from "../../pipeline/build/assert-model.js";

const weekdays = [1, 2, 3, 4, 5];
const opening = weekdays.map((weekday) => ({calendar: "default", weekday, opens: "09:00", closes: "19:00"}));
const holidays = [{calendar: "default", holiday_date: "2026-10-12", name: "Fiesta Nacional"}];

/** Six weeks from Monday, 5 October 2026, of those days on which something was sent. */
function sent(isSent: (day: string, weekday: number) => boolean) {
  const days = Array.from({length: 42}, (_, index) => {
    const date = new Date(Date.UTC(2026, 9, 5 + index));
    return {day: date.toISOString().slice(0, 10), weekday: date.getUTCDay()};
  });
  return days.filter(({day, weekday}) => isSent(day, weekday)).map(({day}) => ({day, account_id: "a", units: 1}));
}

function assertGaps(rows: ReturnType<typeof sent>, gaps: {first_day: string; last_day: string; days: number}[]) {
  return assertModel(
    "metrics.spend_gaps",
    {"metrics.spend_days": rows, "reference.opening_hours": opening, "reference.holidays": holidays},
    gaps
  );
}

test("two open days of which nothing was loaded are a gap", () =>
  assertGaps(
    sent((day) => day !== "2026-10-21" && day !== "2026-10-22"),
    [{first_day: "2026-10-21", last_day: "2026-10-22", days: 2}]
  ));

test("a holiday and closed Sundays on which nobody was written to are none", () =>
  assertGaps(
    sent((day, weekday) => day !== "2026-10-12" && weekday !== 0),
    []
  ));

test("who writes on Tuesdays only has no gaps, until a Tuesday is missing", () =>
  assertGaps(
    sent((day, weekday) => weekday === 2 && day !== "2026-10-27"),
    [{first_day: "2026-10-27", last_day: "2026-10-27", days: 1}]
  ));

test("nothing was ever sent: no gaps", () => assertGaps([], []));
