import {z} from "zod";
import {literal} from "../warehouse.js";
import {countries} from "./countries.js";
import {type InstantRange, parseInstant} from "./instant.js";
import type {Reason} from "./reasons.js";
import {isRounded, isRoundedSql, mayBeRoundedSql, roundedRemedy} from "./rounded.js";

export type Kind =
  | "text"
  | "id"
  | "instant"
  | "day"
  | "flag"
  | "number"
  | "integer"
  | "code"
  | "phone"
  | "country"
  | "json";

/** What a value's meaning depends on besides its text. */
export interface Reading {
  /** IANA zone of stamps that carry no offset. */
  timeZone: string;
  /** When the file is loaded: instants more than 48 hours after it are impossible. */
  loadedAt: Date;
}

export interface Fault {
  reason: Reason;
  /** What is wrong and what to write instead; the column's name and the value come before it. */
  remedy: string;
}

/** What a value becomes: instants are microseconds since 1970, money and days are text as DuckDB prints them. */
export type Value = string | number | bigint | boolean;

/**
 * A kind's two sides. Both take trimmed text that is not empty. `sql` gives the typed value, or null when the text
 * is refused; `parse` says the same in TypeScript, and why. A property test holds them together.
 */
interface Rule {
  kind: Kind;
  type: string;
  sql(text: string, reading: Reading): string;
  /**
   * A cheap test of untrimmed text that is true for whatever may not be plain, and what plain texts become: most rows
   * take this way. DuckDB computes a chain of "or" at half the price that it has inside a "not".
   */
  plain?(text: string, reading: Reading): {isOdd: string; value: string};
  /** SQL for the reason, where the text is known to be refused. */
  reasonSql(text: string, reading: Reading): string;
  parse(text: string, reading: Reading): Value | Fault;
}

export interface Column {
  kind: Kind;
  /** DuckDB's type in the raw table. */
  type: string;
  isRequired: boolean;
  /** Other header names for it, in words as people write them. */
  aliases: string[];
  /** The typed value of a text as it stands in the file, as SQL; null when it is empty or refused. */
  valueSql(text: string, reading: Reading): string;
  /** The reason why a text as it stands in the file is refused, as SQL; null when it is accepted. */
  reasonSql(text: string, reading: Reading): string;
  /** The same check with words: accepts a trimmed text or null. */
  schema(reading: Reading): z.ZodType<Value | null>;
  required(): Column;
  optional(): Column;
  alias(...names: string[]): Column;
}

const earliest = Date.UTC(2009, 0, 1);
const hour = 3_600_000;
const longestId = 512;
const commonCountries = ["ES", "MX", "AR", "CO", "CL", "PE", "BR", "PT", "FR", "US"];

export function text(): Column {
  return column({
    kind: "text",
    type: "varchar",
    sql: (value) => value,
    reasonSql: () => "null",
    parse: (value) => value
  });
}

export function id(): Column {
  return column({
    kind: "id",
    type: "varchar",
    sql: (value) => `case when length(${value}) <= ${longestId} and not ${isRoundedSql(value)} then ${value} end`,
    plain: (value) => ({
      isOdd: `strlen(${value}) > ${longestId} or ${mayBeRoundedSql(value)} or ${hasBlanks(value)}`,
      value
    }),
    reasonSql: (value) => `case when length(${value}) > ${longestId} then 'too_long' else 'invalid_number' end`,
    parse(value) {
      if ([...value].length > longestId) {
        return {reason: "too_long", remedy: `is longer than ${longestId} characters`};
      }
      return isRounded(value) ? {reason: "invalid_number", remedy: roundedRemedy} : value;
    }
  }).required();
}

