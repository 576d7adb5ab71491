import {type Day, dateOfDay} from "./day.js";
import {type Language, texts} from "./i18n.js";

export type Formats = ReturnType<typeof formats>;

/** Numbers, days and instants as one language writes them. Null is a dash: "no value" is not zero. */
export function formats(language: Language, timeZone: string) {
  const integer = new Intl.NumberFormat(language, {maximumFractionDigits: 0, useGrouping: "always" as never});
  const decimal = new Intl.NumberFormat(language, {maximumFractionDigits: 1, useGrouping: "always" as never});
  const compact = (digits: number) =>
    new Intl.NumberFormat(language, {notation: "compact", maximumFractionDigits: digits});
  const percent = new Intl.NumberFormat(language, {style: "percent", maximumFractionDigits: 1});
  const change = new Intl.NumberFormat(language, {
    style: "percent",
    maximumFractionDigits: 1,
    useGrouping: "always" as never,
    signDisplay: "exceptZero"
  });
  const points = new Intl.NumberFormat(language, {maximumFractionDigits: 1, signDisplay: "exceptZero"});
  const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, {...options, timeZone: "UTC"});
  const day = utc({day: "numeric", month: "short", year: "numeric"});
  const dayInWeek = utc({weekday: "short", day: "numeric", month: "short", year: "numeric"});
  const shortDay = utc({day: "numeric", month: "short"});
  const month = utc({month: "short"});
  const longMonth = utc({month: "long", year: "numeric"});
  const weekday = utc({weekday: "short"});
  const longWeekday = utc({weekday: "long"});
  const instant = new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone
  });
  const clock = new Intl.DateTimeFormat(language, {hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone});

  // Making one costs more than writing a hundred numbers.
  const moneys = new Map<string, Intl.NumberFormat>();
  const moneyIn = (currency: string, digits?: number) => {
    const key = `${currency} ${digits}`;
    let known = moneys.get(key);
    if (known === undefined) {
      const most = digits === undefined ? {} : {maximumFractionDigits: digits};
      // Less than half a cent is written without a sign.
      known = new Intl.NumberFormat(language, {
        style: "currency",
        currency,
        signDisplay: "negative",
        useGrouping: "always" as never,
        ...most
      });
      moneys.set(key, known);
    }
    return known;
  };
  const orDash =
    <Value>(write: (value: Value) => string) =>
    (value: Value | null | undefined) =>
      value == null ? "–" : write(value);
  // A Monday, so that weekday 0 is one.
  const weekdayDate = (index: number) => new Date(Date.UTC(2024, 0, 1 + index));

  return {
    language,
    timeZone,
    integer: orDash((value: number) => integer.format(value)),
    decimal: orDash((value: number) => decimal.format(value)),
    compact: orDash((value: number) => compact(1).format(value)),
    /** Numbers of an axis that ends at `most`, with as many decimals as tell its five or so apart. */
    upTo: (most: number): ((value: number) => string) => {
      const {format} = compact(most > 0 && most < 1 ? Math.ceil(1 - Math.log10(most)) : 1);
      return (value) => format(value);
    },
    percent: orDash((value: number) => percent.format(value)),
    change: orDash((value: number) => change.format(value)),
    /** How much a share changed, in percentage points. */
    points: (value: number) =>
      texts[language].points(points.format(100 * value), Math.abs(Math.round(1000 * value)) === 10),
    day: orDash((value: Day) => day.format(dateOfDay(value))),
    dayInWeek: orDash((value: Day) => dayInWeek.format(dateOfDay(value))),
    shortDay: orDash((value: Day) => shortDay.format(dateOfDay(value))),
    month: orDash((value: Day) => longMonth.format(dateOfDay(value))),
    weekday: (index: number) => weekday.format(weekdayDate(index)),
    longWeekday: (index: number) => longWeekday.format(weekdayDate(index)),
    hour: (hour: number) => `${String(hour).padStart(2, "0")}:00`,
    instant: orDash((value: string | number | Date) => instant.format(new Date(value))),
    clock: orDash((value: string | number | Date) => clock.format(new Date(value))),
    seconds: orDash((value: number) => writeSeconds(value, integer)),
    /** With the currency's own digits, or up to so many. */
    money: (value: number | null | undefined, currency: string, digits?: number) =>
      value == null ? "–" : moneyIn(currency, digits).format(value),
    range: (from: Day, to: Day) =>
      from === to ? day.format(dateOfDay(from)) : day.formatRange(dateOfDay(from), dateOfDay(to)),
    /** Ticks of a time axis: the day or month, and the year where it begins. */
    tick: (date: Date, unit: "day" | "month") => {
      if (unit === "day") return shortDay.format(date);
      return date.getUTCMonth() === 0 ? `${month.format(date)}\n${date.getUTCFullYear()}` : month.format(date);
    },
    text: orDash((value: unknown) => String(value)),
    flag: orDash((value: boolean) => texts[language].flags[value ? "yes" : "no"]),
    list: (values: string[]) => new Intl.ListFormat(language, {type: "conjunction"}).format(values),
    either: (values: string[]) => new Intl.ListFormat(language, {type: "disjunction"}).format(values)
  };
}

function writeSeconds(value: number, integer: Intl.NumberFormat): string {
  const seconds = Math.round(value);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  const minutes = Math.round(seconds / 60);
  return `${integer.format(Math.floor(minutes / 60))} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** So many letters of a name at most, one at least. */
export function short(name: string, length: number): string {
  return name.length <= length ? name : `${name.slice(0, Math.max(1, length - 1)).trimEnd()}…`;
}

/** The same of a name with something behind it, like "Spain · Utility" or "Greeting · 12", which stays whole. */
export function shortBefore(label: string, length: number): string {
  const end = label.lastIndexOf(" · ");
  return short(label.slice(0, end), length - (label.length - end)) + label.slice(end);
}
