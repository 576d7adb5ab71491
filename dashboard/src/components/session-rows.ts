import {type Row, rowsOf} from "./cube.js";
import {readDay} from "./day.js";
import {element} from "./dom.js";
import {selectionOf} from "./filters.js";
import {counted, words} from "./i18n.js";
import {nameOf} from "./names.js";
import type {View} from "./page.js";
import {card, nothing, notice} from "./ui.js";

const texts = words(
  {
    title: "¿Qué sesiones hay detrás?",
    show: "Ver las sesiones de este día",
    subtitle: (shown: string, day: string) =>
      `${counted(shown, "sesión", "sesiones")} del ${day}, con nombres inventados`,
    sample: (shown: string, all: string) => `Son ${shown} de las ${all} sesiones del día, una muestra pareja. `,
    fromSample: (shown: string, all: string) =>
      `Salen de una muestra pareja: ${shown} de las ${all} sesiones del día. `,
    noneInSample: "Ninguna en la muestra del día",
    note: "Con el nombre se encuentra la sesión en el almacén; aquí no hay ni números ni textos.",
    tooOld: (day: string) => `Hay filas desde el ${day}.`,
    at: "Empieza",
    session: "Sesión",
    account: "Cuenta",
    team: "Equipo",
    intent: "Primera intención",
    outcome: "Resultado",
    inbound: "Del cliente",
    bot: "Del bot",
    agent: "De agentes",
    fallbacks: "No entendidos",
    outcomes: {
      handed_off: "Atendida por una persona",
      refused_out_of_hours: "Fuera de horario",
      not_picked_up: "Nadie la atendió",
      abandoned_after_fallback: "Abandonada tras no entender",
      completed: "Objetivo cumplido",
      quiet_end: "Termina sin más",
      open: "Abierta"
    } as Record<string, string>
  },
  {
    title: "Which sessions are behind it?",
    show: "Show the sessions of this day",
    subtitle: (shown, day) => `${counted(shown, "session", "sessions")} of ${day}, under made-up names`,
    sample: (shown, all) => `These are ${shown} of the day's ${all} sessions, an even sample. `,
    fromSample: (shown, all) => `They are of an even sample: ${shown} of the day's ${all} sessions. `,
    noneInSample: "None in the day's sample",
    note: "The name finds the session in the warehouse; there are no numbers and no texts here.",
    tooOld: (day) => `There are rows from ${day} on.`,
    at: "Begins",
    session: "Session",
    account: "Account",
    team: "Team",
    intent: "First intent",
    outcome: "Outcome",
    inbound: "From the contact",
    bot: "From the bot",
    agent: "From agents",
    fallbacks: "Not understood",
    outcomes: {
      handed_off: "Served by a person",
      refused_out_of_hours: "Out of hours",
      not_picked_up: "Nobody took it",
      abandoned_after_fallback: "Given up, not understood",
      completed: "Goal reached",
      quiet_end: "Quiet end",
      open: "Open"
    }
  }
);

// Who wants rows wants them of the next day too.
let isWanted = false;

/** On a single day: the sessions behind its numbers, loaded when somebody asks; nothing on longer periods. */
export function sessionRows(view: View, keep: (row: Row) => boolean = () => true): HTMLElement[] {
  const {filters, manifest, language, format} = view;
  if (filters.from !== filters.to) return [];
  const t = texts[language];
  const first = readDay(manifest.files["session_rows"]?.parts[0]?.span);
  if (first === null) return [];
  const box = element("div", {class: "wide", "data-testid": "rows-behind"});
  if (filters.from < first) {
    box.append(element("p", {class: "note"}, t.tooOld(format.day(first))));
    return [box];
  }
  const open = async () => {
    isWanted = true;
    const cube = await view.load("session_rows", [filters]);
    const {from, to} = filters;
    const all = (rowsOf(cube, {from, to})[0]?.["sessions_of_day"] as number | undefined) ?? 0;
    box.replaceChildren(rowsCard(view, rowsOf(cube, selectionOf(filters)).filter(keep), all));
  };
  const button = element("button", {type: "button", class: "link", "data-rows": true}, t.show);
  const tryToOpen = () => open().catch((error) => box.replaceChildren(element("p", {class: "note"}, String(error))));
  button.addEventListener("click", tryToOpen);
  box.append(button);
  if (isWanted) void tryToOpen();
  return [box];
}

/** As the button does, and the card comes into view. */
export function showSessionRows(): void {
  const box = document.querySelector<HTMLElement>('[data-testid="rows-behind"]');
  box?.querySelector<HTMLButtonElement>("[data-rows]")?.click();
  box?.scrollIntoView({block: "nearest"});
}

const most = 200;

/** The rows that were kept, of all the day's sessions. */
function rowsCard(view: View, rows: Row[], all: number): HTMLElement {
  const {filters, manifest, language, format, t: shared} = view;
  const t = texts[language];
  const sorted = [...rows].sort((a, b) => (a["started_at"] as number) - (b["started_at"] as number));
  const sample = rows.length === most ? t.sample : t.fromSample;
  return card(
    {
      name: "session_rows",
      title: t.title,
      subtitle: t.subtitle(format.integer(sorted.length), format.day(filters.from)),
      rows: sorted,
      columns: [
        {name: "started_at", label: t.at, kind: "instant", content: (row) => format.clock(row["started_at"] as number)},
        {
          name: "session",
          label: t.session,
          kind: "code",
          content: (row) => element("code", {}, String(row["session"]))
        },
        {
          name: "channel",
          label: shared.channel,
          content: (row) => nameOf(manifest, language, "channel", row["channel"] as string)
        },
        {
          name: "account_id",
          label: t.account,
          content: (row) => nameOf(manifest, language, "account_id", row["account_id"] as string)
        },
        {name: "skill", label: t.team, content: (row) => nameOf(manifest, language, "skill", row["skill"] as string)},
        {name: "first_intent", label: t.intent},
        {
          name: "outcome",
          label: t.outcome,
          content: (row) =>
            row["outcome"] === null ? "–" : (t.outcomes[String(row["outcome"])] ?? String(row["outcome"]))
        },
        {name: "messages_inbound", label: t.inbound, kind: "integer"},
        {name: "messages_bot", label: t.bot, kind: "integer"},
        {name: "messages_agent", label: t.agent, kind: "integer"},
        {name: "fallback_messages", label: t.fallbacks, kind: "integer"}
      ],
      note: [all > most ? sample(format.integer(most), format.integer(all)) : null, t.note],
      empty: all > most ? notice(t.noneInSample, "") : nothing(view),
      wide: true
    },
    view
  );
}