export function instant(options: {future?: boolean} = {}): Column {
  const range = (reading: Reading): InstantRange => ({
    from: earliest,
    to: reading.loadedAt.getTime() + (options.future ? 366 * 24 : 48) * hour
  });
  return column({
    kind: "instant",
    type: "timestamptz",
    sql(value, reading) {
      const {from, to} = range(reading);
      const parsed = instantSql(value, reading);
      return `case when ${parsed} between ${instantLiteral(from)} and ${instantLiteral(to)} then ${parsed} end`;
    },
    plain(value, reading) {
      const {from, to} = range(reading);
      // A cast to timestamptz would take "1 NZ" for a fraction and New Zealand's zone.
      return {
        isOdd: isOddStamp(value, from, to),
        value: `make_timestamptz(epoch_us(try_cast(${value} as timestamp)))`
      };
    },
    reasonSql: (value, reading) =>
      `case when ${instantSql(value, reading)} is null then 'invalid_instant' else 'impossible_instant' end`,
    parse(value, reading) {
      const micros = parseInstant(value, reading.timeZone);
      if (micros === null) {
        return {
          reason: "invalid_instant",
          remedy: "is no instant; write ISO 8601 with its offset, like 2026-03-02T09:00:00Z, or epoch seconds"
        };
      }
      const {from, to} = range(reading);
      if (micros >= BigInt(from) * 1000n && micros <= BigInt(to) * 1000n) return micros;
      const last = new Date(to).toISOString();
      return {
        reason: "impossible_instant",
        remedy: `is not between 2009-01-01 and ${last}; check its unit and its year`
      };
    }
  });
}

/** A calendar day, like 2026-03-02, or a month, like 2026-03, which is its first day. */
export function day(): Column {
  const full = (value: string) => `case when length(${value}) = 7 then ${value} || '-01' else ${value} end`;
  return column({
    kind: "day",
    type: "date",
    sql: (value) =>
      `case when regexp_full_match(${value}, '(19|20)[0-9]{2}-[0-9]{2}(-[0-9]{2})?') then try_cast(${full(value)} as date) end`,
    reasonSql: () => "'invalid_day'",
    parse(value) {
      const whole = value.length === 7 ? `${value}-01` : value;
      const isDay = /^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$/.test(whole) && isCalendarDay(whole);
      return isDay ? whole : {reason: "invalid_day", remedy: "is no day; write it like 2026-03-02"};
    }
  });
}

export function flag(): Column {
  const yes = ["true", "1", "yes", "sí", "si"];
  const no = ["false", "0", "no"];
  return column({
    kind: "flag",
    type: "boolean",
    sql: (value) =>
      `case when ${isIn(lowerSql(value), yes)} then true when ${isIn(lowerSql(value), no)} then false end`,
    plain: (value) => ({isOdd: isNoneOf(value, ["true", "false"]), value: `${value} = 'true'`}),
    reasonSql: () => "'invalid_flag'",
    parse(value) {
      const lower = lowerCase(value);
      if (yes.includes(lower)) return true;
      return no.includes(lower) ? false : {reason: "invalid_flag", remedy: "is neither true nor false"};
    }
  });
}

export function number(range: {min?: number; max?: number} = {}): Column {
  const {min = -Number.MAX_VALUE, max = Number.MAX_VALUE} = range;
  const pattern = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?";
  const shape = new RegExp(`^${pattern}$`);
  return column({
    kind: "number",
    type: "double",
    sql: (value) =>
      `case when regexp_full_match(${value}, '${pattern}') and try_cast(${value} as double) between ${min}::double and ${max}::double then try_cast(${value} as double) end`,
    reasonSql: () => "'invalid_number'",
    parse(value) {
      const parsed = shape.test(value) ? Number(value) : Number.NaN;
      if (parsed >= min && parsed <= max) return parsed;
      const bounds = range.min === undefined && range.max === undefined ? "" : ` from ${range.min} to ${range.max}`;
      return {reason: "invalid_number", remedy: `is no number${bounds}; write the decimals after a point, like 0.87`};
    }
  });
}

