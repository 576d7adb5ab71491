import type {Settings} from "../settings.js";
import type {Report} from "./definition.js";
import type {DialectName} from "./dialects.js";

/** All that makes a report's file look and count as it does, apart from the data. */
export interface Layout {
  header: "console" | "clean";
  /** Of clean headers; the console's are as they are. */
  language: "es" | "en" | null;
  dialect: DialectName;
  time_zone: string;
  choices: Record<string, boolean>;
  /** Hash of the report's text. */
  definition: string;
}

export function layoutOf(report: Report, settings: Settings): Layout {
  const own = settings.reports.byName[report.name];
  const header = own?.header ?? settings.reports.header;
  return {
    header,
    language: header === "clean" ? settings.language : null,
    dialect: own?.dialect ?? settings.reports.dialect,
    time_zone: own?.timeZone ?? settings.timeZone,
    choices: Object.fromEntries(
      report.settings.map((setting) => [setting.name, own?.choices[setting.name] ?? setting.default])
    ),
    definition: report.hash
  };
}

/** The report with the name its file has under these settings. */
export function withFileName(report: Report, {choices}: Layout): Report {
  const shown = (name: string) => (choices[name] ? `_${name}` : "");
  return {...report, file: report.file.replaceAll(/\{(?!day\})([a-z_]+)\}/g, (_, name: string) => shown(name))};
}

/** The cells of the first line. */
export function headerOf(report: Report, {header, language}: Layout): string[] {
  return report.columns.map((column) => {
    if (header === "console") return column.console;
    return language === "es" ? column.es : column.name;
  });
}

/** Names of what differs between two layouts. */
export function layoutChanges(before: Layout, after: Layout): string[] {
  return (Object.keys(after) as (keyof Layout)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key])
  );
}
