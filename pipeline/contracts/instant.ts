/** Milliseconds since 1970, both ends included. */
export interface InstantRange {
  from: number;
  to: number;
}

const stamp =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.]([0-9]{1,9}))?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?$/;

/**
 * Microseconds since 1970 of ISO 8601 text or of epoch seconds (milliseconds from 1e11 up); null when it is neither.
 * Text without an offset is a clock in the given zone, read as DuckDB does: the later of two, and past a gap.
 */
export function parseInstant(text: string, timeZone: string): bigint | null {
  const epoch = /^([0-9]{1,15})(?:[.]([0-9]{1,6}))?$/.exec(text);
  if (epoch) return epochMicros(epoch[1]!, epoch[2] ?? "");
  const parts = stamp.exec(text);
  if (!parts) return null;
  const [, day, hours, minutes, seconds = "00", fraction = "", offset] = parts;
  const clock = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
  if (Number.isNaN(clock) || !new Date(clock).toISOString().startsWith(`${day}T${hours}`)) return null;
  const micros = BigInt(fraction.padEnd(6, "0").slice(0, 6));
  const base = offset === undefined ? fromLocal(clock, timeZone) : clock - offsetMinutes(offset) * 60_000;
  return BigInt(base) * 1000n + micros;
}

function epochMicros(whole: string, fraction: string): bigint {
  const micros = BigInt(whole + fraction.padEnd(6, "0"));
  if (BigInt(whole) < 100_000_000_000n) return micros;
  // Milliseconds: half a microsecond is rounded up, as a decimal's cast does.
  return (micros + 500n) / 1000n;
}

function offsetMinutes(offset: string): number {
  if (offset === "Z") return 0;
  const sign = offset.startsWith("-") ? -1 : 1;
  return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(":", "") || "0"));
}

function fromLocal(clock: number, timeZone: string): number {
  if (timeZone === "UTC") return clock;
  const day = 86_400_000;
  const before = zoneOffset(clock - day, timeZone);
  const after = zoneOffset(clock + day, timeZone);
  const readings = [clock - Math.min(before, after), clock - Math.max(before, after)];
  // Of two readings the later holds; in a gap neither does, and only the offset before it makes sense.
  return readings.find((reading) => reading + zoneOffset(reading, timeZone) === clock) ?? clock - before;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function zoneOffset(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric"
    });
    formats.set(timeZone, format);
  }
  const part = Object.fromEntries(format.formatToParts(instant).map(({type, value}) => [type, Number(value)]));
  const shown = Date.UTC(
    part["year"]!,
    part["month"]! - 1,
    part["day"]!,
    part["hour"]!,
    part["minute"]!,
    part["second"]!
  );
  return shown - Math.floor(instant / 1000) * 1000;
}
