import {isDay} from "../reference/cells.js";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const named = `(${months.join("|")})[a-z]*`;
const gap = "[\\s._,-]*";

/**
 * The days that a file's name or a title row speaks of, like 2026-10-01, "October 1, 2026", "1 October 2026"; a month
 * alone ("Oct-2026") is its first day.
 */
export function daysIn(text: string): string[] {
  const found = new Set<string>();
  let rest = text.toLowerCase();
  const take = (pattern: string, day: (parts: string[]) => string) => {
    rest = rest.replace(new RegExp(`(?<![a-z0-9])${pattern}(?![a-z0-9])`, "g"), (...match: string[]) => {
      const written = day(match);
      if (isDay(written)) found.add(written);
      return " ";
    });
  };
  take("(20\\d\\d)[-_.]?(\\d\\d)[-_.]?(\\d\\d)", ([, year, month, day]) => `${year}-${month}-${day}`);
  take(
    `${named}${gap}(\\d{1,2})(?:st|nd|rd|th)?[\\s._,-]+(20\\d\\d)`,
    ([, month, day, year]) => `${year}-${numberOf(month)}-${day!.padStart(2, "0")}`
  );
  take(
    `(\\d{1,2})(?:st|nd|rd|th)?${gap}${named}${gap}(20\\d\\d)`,
    ([, day, month, year]) => `${year}-${numberOf(month)}-${day!.padStart(2, "0")}`
  );
  take(`${named}${gap}(20\\d\\d)`, ([, month, year]) => `${year}-${numberOf(month)}-01`);
  return [...found];
}

function numberOf(month: string | undefined): string {
  return String(months.indexOf(month?.slice(0, 3) ?? "") + 1).padStart(2, "0");
}
