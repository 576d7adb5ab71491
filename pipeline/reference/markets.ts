import metadata from "libphonenumber-js/metadata.min.json";
import type {MarketRow} from "./definitions.js";
import type {ReferenceRow} from "./tables.js";

/** The prefixes a market's row speaks for: "7 (6, 7)" is 76 and 77, "34" is 34, "*" is none; null when malformed. */
export function prefixesOf(callingCode: string): string[] | null {
  if (callingCode === "*") return [];
  const found = /^(\d{1,3})(?:\s*\(([\d\s,]+)\))?$/.exec(callingCode);
  if (!found?.[1]) return null;
  if (found[2] === undefined) return [found[1]];
  const networks = found[2].split(",").map((network) => network.trim());
  return networks.every((network) => network !== "") ? networks.map((network) => `${found[1]}${network}`) : null;
}

/** One row per number prefix; the longest prefix of a number decides. */
export function marketPrefixes(markets: MarketRow[]): ReferenceRow[] {
  return markets.flatMap(({iso2, calling_code, market, valid_from, valid_to_exclusive}) =>
    (prefixesOf(calling_code) ?? []).map((prefix) => ({prefix, iso2, market, valid_from, valid_to_exclusive}))
  );
}

/** Every country's calling code, the main country of a shared code first. A number that begins with none is nobody's. */
export function callingCodes(): ReferenceRow[] {
  return Object.entries(metadata.country_calling_codes).flatMap(([calling_code, countries]) =>
    countries.map((iso2) => ({calling_code, iso2}))
  );
}
