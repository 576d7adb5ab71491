import type {Settings} from "../settings.js";
import type {ReferenceRow, ReferenceValue, referenceTables} from "./tables.js";

/** The tables of the schema `reference` that come from settings.yaml; a column nobody fills does not compile. */
export function settingsRows(settings: Settings): {
  settings: Record<keyof typeof referenceTables.settings, ReferenceValue>[];
} & Record<"accounts" | "auth_international_exceptions" | "fallback_intents" | "notice_patterns", ReferenceRow[]> {
  const {whatsapp} = settings;
  return {
    settings: [
      {
        time_zone: settings.timeZone,
        language: settings.language,
        currency: settings.currency,
        portfolio: settings.portfolio,
        session_gap_hours: settings.sessionGapHours,
        stale_session_hours: settings.staleSessionHours,
        service_level_seconds: settings.serviceLevelSeconds,
        turn_join_seconds: settings.turnJoinSeconds,
        active_chat_gap_minutes: settings.activeChatGapMinutes,
        service_allowance: whatsapp.serviceAllowance,
        window_clock: whatsapp.windowClock,
        reactions: whatsapp.reactions,
        tiers: whatsapp.tiers,
        primary_location: whatsapp.primaryLocation,
        auth_international_start: whatsapp.authInternational.start
      }
    ],
    accounts: Object.entries(settings.accounts).flatMap(([account_id, periods]) =>
      periods.map(({name, timeZone, currency, portfolio, validFrom}) => ({
        account_id,
        name,
        time_zone: timeZone,
        currency,
        portfolio,
        valid_from: validFrom
      }))
    ),
    auth_international_exceptions: Object.entries(whatsapp.authInternational.exceptions).map(
      ([country, starts_at]) => ({country, starts_at})
    ),
    fallback_intents: settings.fallbackIntents.map((intent) => ({intent})),
    notice_patterns: settings.noticePatterns.map((pattern) => ({pattern}))
  };
}
