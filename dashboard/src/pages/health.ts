import {type Row, rowsOf} from "../components/cube.js";
import {type Day, daysFrom, writeDay} from "../components/day.js";
import {type Child, element} from "../components/dom.js";
import {counted, type Language, words} from "../components/i18n.js";
import type {Page, View} from "../components/page.js";
import {sourcesOf, warningParts, warningsOf} from "../components/sources.js";
import {table} from "../components/table.js";
import {card, legend, nothingYet, notice} from "../components/ui.js";
import {undelivered} from "../components/undelivered.js";
import {reasonTexts} from "./health-reasons.js";

const texts = words(
  {
    arrivedTitle: "¿Qué llegó y cuándo?",
    arrivedSubtitle: "Filas por fuente y día del evento; más intenso, más filas",
    someRows: "con filas",
    noRows: "sin filas",
    refusedRows: "con filas rechazadas",
    warned: "con aviso",
    rows: "Filas",
    refused: "Rechazadas",
    warning: "Aviso",
    lastEvent: "Último evento",
    late: "sin noticias desde hace más de un día",
    nothingArrived: "Ninguna fuente tiene filas en estos días. Pruebe con un período más largo.",
    warningsTitle: "¿Qué llama la atención?",
    warningsSubtitle: "Avisos sobre los datos del período y sobre los ficheros cargados",
    detail: "Lo último que dice",
    days: "Días",
    lastDay: "Último día",
    codes: {
      unmapped_intents: "Intenciones que faltan en la tabla de intenciones",
      several_names: "Un agente con varios nombres",
      several_skills: "Un agente con varios equipos",
      unknown_authors: "Mensajes sin autor conocido",
      turns_without_message: "Turnos del bot sin mensaje del cliente",
      impossible_intervals: "Sesiones de agente imposibles",
      stale_sessions: "Sesiones de agente que nadie cerró",
      unknown_columns: "Columnas desconocidas, guardadas tal cual",
      unused_accounts: "Cuentas configuradas que ningún dato tiene",
      unused_skills: "Equipos configurados que ningún dato tiene",
      respelled_intents: "Intenciones configuradas que los datos escriben de otro modo",
      unused_budgets: "Presupuestos en una moneda en que a la cuenta no se le cobra"
    } as Record<string, string>,
    refusedTitle: "¿Qué filas se rechazaron, y por qué?",
    refusedSubtitle: (n: string) =>
      `${counted(n, "fila rechazada", "filas rechazadas")} en todos los ficheros cargados, con ejemplos · los valores no se muestran; están en ops.rejects, con lo que se dijo de cada uno`,
    noneRefused: "No se ha rechazado ninguna fila.",
    reason: "Motivo",
    column: "Columna",
    remedy: "Qué pasa, y dónde",
    takes: (codes: string) => `Admite ${codes}.`,
    file: "Fichero",
    line: "línea",
    checksTitle: "¿Se cumplen las comprobaciones?",
    checksSubtitle: (failed: string, all: string) => `Avisos del último cálculo: ${failed} de ${all} comprobaciones`,
    allHold: "Todas las comprobaciones del último cálculo se cumplen.",
    noChecks: "El último cálculo no hizo comprobaciones.",
    model: "Modelo",
    check: "Comprobación",
    failedRows: "Filas que no la cumplen",
    filesTitle: "¿Qué ficheros se han cargado?",
    filesSubtitle: "Leídas = aceptadas + rechazadas + repetidas · los últimos primero",
    noFiles: "No se ha cargado ningún fichero.",
    loadedAt: "Cargado",
    read: "Leídas",
    accepted: "Aceptadas",
    repeated: "Repetidas",
    replaced: "Sustituidas",
    undeliveredTitle: "¿Qué informes no han llegado?",
    undeliveredSubtitle: "Envíos dados por perdidos, tras siete intentos cada uno · direcciones y carpetas ocultas",
    allDelivered: "Ningún envío de informes se ha dado por perdido.",
    notFiltered: "No depende de los filtros."
  },
  {
    arrivedTitle: "What arrived, and when?",
    arrivedSubtitle: "Rows by source and day of the event; the stronger, the more rows",
    someRows: "rows",
    noRows: "no rows",
    refusedRows: "refused rows",
    warned: "warning",
    rows: "Rows",
    refused: "Refused",
    warning: "Warning",
    lastEvent: "Newest event",
    late: "nothing heard for more than a day",
    nothingArrived: "No source has rows on these days. Try a longer period.",
    warningsTitle: "What stands out?",
    warningsSubtitle: "Warnings about the data of the period and about the files loaded",
    detail: "What it said last",
    days: "Days",
    lastDay: "Last day",
    codes: {
      unmapped_intents: "Intents that the table of intents lacks",
      several_names: "One agent under several names",
      several_skills: "One agent in several teams",
      unknown_authors: "Messages without a known author",
      turns_without_message: "Turns of the bot without the contact's message",
      impossible_intervals: "Impossible agent sessions",
      stale_sessions: "Agent sessions that nobody closed",
      unknown_columns: "Unknown columns, kept as they are",
      unused_accounts: "Accounts set up that no data has",
      unused_skills: "Teams set up that no data has",
      respelled_intents: "Intents set up that the data spells otherwise",
      unused_budgets: "Budgets in a currency that the account is not charged in"
    },
    refusedTitle: "Which rows were refused, and why?",
    refusedSubtitle: (n) =>
      `${counted(n, "row refused", "rows refused")} in all files loaded, with examples · values are not shown; they are in ops.rejects, with what was said of each`,
    noneRefused: "No row was refused.",
    reason: "Reason",
    column: "Column",
    remedy: "What is wrong, and where",
    takes: (codes) => `It takes ${codes}.`,
    file: "File",
    line: "line",
    checksTitle: "Do the checks hold?",
    checksSubtitle: (failed, all) => `Warnings of the last build: ${failed} of ${all} checks`,
    allHold: "All checks of the last build hold.",
    noChecks: "The last build made no checks.",
    model: "Model",
    check: "Check",
    failedRows: "Rows that fail it",
    filesTitle: "Which files were loaded?",
    filesSubtitle: "Read = accepted + refused + repeated · newest first",
    noFiles: "No file was loaded.",
    loadedAt: "Loaded",
    read: "Read",
    accepted: "Accepted",
    repeated: "Repeated",
    replaced: "Replaced",
    undeliveredTitle: "Which reports did not arrive?",
    undeliveredSubtitle: "Deliveries that failed for good, seven times each · addresses and folders hidden",
    allDelivered: "No delivery of a report has failed for good.",
    notFiltered: "The filters do not concern it."
  }
);

