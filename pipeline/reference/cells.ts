import dayjs from "dayjs";
import {z} from "zod";
import {isRounded} from "../contracts/rounded.js";
import {isTimeZone} from "../time.js";

// What a cell of a reference file may be. A cell comes as trimmed text; each message is the end of a sentence that
// begins with the cell.

/** An empty cell is null. */
export function optional<Value>(cell: z.ZodType<Value>): z.ZodType<Value | null> {
  return z.union([z.literal("").transform(() => null), cell], {
    error: (issue) => {
      const first = "errors" in issue ? (issue.errors as z.core.$ZodIssue[][])[1]?.[0] : undefined;
      return first?.message;
    }
  });
}

export const text: z.ZodType<string> = z.string().min(1, "is empty. Fill it.");

export const timeZone: z.ZodType<string> = z
  .string()
  .refine(isTimeZone, "is no IANA time zone. Write one like Europe/Madrid.");

export const day: z.ZodType<string> = z.string().refine(isDay, "is no day. Write it like 2026-03-02.");

/** Written 2026-03, kept as its first day. */
export const month: z.ZodType<string> = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])(-01)?$/, "is no month. Write it like 2026-03.")
  .transform((value) => `${value.slice(0, 7)}-01`);

/** Hours and minutes as HH:MM; 24:00 is kept as 00:00. */
export const timeOfDay: z.ZodType<string> = z
  .string()
  .regex(/^(([01]?\d|2[0-3]):[0-5]\d(:00)?|24:00)$/, "is no time of day. Write it like 09:00.")
  .transform((value) =>
    value === "24:00" ? "00:00" : value.slice(0, value.lastIndexOf(":00") === 5 ? 5 : undefined).padStart(5, "0")
  );

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** Kept as 1 (Monday) to 7. */
export const weekday: z.ZodType<number> = z
  .string()
  .refine((value) => weekdays.includes(value.toLowerCase()), `is no weekday. Write one of: ${weekdays.join(", ")}.`)
  .transform((value) => weekdays.indexOf(value.toLowerCase()) + 1);

const currencies = new Set(Intl.supportedValuesOf("currency"));
export const currency: z.ZodType<string> = z
  .string()
  .refine((value) => currencies.has(value), "is no currency. Write its ISO 4217 code, like EUR.");

export const country: z.ZodType<string> = z
  .string()
  .regex(/^[A-Z]{2}$/, "is no country. Write its ISO 3166 code of two letters, like ES.");

export const flag: z.ZodType<boolean> = z
  .string()
  .regex(/^(true|false|1|0|yes|no|s[ií]|)$/i, "is neither true nor false. Write true or false.")
  .transform((value) => /^(true|1|yes|s[ií])$/i.test(value));

/** A whole number kept as text, as it may be greater than JavaScript's. */
export const count: z.ZodType<number> = z
  .string()
  .regex(/^\d{1,15}$/, "is no whole number. Write digits only.")
  .transform(Number);

/** How long something lasts: a year, about, at most. */
export const hours: z.ZodType<number> = z
  .string()
  .regex(/^\d{1,4}$/, "is no number of hours. Write digits only, like 72.")
  .transform(Number);

export const id: z.ZodType<string> = text.refine((value) => !isRounded(value), {
  error: "is a number that a spreadsheet has rounded. Write all its digits, in a column formatted as text."
});

/** An amount that is not negative, kept as text so that no digit is lost. */
export const amount: z.ZodType<string> = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})?$/, "is no amount. Write digits with a point and at most 6 decimals, like 0.0615.");

/** What people plan, in whole coins: three digits after a point are the thousands of half the world's spreadsheets. */
export const budget: z.ZodType<string> = amount.refine(
  (value) => !/^[1-9]\d{0,2}\.\d{3}$/.test(value),
  "may mean thousands. Write it without them, like 1500 or 1.50."
);

export function choice(...names: string[]): z.ZodType<string> {
  return z
    .string()
    .refine((value) => names.includes(value), `is none of the choices. Write one of: ${names.join(", ")}.`);
}

/** An instant with its offset, or a day or local time in the zone given; kept as UTC. */
export function instant(zone: string): z.ZodType<string> {
  return z.string().transform((value, context) => {
    const found =
      /^(\d{4}-\d{2}-\d{2})(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|24:00)(Z|[+-]\d{2}:\d{2})?)?$/.exec(value);
    const [, date = "", time = "00:00", offset] = found ?? [];
    const parsed = offset ? dayjs(`${date}T${time}${offset}`) : dayjs.tz(`${date} ${time}`, zone);
    if (!found || !isDay(date) || !parsed.isValid()) {
      context.addIssue("is no instant. Write it like 2026-03-02, 2026-03-02 09:30 or 2026-03-02T09:30:00Z.");
      return z.NEVER;
    }
    // Those of marts.calendar_days.
    if (date < "2009-01-01" || date > "2040-12-31") {
      context.addIssue("is outside the years from 2009 to 2040. Correct it, or take the row out.");
      return z.NEVER;
    }
    return parsed.toISOString();
  });
}

export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
}
