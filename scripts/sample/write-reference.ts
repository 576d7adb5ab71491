import {isoOf} from "./clock.js";
import {accounts, calendarOf, holidays, openingHours, seasons} from "./company.js";
import {csvFile, type SampleFile, textFile} from "./files.js";
import {appointmentConfirmed, askPerson, fallbackIntent, intents} from "./intents.js";

/** What the people of the company decide: settings, hours, names, budgets, what happened when. */
export function referenceFiles(): SampleFile[] {
  return [
    textFile("settings.yaml", settings),
    csvFile(
      "reference/calendars.csv",
      ["calendar", "time_zone"],
      [...new Set(openingHours.map(({calendar}) => calendar))].map((calendar) => [calendar, "Europe/Madrid"])
    ),
    csvFile(
      "reference/opening_hours.csv",
      ["calendar", "weekday", "opens", "closes", "valid_from", "valid_to"],
      openingHours.flatMap(({calendar, weekdays, opens, closes, validFrom, validTo}) =>
        weekdays.map((weekday) => [calendar, weekday, opens, closes, validFrom, validTo])
      )
    ),
    csvFile(
      "reference/holidays.csv",
      ["calendar", "date", "name", "opens", "closes"],
      holidays.map(({calendar, date, name, opens, closes}) => [calendar, date, name, opens, closes])
    ),
    csvFile(
      "reference/skills.csv",
      ["account_id", "skill", "calendar", "valid_from"],
      [["", "", "tienda", ""], ...Object.entries(calendarOf).map(([skill, calendar]) => ["", skill, calendar, ""])]
    ),
    csvFile(
      "reference/intents.csv",
      ["source_name", "shown_name", "group", "is_fallback", "is_goal", "is_handoff", "is_out_of_hours_notice"],
      intents.flatMap((intent) =>
        [intent.dialogflow, intent.console].map((name) => [
          name,
          intent.shown,
          intent.group,
          intent === fallbackIntent,
          intent === appointmentConfirmed,
          intent === askPerson,
          false
        ])
      )
    ),
    csvFile(
      "reference/budgets.csv",
      ["month", "account_id", "currency", "amount"],
      ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12"].flatMap((month, index) =>
        accounts.map(({id}, account) => [month, id, "USD", monthlyBudgets[account]![index]!])
      )
    ),
    csvFile(
      "reference/events.csv",
      ["starts_at", "label", "kind"],
      [
        ["2026-09-01T00:00:00+02:00", "Fin del horario de verano del taller", "note"],
        ["2026-09-15T10:00:00+02:00", "Bot 4.11", "release"],
        ["2026-10-01T00:00:00+02:00", "Nuevas tarifas de WhatsApp", "note"],
        ["2026-10-06T10:00:00+02:00", "Campaña Otoño en tu salón", "campaign"],
        [isoOf(seasons.badDeployFrom), "Bot 4.12", "release"],
        [isoOf(seasons.badDeployTo), "Vuelta al bot 4.11", "incident"],
        ["2026-11-10T10:00:00+01:00", "Campaña Black Friday previa", "campaign"]
      ]
    )
  ];
}

const monthlyBudgets = [
  [15, 40, 170, 150, 220],
  [2, 3, 5, 10, 10]
];

const settings = `# The made-up company of the sample: a Spanish retailer with a second account for Latin America.
time_zone: Europe/Madrid
language: es
currency: USD
portfolio: nimbora
sources:
  agent_history: {time_zone: UTC}
notice_patterns:
  - Para poder atender tus peticiones
accounts:
${accounts
  .map(
    ({id, name, timeZone}) => `  "${id}": {name: ${name}, time_zone: ${timeZone}, currency: USD, portfolio: nimbora}\n`
  )
  .join("")}whatsapp:
  primary_location: ES
service_level_seconds: 120
`;
