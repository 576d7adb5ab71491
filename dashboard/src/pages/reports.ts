import {type Row, rowsOf} from "../components/cube.js";
import {type Child, element} from "../components/dom.js";
import {counted, words} from "../components/i18n.js";
import type {Page, View} from "../components/page.js";
import type {Column} from "../components/table.js";
import {card, notice} from "../components/ui.js";
import {undelivered} from "../components/undelivered.js";

const texts = words(
  {
    latestTitle: "¿Cómo está cada informe?",
    latestSubtitle: (reports: string) =>
      `El último día de cada informe, con su última revisión · ${counted(reports, "informe", "informes")}`,
    filesTitle: "¿Qué ficheros se han hecho?",
    filesSubtitle: "Los 60 últimos días de cada informe, revisiones incluidas · los últimos primero",
    undeliveredTitle: "¿Qué no ha llegado a su destino?",
    undeliveredSubtitle: "Envíos que se intentaron en vano · direcciones y carpetas ocultas",
    allDelivered: "Todo lo que se envió ha llegado.",
    noneSent: "No se ha enviado ningún informe.",
    noneSentTry: "Los destinos se escriben en settings.yaml, en",
    none: "Todavía no se ha hecho ningún informe.",
    noneTry: "Se hacen con",
    report: "Informe",
    day: "Día",
    state: "Estado",
    rows: "Filas",
    revision: "Revisión",
    madeAt: "Hecho",
    sentTo: "Enviado a",
    sentAt: "Último envío",
    file: "Fichero",
    missing: "Falta",
    download: "Descarga",
    of: (delivered: string, targets: string) => `${delivered} de ${targets}`,
    incomplete: "incompleto",
    replaced: "sustituido",
    empty: (reports: string) =>
      `Sin una sola fila en los días de abajo: ${reports}. En Estado de los datos se ve si llega lo que cuentan. `,
    notFiltered:
      "Se pueden descargar los informes sin datos de personas, o los que digan los ajustes (download); los demás llegan solo a sus destinatarios.",
    states: {
      waiting: "en espera",
      late: "retrasado",
      sending: "enviándose",
      failed: "envío fallido",
      sent: "enviado",
      made: "hecho"
    } as Record<string, string>
  },
  {
    latestTitle: "How is each report?",
    latestSubtitle: (reports) =>
      `The last day of each report, in its last revision · ${counted(reports, "report", "reports")}`,
    filesTitle: "Which files were made?",
    filesSubtitle: "The last 60 days of each report, with revisions · newest first",
    undeliveredTitle: "What has not reached its target?",
    undeliveredSubtitle: "Deliveries that were tried in vain · addresses and folders hidden",
    allDelivered: "Whatever was sent has arrived.",
    noneSent: "No report has been sent.",
    noneSentTry: "Targets are written into settings.yaml, under",
    none: "No report has been made yet.",
    noneTry: "They are made by",
    report: "Report",
    day: "Day",
    state: "State",
    rows: "Rows",
    revision: "Revision",
    madeAt: "Made",
    sentTo: "Sent to",
    sentAt: "Last sent",
    file: "File",
    missing: "Missing",
    download: "Download",
    of: (delivered, targets) => `${delivered} of ${targets}`,
    incomplete: "incomplete",
    replaced: "replaced",
    empty: (reports) =>
      `Without a single row on the days below: ${reports}. Data health shows whether what they count arrives. `,
    notFiltered:
      "Reports without data of persons can be downloaded, or those that the settings say (download); the others reach their recipients only.",
    states: {
      waiting: "waiting",
      late: "late",
      sending: "being sent",
      failed: "sending failed",
      sent: "sent",
      made: "made"
    }
  }
);

export const page: Page = {
  lead: {
    es: "Los ficheros CSV de cada día: qué se hizo, de qué día y a cuántos llegó. Un informe sale completo o lo dice.",
    en: "The CSV files of each day: what was made, for which day, and how many it reached. A report goes out complete or says that it is not."
  },
  files: ["reports", "undelivered"],
  controls: null,
  drawsWithoutData: true,
  draw(view) {
    const own = texts[view.language];
    const rows = rowsOf(view.cubes["reports"]!).sort(newestFirst);
    const empty = nothingUndelivered(rows, view);
    const says = {title: own.undeliveredTitle, subtitle: own.undeliveredSubtitle, empty};
    return [
      element("div", {class: "cards"}, latest(rows, view), undelivered(says, {only: "all"}, view), files(rows, view))
    ];
  }
};