/** An amount, exact to six decimals. */
export function money(): Column {
  const pattern = "[+-]?[0-9]{1,11}([.][0-9]*)?";
  // As programs write what is small: JSON and Parquet say 5e-05 for 0.00005.
  const power = `${pattern}[eE][+-]?[0-9]{1,2}`;
  const [shape, powerShape] = [new RegExp(`^${pattern}$`), new RegExp(`^${power}$`)];
  return column({
    kind: "number",
    type: "decimal(18,6)",
    // By way of a double, because DuckDB reads 66e-18 as a decimal of 0.000001.
    sql: (value) => `case
      when regexp_full_match(${value}, '${pattern}') then try_cast(${value} as decimal(18,6))
      when regexp_full_match(${value}, '${power}') then try_cast(try_cast(${value} as double) as decimal(18,6))
    end`,
    reasonSql: () => "'invalid_number'",
    parse(value) {
      if (shape.test(value)) return sixDecimals(value);
      const micros = powerShape.test(value) ? Math.round(Math.abs(Number(value)) * 1e6) : Number.NaN;
      if (micros < 1e18) return decimalText(value.startsWith("-"), BigInt(micros));
      return {reason: "invalid_number", remedy: "is no amount; write it with a decimal point, like 1234.5"};
    }
  });
}

export function integer(): Column {
  const pattern = "[+-]?[0-9]{1,18}";
  const shape = new RegExp(`^${pattern}$`);
  return column({
    kind: "integer",
    type: "bigint",
    sql: (value) => `case when regexp_full_match(${value}, '${pattern}') then try_cast(${value} as bigint) end`,
    reasonSql: () => "'invalid_number'",
    parse: (value) =>
      shape.test(value) ? BigInt(value) : {reason: "invalid_number", remedy: "is no whole number; write digits only"}
  });
}

/** One of a list, whatever its case. */
export function code(values: string[], reason: Reason = "unknown_code"): Column {
  return column({
    kind: "code",
    type: "varchar",
    sql: (value) => `case when ${isIn(lowerSql(value), values)} then lower(${value}) end`,
    plain: (value) => ({isOdd: isNoneOf(value, values), value}),
    reasonSql: () => literal(reason),
    parse(value) {
      const lower = lowerCase(value);
      return values.includes(lower) ? lower : {reason, remedy: `is none of ${values.join(", ")}`};
    }
  });
}

/** Digits only, with the country's prefix. */
export function phone(): Column {
  const shape = /^[+]?[0-9]{7,15}$/;
  return column({
    kind: "phone",
    type: "varchar",
    sql(value) {
      const digits = `translate(${value}, ' -', '')`;
      return `case when regexp_full_match(${digits}, '[+]?[0-9]{7,15}') then ltrim(${digits}, '+') end`;
    },
    plain: (value) => ({isOdd: `not regexp_full_match(${value}, '[0-9]{7,15}')`, value}),
    reasonSql: () => "'invalid_phone'",
    parse(value) {
      const digits = value.replaceAll(/[ -]/g, "");
      if (shape.test(digits)) return digits.replace("+", "");
      return {reason: "invalid_phone", remedy: "is no phone number; write 7 to 15 digits with the country's prefix"};
    }
  });
}

/** ISO 3166 alpha-2, in capitals. */
export function country(): Column {
  return column({
    kind: "country",
    type: "varchar",
    sql: (value) => `case when strlen(${value}) = 2 and ${isIn(`upper(${value})`, countries)} then upper(${value}) end`,
    plain: (value) => ({isOdd: isNoneOf(value, commonCountries), value}),
    reasonSql: () => "'unknown_code'",
    parse(value) {
      const upper = value.toUpperCase();
      if (/^[A-Za-z]{2}$/.test(value) && countries.includes(upper)) return upper;
      return {reason: "unknown_code", remedy: "is no country; write its two letters of ISO 3166, like ES"};
    }
  });
}

