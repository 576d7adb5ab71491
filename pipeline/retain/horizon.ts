import dayjs from "dayjs";
import utc from "dayjs/plugin/utc.js";
import {localDay} from "../time.js";

dayjs.extend(utc);

/**
 * Months between what is removed and what is final: longer than any model looks back or ahead (31 days), and whole,
 * because volume tiers count whole months.
 */
const monthsBetween = 2;

export interface Horizon {
  /** A feed with a raw table. */
  feed: string;
  /** First local day whose rows are all kept; the first of a month. */
  keptFrom: string;
  /** First local day whose metrics may still change; what comes late for a day before it is refused. */
  finalBefore: string;
}

/**
 * How far back a feed's rows go when they are kept so many days: to the beginning of the month that many days ago, so
 * that rows leave once a month and a month is always whole.
 */
export function horizonOf(feed: string, days: number, asOf: Date, timeZone: string): Horizon {
  const first = dayjs.utc(localDay(asOf, timeZone)).subtract(days, "day").startOf("month");
  const day = (months: number) => first.add(months, "month").format("YYYY-MM-DD");
  return {feed, keptFrom: day(0), finalBefore: day(monthsBetween)};
}