export const page: Page = {
  lead: {
    es: "Qué ha llegado de cada fuente, qué se ha rechazado y por qué, y qué no cuadra. Nada se pierde sin decirlo.",
    en: "What arrived from each source, what was refused and why, and what does not add up. Nothing is lost unsaid."
  },
  files: ["health", "files", "rejects", "checks", "undelivered"],
  controls: [],
  days: {health: "all"},
  ignores: {
    channel: {es: "Una fuente no es un canal.", en: "A source is not a channel."},
    account_id: {es: "Una fuente trae varias cuentas.", en: "A source brings several accounts."},
    skill: {es: "Una fuente no es de un equipo.", en: "A source is no team's."}
  },
  drawsWithoutData: true,
  draw(view) {
    // Where nothing came, that nothing was refused and nothing warns says nothing.
    const others = ["files", "rejects", "checks", "undelivered"];
    if (!view.hasData && others.every((name) => view.cubes[name]!.length === 0)) {
      return [element("div", {class: "cards"}, arrived(view))];
    }
    return [
      element(
        "div",
        {class: "cards"},
        arrived(view),
        warnings(view),
        checks(view),
        failed(view),
        refused(view),
        files(view)
      )
    ];
  }
};

function arrived(view: View): HTMLElement {
  const {cubes, filters, format, language, t, manifest, hasData} = view;
  const own = texts[language];
  const cube = cubes["health"]!;
  const rows = rowsOf(cube, {from: filters.from, to: filters.to}).filter((row) => row["day"] !== null);
  const days = daysFrom(filters.from, filters.to);
  const sources = sourcesOf(cube, manifest.meta.as_of, filters);
  const lines = sources.map((source) => {
    const byDay = new Map(rows.filter((row) => row["source"] === source.source).map((row) => [row["day"] as Day, row]));
    const highest = Math.max(1, ...[...byDay.values()].map((row) => (row["rows"] as number | null) ?? 0));
    const cells = days.map((day) => dayCell(day, byDay.get(day), highest, view));
    return element(
      "li",
      {"data-source": source.source},
      element(
        "p",
        {class: "strip-head"},
        element("span", {class: `dot ${source.is_late ? "late" : "fresh"}`, "aria-hidden": "true"}),
        element("code", {}, source.source),
        element(
          "span",
          {class: "muted"},
          `${own.lastEvent}: ${format.instant(source.last_event_at)}${source.is_late ? ` · ${own.late}` : ""}`
        ),
        element("span", {class: "strip-total"}, `${own.rows}: ${format.integer(source.rows)}`)
      ),
      element("div", {class: "strip", "aria-hidden": "true", "--days": days.length}, cells)
    );
  });
  return card(
    {
      name: "arrivals",
      title: own.arrivedTitle,
      subtitle: hasData ? `${own.arrivedSubtitle} · ${format.range(filters.from, filters.to)}` : own.arrivedSubtitle,
      definition: "health.rows",
      rows,
      columns: [
        {name: "source", label: t.source, kind: "code"},
        {name: "day", label: t.day, kind: "day"},
        {name: "rows", label: own.rows, kind: "integer"},
        {name: "rows_refused", label: own.refused, kind: "integer"},
        {name: "last_event_at", label: own.lastEvent, kind: "instant"},
        {name: "warning", label: own.warning, content: ({warning}) => warningText(warning as string | null, language)}
      ],
      chart: [
        legend([
          {label: own.someRows, color: "var(--heat-high)"},
          {label: own.noRows, color: "var(--gap)", pattern: "hatched"},
          {label: own.refusedRows, color: "var(--bad)"},
          {label: own.warned, color: "var(--warn)", pattern: "line"}
        ]),
        element("ul", {class: "strips"}, lines)
      ],
      empty: hasData ? notice(t.nothingTitle, own.nothingArrived) : nothingYet(view),
      wide: true
    },
    view
  );
}

