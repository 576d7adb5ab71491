import {type CountryCode, getCountries, getExampleNumber, parsePhoneNumber} from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import {afterAll, beforeAll, expect, test} from "vitest";
import {countries} from "../contracts/countries.js";
import {openWarehouse, type Warehouse} from "../warehouse.js";
import {createPhoneCountries, phoneCountry, phoneCountryJoins} from "./phone-countries.js";

let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse();
  await createPhoneCountries(warehouse);
});

afterAll(() => warehouse.close());

async function countriesOf(phones: string[]): Promise<(string | null)[]> {
  const found = await warehouse.rows<{phone: string; country: string | null}>(
    `select phone, ${phoneCountry} as country
    from (select unnest(from_json($phones, '["VARCHAR"]')) as phone) ${phoneCountryJoins("phone")}`,
    {phones: JSON.stringify(phones)}
  );
  return phones.map((phone) => found.find((row) => row.phone === phone)?.country ?? null);
}

// Territories without a code of their own, and islands whose numbers need more than seven digits.
const others: Partial<Record<CountryCode, string>> = {AC: "SH", TA: "SH", BL: "GP", MF: "GP", EH: "MA"};

test("every country's example number is where libphonenumber puts it", async () => {
  const numbers = getCountries().map((code) => getExampleNumber(code, examples)!.number);
  const expected = numbers.map((number) => parsePhoneNumber(number).country!);
  expect(await countriesOf(numbers.map((number) => number.slice(1)))).toEqual(
    expected.map((code) => others[code] ?? code)
  );
});

test("numbers of no country have none", async () => {
  expect(await countriesOf(["80012345678", "870773111632", "883510000000", "99912345678", "0034600000001"])).toEqual([
    null,
    null,
    null,
    null,
    null
  ]);
});

test("making the tables again changes nothing", async () => {
  await createPhoneCountries(warehouse);
  expect(await countriesOf(["34600000001"])).toEqual(["ES"]);
  expect(await warehouse.rows("select distinct country from phone_countries_4 order by country")).toSatisfy(
    (rows: {country: string}[]) => rows.every(({country}) => countries.includes(country))
  );
});
