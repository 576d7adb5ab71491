import type {Home, Settings} from "../settings.js";
import {hoursFaults} from "./check-hours.js";
import {marketFaults, rateFaults, unusedCards} from "./check-rates.js";
import * as files from "./definitions.js";
import {type FileContent, firstFaults, type Placed, type ReferenceFile, readReferenceFile} from "./files.js";
import {callingCodes, marketPrefixes} from "./markets.js";
import {settingsRows} from "./settings-rows.js";
import type {ReferenceRow, ReferenceRows} from "./tables.js";
import {unreadFiles} from "./unread.js";

export interface CheckedReference {
  rows: ReferenceRows;
  warnings: string[];
  faults: string[];
}

/** Reads every reference file and checks each by itself and against the others. Files at fault give no further faults. */
export function readReferenceFiles(home: Home, settings: Settings): CheckedReference {
  const names: string[] = [];
  const read = <Row extends ReferenceRow>(file: ReferenceFile<Row>) => {
    names.push(file.name);
    return readReferenceFile(home, file);
  };
  const calendars = read(files.calendars);
  const openingHours = read(files.openingHours);
  const holidays = read(files.holidays);
  const skills = read(files.skills);
  const rates = read(files.rates);
  const markets = read(files.markets);
  const international = read(files.internationalCountries);
  const entryPoints = read(files.entryPoints);
  const aliases = read(files.aliases);
  const budgets = read(files.budgets);
  const intents = read(files.intents);
  const events = read(files.events(settings.timeZone));
  const errorCodes = read(files.errorCodes);

  const faults = [
    ...unreadFiles(home, names),
    ...faultsOf(calendars, () => repeats(calendars, ["calendar"], "calendar")),
    ...hoursFaults({calendars, openingHours, holidays, skills}),
    ...faultsOf(skills, () => repeats(skills, ["account_id", "skill", "valid_from"], "account, skill and valid_from")),
    ...faultsOf(markets, () => marketFaults(markets.rows)),
    ...faultsOf(rates, () => rateFaults(rates.rows, markets)),
    ...faultsOf(international, () => repeats(international, ["country"], "country")),
    ...faultsOf(entryPoints, () => repeats(entryPoints, ["valid_from"], "valid_from")),
    ...faultsOf(aliases, () => repeats(aliases, ["country"], "country")),
    ...faultsOf(budgets, () => repeats(budgets, ["month", "account_id", "currency"], "month, account and currency")),
    ...faultsOf(intents, () => repeats(intents, ["source_intent"], "source_name")),
    ...faultsOf(events, () => []),
    ...faultsOf(errorCodes, () => repeats(errorCodes, ["error_code"], "code"))
  ];
  return {
    rows: {
      ...settingsRows(settings),
      calendars: bare(calendars),
      opening_hours: bare(openingHours),
      holidays: bare(holidays),
      skills: bare(skills),
      whatsapp_rates: bare(rates),
      whatsapp_markets: bare(markets),
      auth_international_countries: bare(international),
      whatsapp_entry_points: bare(entryPoints),
      country_aliases: bare(aliases),
      budgets: bare(budgets),
      intents: bare(intents),
      events: bare(events),
      error_codes: bare(errorCodes),
      market_prefixes: marketPrefixes(markets.rows),
      calling_codes: callingCodes()
    },
    warnings: unusedCards(rates, settings),
    faults
  };
}

// What a row's cells got wrong comes first; rules over whole rows are checked on the good ones.
function faultsOf<Row>(content: FileContent<Row>, rules: () => string[]): string[] {
  return firstFaults(content.path, [...content.faults, ...rules()]);
}

/** Rows whose key stood in a row before. */
function repeats<Row>(content: FileContent<Row>, key: (keyof Row)[], called: string): string[] {
  const first = new Map<string, string>();
  return content.rows.flatMap((row) => {
    const value = JSON.stringify(key.map((column) => row[column]));
    const before = first.get(value);
    if (before !== undefined) return [`${row.place}: it has the same ${called} as ${before}. Take one of the two out.`];
    first.set(value, row.place);
    return [];
  });
}

function bare<Row extends ReferenceRow>(content: FileContent<Row>): ReferenceRow[] {
  return content.rows.map(({place: _, ...row}: Placed<Row>) => row as ReferenceRow);
}
