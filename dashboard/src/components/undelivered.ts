import {type Row, rowsOf} from "./cube.js";
import {words} from "./i18n.js";
import type {View} from "./page.js";
import {card} from "./ui.js";

const texts = words(
  {
    report: "Informe",
    day: "Día del informe",
    to: "Destino",
    tried: "Intentos",
    last: "Último intento",
    fault: "Qué respondió",
    file: "Fichero",
    state: "Estado",
    states: {failed: "dado por perdido", sending: "se volverá a intentar"} as Record<string, string>,
    kinds: {email: "correo", folder: "carpeta", sftp: "SFTP", put: "dirección HTTPS", s3: "almacén S3"} as Record<
      string,
      string
    >
  },
  {
    report: "Report",
    day: "Day of the report",
    to: "Target",
    tried: "Attempts",
    last: "Last attempt",
    fault: "What it answered",
    file: "File",
    state: "State",
    states: {failed: "failed for good", sending: "will be tried again"},
    kinds: {email: "e-mail", folder: "folder", sftp: "SFTP", put: "HTTPS address", s3: "S3 store"}
  }
);

/** Deliveries of reports that did not get through; those given up alone, or those under way too. */
export function undelivered(
  says: {title: string; subtitle: string; empty: HTMLElement; note?: string},
  {only}: {only: "failed" | "all"},
  view: View
): HTMLElement {
  const own = texts[view.language];
  const rows = rowsOf(view.cubes["undelivered"]!)
    .filter((row) => only === "all" || row["state"] === "failed")
    .sort(latestFirst);
  return card(
    {
      name: "undelivered",
      title: says.title,
      subtitle: says.subtitle,
      rows,
      layout: "records",
      columns: [
        {name: "report", label: own.report, kind: "code"},
        {name: "day", label: own.day, kind: "day"},
        {
          name: "kind",
          label: own.to,
          content: ({kind, target}) => [own.kinds[String(kind)], target].filter(Boolean).join(" · ")
        },
        {name: "state", label: own.state, content: ({state}) => own.states[String(state)] ?? String(state)},
        {name: "attempts", label: own.tried, kind: "integer"},
        {name: "changed_at", label: own.last, kind: "instant"},
        {name: "fault", label: own.fault}
      ],
      ...(says.note && {note: says.note}),
      empty: says.empty,
      wide: true
    },
    view
  );
}

function latestFirst(a: Row, b: Row): number {
  return (b["changed_at"] as number) - (a["changed_at"] as number) || (a["place"] as number) - (b["place"] as number);
}
