import type {Delivery} from "./outbox.js";
import type {Figure, Summary} from "./summary.js";

type Language = "es" | "en";

const words = {
  es: {
    locale: "es",
    report: (name: string, day: string) => `Informe ${name} del ${day}.`,
    revision: (number: number) => `revisión ${number}`,
    revised: "Han llegado datos después del envío anterior; este fichero sustituye al de antes.",
    changes: (added: string, removed: string) => `Filas nuevas: ${added}; filas que ya no están: ${removed}.`,
    attached: (file: string, rows: string) => `Adjunto: ${file} (filas: ${rows}).`,
    gzip: "Está comprimido con gzip porque es grande; 7-Zip y la mayoría de programas lo abren.",
    figures: {day: "Cifras del día", week: "Cifras de la semana"},
    usual: {day: "lo habitual ese día de la semana", week: "lo habitual en una semana"},
    none: "sin datos",
    odd: "Llama la atención",
    nothingOdd: "Nada llama la atención.",
    low: (name: string, value: string, usual: string) =>
      `${name}: ${value}, menos de la mitad de lo habitual (${usual})`,
    high: (name: string, value: string, usual: string) => `${name}: ${value}, más del doble de lo habitual (${usual})`,
    notZero: (name: string, value: string) => `${name}: ${value}, debería ser 0`,
    noRows: "El fichero no tiene ninguna fila.",
    incomplete: "El día aún no estaba completo.",
    missing: (source: string) => `${source}: no habían llegado datos`,
    silent: (source: string, date: string, time: string) => `${source}: sin datos desde el ${date} a las ${time}`,
    refused: (source: string, rows: string) => `${source}: filas rechazadas al cargar: ${rows}`,
    codes: {
      unmapped_intents: "intenciones que no están en la tabla",
      unknown_authors: "mensajes de los que solo se conocen los estados",
      turns_without_message: "respuestas del bot sin mensaje",
      impossible_intervals: "sesiones de agente imposibles",
      stale_sessions: "sesiones de agente sin cerrar",
      several_names: "agentes con varios nombres",
      several_skills: "agentes con varios equipos",
      unknown_columns: "columnas desconocidas"
    } as Record<string, string>
  },
  en: {
    locale: "en-GB",
    report: (name: string, day: string) => `Report ${name} of ${day}.`,
    revision: (number: number) => `revision ${number}`,
    revised: "Data arrived after the last message; this file takes the place of the one before.",
    changes: (added: string, removed: string) => `New rows: ${added}; rows gone: ${removed}.`,
    attached: (file: string, rows: string) => `Attached: ${file} (rows: ${rows}).`,
    gzip: "It is compressed with gzip because it is big; 7-Zip and most programs open it.",
    figures: {day: "Figures of the day", week: "Figures of the week"},
    usual: {day: "usual on that weekday", week: "usual in a week"},
    none: "no data",
    odd: "Worth a look",
    nothingOdd: "Nothing stands out.",
    low: (name: string, value: string, usual: string) => `${name}: ${value}, less than half of the usual (${usual})`,
    high: (name: string, value: string, usual: string) => `${name}: ${value}, more than double the usual (${usual})`,
    notZero: (name: string, value: string) => `${name}: ${value}, should be 0`,
    noRows: "The file has no rows.",
    incomplete: "The day was not complete yet.",
    missing: (source: string) => `${source}: no data had arrived`,
    silent: (source: string, date: string, time: string) => `${source}: no data since ${date}, ${time}`,
    refused: (source: string, rows: string) => `${source}: rows refused when loaded: ${rows}`,
    codes: {
      unmapped_intents: "intents that are not in the table",
      unknown_authors: "messages of which only statuses are known",
      turns_without_message: "answers of the bot without a message",
      impossible_intervals: "impossible agent sessions",
      stale_sessions: "agent sessions that were not closed",
      several_names: "agents with several names",
      several_skills: "agents with several teams",
      unknown_columns: "unknown columns"
    } as Record<string, string>
  }
};

/** The subject and the text that bring a report: its figures, and what is odd in them. */
export function messageOf(
  {report, day, revision, file, summary}: Pick<Delivery, "report" | "day" | "revision" | "file" | "summary">,
  language: Language,
  isCompressed: boolean
): {subject: string; text: string} {
  const say = words[language];
  const subject = `${report} ${day}${revision > 1 ? ` (${say.revision(revision)})` : ""}`;
  const number = numberFormat(language);
  const paragraphs: string[][] = [[say.report(report, dateOf(day, language))]];
  if (revision > 1) {
    const {changes} = summary ?? {changes: null};
    const counted = changes === null ? [] : [say.changes(number(changes.added), number(changes.removed))];
    paragraphs.push([say.revised, ...counted]);
  }
  const name = isCompressed ? `${file}.gz` : file;
  const attached = summary === null ? name : say.attached(name, number(summary.rows));
  paragraphs.push([attached, ...(isCompressed ? [say.gzip] : [])]);
  if (summary !== null) paragraphs.push(...sections(summary, language));
  return {subject, text: `${paragraphs.map((lines) => lines.join("\n")).join("\n\n")}\n`};
}

function sections(summary: Summary, language: Language): string[][] {
  const say = words[language];
  const number = numberFormat(language);
  const {period} = summary;
  const shown = summary.figures.map((figure) => {
    const usual = figure.usual === null ? "" : ` (${say.usual[period]}: ${number(figure.usual)})`;
    const value = figure.value === null ? say.none : amountOf(figure, language);
    return `  ${nameOf(figure, language)}: ${value}${usual}`;
  });
  const odd = oddities(summary, language);
  return [
    ...(shown.length === 0 ? [] : [[`${say.figures[period]}:`, ...shown]]),
    odd.length === 0 ? [say.nothingOdd] : [`${say.odd}:`, ...odd.map((line) => `  ${line}`)]
  ];
}

function oddities(
  {rows, figures, findings, refused, silent, missing, isDayComplete}: Summary,
  language: Language
): string[] {
  const say = words[language];
  const number = numberFormat(language);
  return [
    ...(isDayComplete ? [] : [say.incomplete]),
    ...missing.map(say.missing),
    ...silent.map(({source, day, time}) => say.silent(source, dateOf(day, language), time)),
    // Where nothing is usual, as on a Sunday, it is not odd.
    ...(rows === 0 && !figures.some(({usual}) => usual === 0) ? [say.noRows] : []),
    ...figures.flatMap((figure) => {
      const name = nameOf(figure, language);
      const value = amountOf(figure, language);
      if (figure.odd === "not_zero") return [say.notZero(name, value)];
      return figure.odd === null ? [] : [say[figure.odd](name, value, number(figure.usual ?? 0))];
    }),
    ...refused.map((refusal) => say.refused(refusal.source, number(refusal.rows))),
    ...findings.map(({source, code}) => `${source}: ${say.codes[code] ?? code.replaceAll("_", " ")}`)
  ];
}

function nameOf({name, es}: Figure, language: Language): string {
  return (language === "es" ? es : name).replaceAll("_", " ");
}

function dateOf(day: string, language: Language): string {
  return new Intl.DateTimeFormat(words[language].locale, {dateStyle: "long", timeZone: "UTC"}).format(new Date(day));
}

function amountOf({value, currency}: Figure, language: Language): string {
  return `${numberFormat(language)(value ?? 0)}${currency === null ? "" : ` ${currency}`}`;
}

function numberFormat(language: Language): (value: number) => string {
  const format = new Intl.NumberFormat(words[language].locale, {maximumFractionDigits: 2, useGrouping: "always"});
  return (value) => format.format(value);
}
