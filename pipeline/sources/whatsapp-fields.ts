import type {Reading} from "../contracts/column.js";
import {countries} from "../contracts/countries.js";
import {literal} from "../warehouse.js";
import {phoneCountry} from "./phone-countries.js";
import {fault} from "./rows.js";

// What messages and statuses have in common; everything is SQL over texts.

/** A text that can be an instant: epoch seconds of 9 to 13 digits (of which 12 and 13 are milliseconds). */
export function stampOf(text: string): string {
  return `case when regexp_full_match(${text}, '[0-9]{9,13}') then ${text} end`;
}

/**
 * What the contract's instants are for such a text, said for digits only: the general SQL tries every way of writing
 * an instant and takes minutes for a million statuses.
 */
export function instantOf(stamp: string, reading: Reading, hoursAhead = 48): string {
  const micros = `try_cast(${stamp} as bigint) * case when length(${stamp}) > 11 then 1000 else 1000000 end`;
  const last = reading.loadedAt.getTime() + hoursAhead * 3_600_000;
  return `case when ${micros} between ${Date.UTC(2009, 0, 1)}000 and ${last}000 then make_timestamptz(${micros}) end`;
}

/** The fault of such a text, given the stamp and the value that came of it. */
export function stampFault(name: string, stamp: string, value: string): string {
  return `case
    when ${stamp} is null then ${fault(name, "invalid_timestamp")}
    when ${value} is null then ${fault(name, "impossible_instant")}
  end`;
}

/** A business-scoped user id, which Meta gives where it hides the phone. */
export function isScoped(text: string): string {
  return `regexp_full_match(${text}, '[A-Z]{2}[.][A-Za-z0-9]+')`;
}

/** Digits that can be a phone's; null for anything else. */
export function phoneOf(text: string): string {
  return `case when regexp_full_match(${text}, '[0-9]{7,15}') then ${text} end`;
}

/** The phone's country (of the joins of phoneCountryJoins), else the one Meta names, else the one a scoped id begins with. */
export function countryOf(countryCode: string, person: string): string {
  const named = `upper(case
    when regexp_full_match(${countryCode}, '[A-Za-z]{2}') then ${countryCode}
    when ${isScoped(person)} then left(${person}, 2)
  end)`;
  return `coalesce(${phoneCountry}, case when ${named} in (${countries.map(literal).join(", ")}) then ${named} end)`;
}