export function json(): Column {
  // DuckDB's parser also takes trailing commas, NaN and Infinity.
  const lax = ",\\s*[\\]}]|[nN][aA][nN]|[iI][nN][fF]";
  const strings = '"(\\\\.|[^"\\\\])*"';
  return column({
    kind: "json",
    type: "json",
    sql: (value) =>
      `case when json_valid(${value}) and not regexp_matches(regexp_replace(${value}, '${strings}', '""', 'g'), '${lax}') then json(${value}) end`,
    reasonSql: () => "'invalid_json'",
    parse(value) {
      try {
        let isText = true;
        JSON.parse(value, (key, part) => {
          isText &&= key.isWellFormed() && (typeof part !== "string" || part.isWellFormed());
          return part;
        });
        if (isText) return value;
      } catch {}
      return {reason: "invalid_json", remedy: "is no JSON; check its quotes and brackets"};
    }
  });
}

/** What people's exports put around values: spaces, tabs, line ends, the space that does not break, the byte mark. */
const blanks = " \t\r\n\u00a0\ufeff";

/** SQL for what a column's checks take: the text without blanks around it, null when nothing is left. */
export function trimmedSql(text: string): string {
  return `nullif(trim(${operand(text)}, ${literal(blanks)}), '')`;
}

// Many columns hold little, and only "and" spares DuckDB the rest of a condition where a text is null.
function isGivenAnd(text: string, test: string): string {
  return `${text} is not null and (${test})`;
}

// trim() walks every character; comparing the ends costs a tenth of it. Below "!" are the space and all controls. Texts
// that begin with a blank beyond it lie between that blank and the next character, which costs less than starts_with().
function hasBlanks(text: string): string {
  const starts = ["\u00a0", "\ufeff"].map(
    (blank) => `${text} between ${literal(blank)} and ${literal(nextCharacter(blank))}`
  );
  const ends = [...blanks].map((blank) => `ends_with(${text}, ${literal(blank)})`);
  return `${text} < '!' or ${[...starts, ...ends].join(" or ")}`;
}

function nextCharacter(character: string): string {
  return String.fromCodePoint(character.codePointAt(0)! + 1);
}

// Any expression may stand before an operator: a cast would take "[12]" for its own, an arrow a comparison.
function operand(sql: string): string {
  return /^(\w+|"[^"]*")$/.test(sql) ? sql : `(${sql})`;
}

/** The same in TypeScript. */
export function trimmed(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  let from = 0;
  let to = text.length;
  while (from < to && blanks.includes(text[from]!)) from++;
  while (to > from && blanks.includes(text[to - 1]!)) to--;
  return from === to ? null : text.slice(from, to);
}

function column(rule: Rule, isRequired = false, aliases: string[] = []): Column {
  const valueSql = (given: string, reading: Reading) => {
    const text = operand(given);
    // Trimmed before the checks, which look at a text several times; few texts need it.
    const careful = `case when ${isGivenAnd(text, hasBlanks(text))}
      then ${rule.sql(trimmedSql(text), reading)}
      else ${rule.sql(text, reading)}
    end`;
    const plain = rule.plain?.(text, reading);
    return plain ? `case when ${isGivenAnd(text, plain.isOdd)} then ${careful} else ${plain.value} end` : careful;
  };
  return {
    kind: rule.kind,
    type: rule.type,
    isRequired,
    aliases,
    valueSql,
    reasonSql(text, reading) {
      const missing = isRequired ? "'missing_value'" : "null";
      const reason = rule.reasonSql(trimmedSql(text), reading);
      return `case
        when (${valueSql(text, reading)}) is not null then null
        when ${trimmedSql(text)} is null then ${missing}
        else ${reason}
      end`;
    },
    schema: (reading) =>
      z
        .string()
        .nullable()
        .transform((text, context) => {
          const fault = (found: Fault) => {
            context.addIssue({code: "custom", message: found.remedy, params: {reason: found.reason}});
            return z.NEVER;
          };
          if (text === null) {
            return isRequired ? fault({reason: "missing_value", remedy: "is empty; every row needs it"}) : null;
          }
          const parsed = rule.parse(text, reading);
          return typeof parsed === "object" ? fault(parsed) : parsed;
        }),
    required: () => column(rule, true, aliases),
    optional: () => column(rule, false, aliases),
    alias: (...names) => column(rule, isRequired, [...aliases, ...names])
  };
}

