import type {ReferenceRow, ReferenceTableName} from "../reference/tables.js";

/**
 * The reference data a model test stands on unless it gives its own: the settings' defaults, and one calendar, Monday to
 * Friday 09:00–19:00 in Madrid without holidays, for every account and skill. The other tables are empty.
 */
export const testReference: Partial<Record<ReferenceTableName, ReferenceRow[]>> = {
  settings: [
    {
      time_zone: "Europe/Madrid",
      language: "es",
      currency: "USD",
      portfolio: "main",
      session_gap_hours: 24,
      stale_session_hours: 16,
      service_level_seconds: 60,
      turn_join_seconds: 10,
      active_chat_gap_minutes: 10,
      service_allowance: "own",
      window_clock: "delivery",
      reactions: "charged",
      tiers: "published",
      primary_location: "ES",
      auth_international_start: null
    }
  ],
  calendars: [{calendar: "default", time_zone: "Europe/Madrid"}],
  opening_hours: [1, 2, 3, 4, 5].map((weekday) => ({calendar: "default", weekday, opens: "09:00", closes: "19:00"})),
  skills: [{calendar: "default"}],
  fallback_intents: [{intent: "Fallback intent"}, {intent: "Default Fallback Intent"}],
  notice_patterns: [{pattern: "Para poder atender tus peticiones"}]
};
