import {
  amount,
  budget,
  choice,
  count,
  country,
  currency,
  day,
  flag,
  hours,
  id,
  instant,
  month,
  optional,
  text,
  timeOfDay,
  timeZone,
  weekday
} from "./cells.js";
import type {ReferenceFile} from "./files.js";

export type CalendarRow = {calendar: string; time_zone: string};
export type OpeningHoursRow = {
  calendar: string;
  weekday: number;
  opens: string;
  closes: string;
  valid_from: string | null;
  valid_to: string | null;
};
export type HolidayRow = {
  calendar: string;
  holiday_date: string;
  name: string;
  opens: string | null;
  closes: string | null;
};
export type SkillRow = {
  account_id: string | null;
  skill: string | null;
  calendar: string | null;
  valid_from: string | null;
};
export type RateRow = {
  effective_from: string;
  valid_to_exclusive: string | null;
  currency: string;
  market: string;
  category: string;
  tier_from: number;
  tier_to: number | null;
  rate: string;
  evidence: string;
};
export type MarketRow = {
  country_name: string;
  iso2: string | null;
  calling_code: string;
  market: string;
  valid_from: string;
  valid_to_exclusive: string | null;
};
export type InternationalRow = {country: string; valid_from: string};
export type EntryPointRow = {valid_from: string; hours: number};
export type AliasRow = {country: string; same_as: string};
export type BudgetRow = {month: string; account_id: string; currency: string; amount: string};
export type IntentRow = {
  source_intent: string;
  intent: string | null;
  intent_group: string | null;
  /** null = the source and the list in settings decide. */
  is_fallback: boolean | null;
  is_goal: boolean;
  is_handoff: boolean;
  is_out_of_hours_notice: boolean;
};
export type EventRow = {starts_at: string; label: string; kind: string | null};
export type ErrorCodeRow = {
  error_code: string;
  title: string;
  meaning: string | null;
  remedy: string | null;
  title_es: string | null;
  meaning_es: string | null;
  remedy_es: string | null;
};

export const calendars: ReferenceFile<CalendarRow> = {
  name: "calendars",
  columns: {calendar: {header: "calendar", cell: text}, time_zone: {header: "time_zone", cell: timeZone}}
};

export const openingHours: ReferenceFile<OpeningHoursRow> = {
  name: "opening_hours",
  columns: {
    calendar: {header: "calendar", cell: text},
    weekday: {header: "weekday", cell: weekday},
    opens: {header: "opens", cell: timeOfDay},
    closes: {header: "closes", cell: timeOfDay},
    valid_from: {header: "valid_from", cell: optional(day)},
    valid_to: {header: "valid_to", cell: optional(day)}
  }
};

export const holidays: ReferenceFile<HolidayRow> = {
  name: "holidays",
  columns: {
    calendar: {header: "calendar", cell: text},
    holiday_date: {header: "date", cell: day},
    name: {header: "name", cell: text},
    opens: {header: "opens", cell: optional(timeOfDay)},
    closes: {header: "closes", cell: optional(timeOfDay)}
  }
};

export const skills: ReferenceFile<SkillRow> = {
  name: "skills",
  columns: {
    account_id: {header: "account_id", cell: optional(id)},
    skill: {header: "skill", cell: optional(text)},
    calendar: {header: "calendar", cell: optional(text)},
    valid_from: {header: "valid_from", cell: optional(day)}
  }
};

/** Categories of all regimes. */
export const categories = [
  "business_initiated",
  "user_initiated",
  "marketing",
  "marketing_lite",
  "utility",
  "authentication",
  "authentication_international",
  "service"
];

export const rates: ReferenceFile<RateRow> = {
  name: "whatsapp_rates",
  columns: {
    effective_from: {header: "effective_from", cell: day},
    valid_to_exclusive: {header: "valid_to_exclusive", cell: optional(day)},
    currency: {header: "currency", cell: currency},
    market: {header: "market", cell: text},
    category: {header: "category", cell: choice(...categories)},
    tier_from: {header: "tier_from", cell: count},
    tier_to: {header: "tier_to", cell: optional(count)},
    rate: {header: "rate", cell: amount},
    evidence: {header: "evidence", cell: choice("official", "published", "derived", "inferred")}
  }
};

export const markets: ReferenceFile<MarketRow> = {
  name: "whatsapp_markets",
  columns: {
    country_name: {header: "country_name", cell: text},
    iso2: {header: "iso2", cell: optional(country)},
    calling_code: {header: "calling_code", cell: text},
    market: {header: "market", cell: text},
    valid_from: {header: "valid_from", cell: day},
    valid_to_exclusive: {header: "valid_to_exclusive", cell: optional(day)}
  }
};

export const internationalCountries: ReferenceFile<InternationalRow> = {
  name: "auth_international_countries",
  columns: {country: {header: "country", cell: country}, valid_from: {header: "valid_from", cell: day}}
};

/** How long a free entry point lasts that opens from a day on. */
export const entryPoints: ReferenceFile<EntryPointRow> = {
  name: "whatsapp_entry_points",
  columns: {valid_from: {header: "valid_from", cell: day}, hours: {header: "hours", cell: hours}}
};

export const aliases: ReferenceFile<AliasRow> = {
  name: "country_aliases",
  columns: {country: {header: "country", cell: country}, same_as: {header: "same_as", cell: country}}
};

export const budgets: ReferenceFile<BudgetRow> = {
  name: "budgets",
  columns: {
    month: {header: "month", cell: month},
    account_id: {header: "account_id", cell: id},
    currency: {header: "currency", cell: currency},
    amount: {header: "amount", cell: budget}
  }
};

export const intents: ReferenceFile<IntentRow> = {
  name: "intents",
  columns: {
    source_intent: {header: "source_name", cell: text},
    intent: {header: "shown_name", cell: optional(text)},
    intent_group: {header: "group", cell: optional(text)},
    is_fallback: {header: "is_fallback", cell: optional(flag)},
    is_goal: {header: "is_goal", cell: flag},
    is_handoff: {header: "is_handoff", cell: flag},
    is_out_of_hours_notice: {header: "is_out_of_hours_notice", cell: flag}
  }
};

/** Things that happened and show on charts; a time without offset is in the reporting zone. */
export function events(zone: string): ReferenceFile<EventRow> {
  return {
    name: "events",
    columns: {
      starts_at: {header: "starts_at", cell: instant(zone)},
      label: {header: "label", cell: text},
      kind: {header: "kind", cell: optional(text)}
    }
  };
}

export const errorCodes: ReferenceFile<ErrorCodeRow> = {
  name: "error_codes",
  columns: {
    error_code: {header: "code", cell: text},
    title: {header: "title", cell: text},
    meaning: {header: "meaning", cell: optional(text)},
    remedy: {header: "remedy", cell: optional(text)},
    // A file from before these were there is still good.
    title_es: {header: "title_es", cell: optional(text), isOptional: true},
    meaning_es: {header: "meaning_es", cell: optional(text), isOptional: true},
    remedy_es: {header: "remedy_es", cell: optional(text), isOptional: true}
  }
};