function dayCell(day: Day, row: Row | undefined, highest: number, {format, language}: View): Child {
  const own = texts[language];
  const count = (row?.["rows"] as number | null | undefined) ?? 0;
  const refused = (row?.["rows_refused"] as number | null | undefined) ?? 0;
  const title = [
    `${format.dayInWeek(day)}: ${own.rows} ${format.integer(count)}`,
    refused > 0 ? `${own.refused} ${format.integer(refused)}` : null,
    row ? warningText(row["warning"] as string | null, language) : null
  ];
  return element("span", {
    class: ["cell", count === 0 ? "gap" : "", refused > 0 ? "refused" : "", row?.["warning"] ? "warned" : ""].join(" "),
    title: title.filter((part) => part !== null).join(" · "),
    "data-day": writeDay(day),
    "--strength": `${(20 + 80 * Math.sqrt(count / highest)).toFixed(0)}%`
  });
}

function warningText(warning: string | null, language: Language): string | null {
  const parts = warning === null ? [] : warningParts(warning);
  const told = parts.map(({code, detail}) => `${texts[language].codes[code] ?? code}: ${detail}`);
  return told.length === 0 ? null : told.join(" · ");
}

function warnings(view: View): HTMLElement {
  const {cubes, filters, scope, language, t} = view;
  const own = texts[language];
  const rows = warningsOf(cubes["health"]!, filters, scope.last);
  return card(
    {
      name: "warnings",
      title: own.warningsTitle,
      subtitle: own.warningsSubtitle,
      definition: "health.warning",
      rows,
      layout: "records",
      columns: [
        {name: "source", label: t.source, kind: "code"},
        {name: "code", label: own.warning, content: ({code}) => own.codes[String(code)] ?? String(code)},
        {name: "detail", label: own.detail},
        {name: "days", label: own.days, kind: "integer"},
        {name: "last_day", label: own.lastDay, kind: "day"}
      ],
      empty: notice(t.noneWarned, ""),
      wide: true
    },
    view
  );
}

