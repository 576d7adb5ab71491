import type {Interval} from "./charts.js";
import {addMonths, type Day} from "./day.js";
import type {View} from "./page.js";
import {showSessionRows} from "./session-rows.js";

/** What a click on a day, week or month does: the page shows it alone; of a day alone, the sessions behind it. */
export function pickPeriod(view: View, interval: Interval): (start: Day) => void {
  const {filters, scope} = view;
  return (start) => {
    const end = {day: start, week: start + 6, month: addMonths(start, 1) - 1}[interval];
    const from = Math.max(start, scope.first);
    const to = Math.min(end, scope.last);
    if (from === filters.from && to === filters.to) showSessionRows();
    else view.setFilters({from, to, preset: null});
  };
}