// Nothing is undelivered where nothing was made, or sent to nobody.
function nothingUndelivered(rows: Row[], {language}: View): HTMLElement {
  const own = texts[language];
  if (rows.length === 0) return notice(own.none, own.noneTry, "npx chat-analytics run");
  const isSent = rows.some(({targets}) => (targets as number) > 0);
  return isSent ? notice(own.allDelivered, "") : notice(own.noneSent, own.noneSentTry, "deliver");
}

// A day that waits stands above its files; a file of the same time stands by its name.
function newestFirst(a: Row, b: Row): number {
  return (
    (b["day"] as number) - (a["day"] as number) ||
    String(a["report"]).localeCompare(String(b["report"])) ||
    ((b["revision"] as number | null) ?? Infinity) - ((a["revision"] as number | null) ?? Infinity)
  );
}

function latest(rows: Row[], view: View): HTMLElement {
  const own = texts[view.language];
  const seen = new Set<string>();
  const first = rows.filter(({report, is_last: isLast}) => {
    if (!isLast || seen.has(String(report))) return false;
    seen.add(String(report));
    return true;
  });
  const made = rows.filter((row) => row["rows"] !== null);
  const filled = new Set(made.filter((row) => (row["rows"] as number) > 0).map(({report}) => String(report)));
  const empty = [...new Set(made.map(({report}) => String(report)))].filter((report) => !filled.has(report)).sort();
  return card(
    {
      name: "latest_reports",
      title: own.latestTitle,
      subtitle: first.length === 0 ? null : own.latestSubtitle(view.format.integer(first.length)),
      rows: first.sort((a, b) => String(a["report"]).localeCompare(String(b["report"]))),
      layout: "records",
      columns: columns(view).filter(({name}) => name !== "file"),
      note:
        rows.length === 0 ? null : [empty.length === 0 ? null : own.empty(view.format.list(empty)), own.notFiltered],
      empty: notice(own.none, own.noneTry, "npx chat-analytics run"),
      wide: true
    },
    view
  );
}

function files(rows: Row[], view: View): HTMLElement {
  const own = texts[view.language];
  return card(
    {
      name: "report_files",
      title: own.filesTitle,
      subtitle: own.filesSubtitle,
      rows,
      layout: "records",
      columns: columns(view).filter(({name}) => !["report", "delivered_at"].includes(name)),
      empty: notice(own.none, own.noneTry, "npx chat-analytics run"),
      wide: true
    },
    view
  );
}

function columns(view: View): Column[] {
  const {format, language} = view;
  const own = texts[language];
  return [
    {name: "report", label: own.report, kind: "code"},
    {name: "file", label: own.file, kind: "code", content: ({file, report}) => String(file ?? report)},
    {name: "day", label: own.day, kind: "day"},
    {name: "state", label: own.state, content: (row) => stateOf(row, view)},
    {name: "missing", label: own.missing, content: ({missing}) => String(missing ?? "–")},
    {name: "rows", label: own.rows, kind: "integer"},
    {name: "revision", label: own.revision, kind: "integer"},
    {name: "written_at", label: own.madeAt, kind: "instant"},
    {
      name: "delivered",
      label: own.sentTo,
      kind: "integer",
      content: ({delivered, targets, file}) => {
        if (file === null || targets === 0) return "–";
        if (delivered === targets) return format.integer(targets as number);
        return own.of(format.integer(delivered as number), format.integer(targets as number));
      }
    },
    {name: "delivered_at", label: own.sentAt, kind: "instant"},
    {name: "download_bytes", label: own.download, content: (row) => downloadLink(row, view)}
  ];
}

function stateOf({state, missing, file, is_last: isLast}: Row, {language}: View): Child {
  const own = texts[language];
  const name = String(state);
  const more = [missing !== null && file !== null ? own.incomplete : null, isLast ? null : own.replaced];
  return element(
    "span",
    {class: `report-state ${name}`, "data-state": name},
    own.states[name] ?? name,
    more.map((text) => (text === null ? null : element("span", {class: "muted"}, ` · ${text}`)))
  );
}

function downloadLink({file, download_bytes: bytes}: Row, {format}: View): Child {
  if (bytes === null || file === null) return "–";
  const text = `CSV, ${format.integer(Math.max(1, Math.round((bytes as number) / 1000)))} kB`;
  const name = String(file);
  return element(
    "a",
    {
      href: `../reports/${encodeURIComponent(name)}`,
      download: name,
      class: "unbroken",
      "aria-label": `${text}: ${name}`
    },
    text
  );
}
