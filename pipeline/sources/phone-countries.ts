import {literal, type Warehouse} from "../warehouse.js";
import {callingCodes} from "./calling-codes.js";

// Most countries are known by four digits; only shared codes need seven.
const lengths = [4, 7];

/** Makes the lookup tables that `phoneCountry` joins, once per connection. */
export async function createPhoneCountries(warehouse: Warehouse): Promise<void> {
  const made = await warehouse.rows("from duckdb_tables() where table_name = 'phone_countries_7'");
  if (made.length > 0) return;
  for (const length of lengths) {
    const json = literal(JSON.stringify(beginnings(length)));
    await warehouse.run(`
      create temp table if not exists phone_countries_${length} as
      select entry.key as beginning, entry.value as country
      from (select unnest(map_entries(from_json(${json}, '"MAP(VARCHAR, VARCHAR)"'))) as entry)
    `);
  }
}

/** SQL: the joins that find the country of a column of digits. */
export function phoneCountryJoins(phone: string): string {
  return lengths
    .map(
      (length) =>
        `left join phone_countries_${length} on phone_countries_${length}.beginning = left(${phone}, ${length})`
    )
    .join("\n");
}

/** SQL: the country that those joins found; null for a number of none. */
export const phoneCountry = `coalesce(${lengths
  .toReversed()
  .map((length) => `phone_countries_${length}.country`)
  .join(", ")})`;

/** Country by each possible beginning of that many digits. */
function beginnings(length: number): Record<string, string> {
  const shorter = lengths[lengths.indexOf(length) - 1] ?? 0;
  const pairs = Object.entries(callingCodes)
    .flatMap(([country, codes]) => codes.map((code) => ({country, code})))
    .filter(({code}) => code.length <= length && code.length > shorter)
    .sort((one, other) => one.code.length - other.code.length);
  const found: Record<string, string> = {};
  for (const {country, code} of pairs) {
    const free = length - code.length;
    for (let number = 0; number < 10 ** free; number++) {
      found[code + (free === 0 ? "" : String(number).padStart(free, "0"))] = country;
    }
  }
  return found;
}