function refused(view: View): HTMLElement {
  const {cubes, format, language, t} = view;
  const own = texts[language];
  const rows = rowsOf(cubes["rejects"]!);
  const groups = rows
    .filter((row) => row["example"] === 1)
    .sort((a, b) => (b["rows"] as number) - (a["rows"] as number));
  const examples = (group: Row) =>
    rows
      .filter((row) => ["source", "reason", "column_name"].every((name) => row[name] === group[name]))
      .sort((a, b) => (a["example"] as number) - (b["example"] as number));
  const all = groups.reduce((sum, row) => sum + (row["rows"] as number), 0);
  const shown = table(
    [
      {name: "source", label: t.source, kind: "code"},
      {name: "reason", label: own.reason, content: (group) => reasonOf(group, view).name},
      {name: "column_name", label: own.column, kind: "code"},
      {name: "rows", label: own.rows, kind: "integer"},
      {name: "remedy", label: own.remedy, content: (group) => remedyOf(group, examples(group), view)}
    ],
    groups,
    format,
    own.refusedTitle,
    {layout: "records"}
  );
  return card(
    {
      name: "refused_rows",
      title: own.refusedTitle,
      subtitle: own.refusedSubtitle(format.integer(all)),
      definition: "health.rows_refused",
      rows: rows.map((row) => ({...row, remedy: reasonOf(row, view).remedy})),
      columns: ["source", "reason", "column_name", "rows", "example", "file", "line", "remedy", "takes"].map(
        (name) => ({
          name,
          label: name
        })
      ),
      chart: shown,
      hasTable: false,
      note: own.notFiltered,
      empty: notice(own.noneRefused, ""),
      wide: true
    },
    view
  );
}

// A warehouse may hold reasons of another version.
function reasonOf({reason}: Row, {language}: View): {name: string; remedy: string} {
  const known: Record<string, {name: string; remedy: string}> = reasonTexts[language];
  return known[String(reason)] ?? {name: String(reason), remedy: ""};
}

function remedyOf(group: Row, examples: Row[], view: View): Child[] {
  const {line, takes} = texts[view.language];
  const places = examples.map((row) =>
    row["line"] === null ? row["file"] : `${row["file"]}, ${line} ${view.format.integer(row["line"] as number)}`
  );
  const codes = group["takes"] === null ? [] : [takes(String(group["takes"]))];
  return [
    element("p", {}, [reasonOf(group, view).remedy, ...codes].join(" ")),
    element("p", {class: "muted"}, places.join(" · "))
  ];
}

function checks(view: View): HTMLElement {
  const {cubes, format, language} = view;
  const own = texts[language];
  const all = rowsOf(cubes["checks"]!);
  const failed = all.filter((row) => (row["failed_rows"] as number) > 0);
  return card(
    {
      name: "checks",
      title: own.checksTitle,
      subtitle: own.checksSubtitle(format.integer(failed.length), format.integer(all.length)),
      rows: failed,
      layout: "records",
      columns: [
        {name: "model", label: own.model, kind: "code"},
        {name: "check_name", label: own.check, kind: "code"},
        {name: "failed_rows", label: own.failedRows, kind: "integer"}
      ],
      note: own.notFiltered,
      empty: notice(all.length === 0 ? own.noChecks : own.allHold, ""),
      wide: true
    },
    view
  );
}

function failed(view: View): HTMLElement {
  const own = texts[view.language];
  const {undeliveredTitle: title, undeliveredSubtitle: subtitle, notFiltered: note} = own;
  const empty = notice(own.allDelivered, "");
  return undelivered({title, subtitle, empty, note}, {only: "failed"}, view);
}

function files(view: View): HTMLElement {
  const {cubes, language, t} = view;
  const own = texts[language];
  const rows = rowsOf(cubes["files"]!).sort((a, b) => (b["loaded_at"] as number) - (a["loaded_at"] as number));
  return card(
    {
      name: "files",
      title: own.filesTitle,
      subtitle: own.filesSubtitle,
      rows,
      columns: [
        {name: "source", label: t.source, kind: "code"},
        {name: "file", label: own.file, kind: "code"},
        {name: "loaded_at", label: own.loadedAt, kind: "instant"},
        {name: "rows_read", label: own.read, kind: "integer"},
        {name: "rows_accepted", label: own.accepted, kind: "integer"},
        {name: "rows_refused", label: own.refused, kind: "integer"},
        {name: "rows_repeated", label: own.repeated, kind: "integer"},
        {name: "rows_replaced", label: own.replaced, kind: "integer"}
      ],
      note: own.notFiltered,
      empty: notice(own.noFiles, ""),
      wide: true
    },
    view
  );
}