// Lower case where that keeps the length in bytes: the Kelvin sign and the dotted I never pass for k and i.
function lowerSql(text: string): string {
  return `case when strlen(lower(${text})) = strlen(${text}) then lower(${text}) end`;
}

function lowerCase(text: string): string {
  return text.replaceAll(/[A-ZÍ]/g, (letter) => letter.toLowerCase());
}

// Compared in turn: for the few values of most rows this costs least.
function isNoneOf(text: string, values: string[]): string {
  const known = values.map((value) => `when ${literal(value)} then false`).join(" ");
  return `case ${text} ${known} else true end`;
}

// Not "in": DuckDB turns a longer one into a join over all rows, even where a case would hardly ever come to it.
function isIn(text: string, values: string[]): string {
  return `list_contains([${values.map(literal).join(", ")}], ${text})`;
}

function instantLiteral(milliseconds: number): string {
  return `timestamptz ${literal(new Date(milliseconds).toISOString())}`;
}

/**
 * Whether a text is anything but a stamp of the usual shapes and in range: with the cast a sixth of what reading it with
 * care costs, with thousandths a third. Where a shape lets any letter pass, the cast takes digits only; but for the
 * hour's first digit it would take a blank, after the second a point, and 24 as an hour. The last second stands without
 * its Z, which comes after a point in the alphabet.
 */
function isOddStamp(text: string, from: number, to: number): string {
  const second = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 19);
  const hours = ["1_", "0_", "20", "21", "22", "23"];
  const shapes = ["Z", ".___Z"].flatMap((end) => hours.map((hour) => `____-__-__T${hour}:__:__${end}`));
  const isOddShape = shapes.map((shape) => `${text} not like '${shape}'`).join(" and ");
  return `${text} not between ${literal(`${second(from)}Z`)} and ${literal(second(to))} or contains(${text}, '.Z') or (${isOddShape})`;
}

const clockPattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-9]{2}";
const secondsPattern = ":[0-9]{2}([.][0-9]{1,9})?";
const offsetPattern = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)";

function instantSql(text: string, reading: Reading): string {
  const local =
    reading.timeZone === "UTC"
      ? `try_cast(${text} as timestamptz)`
      : `timezone(${literal(reading.timeZone)}, try_cast(${text} as timestamp))`;
  return `case
    when regexp_full_match(${text}, '${clockPattern}${secondsPattern}${offsetPattern}') then try_cast(${text} as timestamptz)
    when regexp_full_match(${text}, '${clockPattern}(${secondsPattern})?') then ${local}
    when regexp_full_match(${text}, '[0-9]{1,15}([.][0-9]{1,6})?') then ${epochSql(text)}
    when regexp_full_match(${text}, '${clockPattern}${offsetPattern}')
      then try_cast(left(${text}, 16) || ':00' || substr(${text}, 17) as timestamptz)
  end`;
}

// Seconds, or milliseconds from 1e11 up; DuckDB's to_timestamp takes a double, which is exact to the microsecond
// until the year 2255 only when it is built from whole microseconds.
function epochSql(text: string): string {
  const exact = `${text}::decimal(24,6)`;
  return `make_timestamptz(case when ${exact} >= 100000000000 then (${exact} * 1000) else (${exact} * 1000000) end::bigint)`;
}

function sixDecimals(text: string): string {
  const [, sign = "", whole = "", decimals = ""] = /^([+-]?)([0-9]+)[.]?([0-9]*)$/.exec(text) ?? [];
  const kept = BigInt(whole + decimals.slice(0, 6).padEnd(6, "0"));
  const micros = kept + ((decimals[6] ?? "0") >= "5" ? 1n : 0n);
  return decimalText(sign === "-", micros);
}

function decimalText(isNegative: boolean, micros: bigint): string {
  const digits = micros.toString().padStart(7, "0");
  const minus = isNegative && micros !== 0n ? "-" : "";
  return `${minus}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function isCalendarDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
