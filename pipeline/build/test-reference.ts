import {settingsRows} from "../reference/settings-rows.js";
import type {ReferenceRow, ReferenceTableName} from "../reference/tables.js";
import {defaultSettings} from "../settings.js";

/**
 * The reference data a model test stands on unless it gives its own: the settings' defaults, and one calendar, Monday to
 * Friday 09:00–19:00 in Madrid without holidays, for every account and skill. The other tables are empty.
 */
export const testReference: Partial<Record<ReferenceTableName, ReferenceRow[]>> = {
  ...settingsRows(defaultSettings),
  calendars: [{calendar: "default", time_zone: "Europe/Madrid"}],
  opening_hours: [1, 2, 3, 4, 5].map((weekday) => ({calendar: "default", weekday, opens: "09:00", closes: "19:00"})),
  skills: [{calendar: "default"}]
};
