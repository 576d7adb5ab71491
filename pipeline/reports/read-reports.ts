import {readdir, readFile} from "node:fs/promises";
import {basename, join} from "node:path";
import {fileURLToPath} from "node:url";
import {throwFaults, UsageError} from "../errors.js";
import type {Settings} from "../settings.js";
import {ownSettings, parseReport, type Report} from "./definition.js";

export const reportsFolder = fileURLToPath(new URL("../../reports", import.meta.url));

/** Every report, by name. Faults of headers and of the settings of reports are all named at once; nothing has run yet. */
export async function readReports(settings: Settings, folder = reportsFolder): Promise<Report[]> {
  const names = await reportNames(folder);
  const parsed = await Promise.all(
    names.map(async (name) => parseReport(name, await readFile(join(folder, `${name}.sql`), "utf8")))
  );
  const reports = parsed.map(({report}) => report);
  throwFaults("reports", [
    ...parsed.flatMap(({faults}) => faults),
    ...sharedFiles(reports),
    ...settingsFaults(reports, settings)
  ]);
  return reports;
}

/** Refuses names that no report has; for before anything is opened. */
export async function checkNames(names: string[], folder = reportsFolder): Promise<void> {
  const known = await reportNames(folder);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`report ${unknown.join(", ")}: there is no such report. There are: ${known.join(", ")}.`);
  }
}

async function reportNames(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return files.map((file) => basename(file, ".sql"));
}

function sharedFiles(reports: Report[]): string[] {
  return reports.flatMap((report, index) => {
    const other = reports.slice(0, index).find(({file}) => file === report.file);
    return other ? [`${report.path}: its file ${report.file} is ${other.path}'s too. Name it otherwise.`] : [];
  });
}

function settingsFaults(reports: Report[], {reports: {byName}, deliver}: Settings): string[] {
  const unknown = Object.keys(deliver).filter((name) => !reports.some((report) => report.name === name));
  const faults = unknown.map(
    (name) =>
      `settings.yaml deliver.${name}: there is no such report. There are: ${reports.map(({name}) => name).join(", ")}.`
  );
  const choices = Object.entries(byName).flatMap(([name, {choices}]) => {
    const report = reports.find((report) => report.name === name);
    const known = reports.map((report) => report.name).join(", ");
    if (!report) return [`settings.yaml reports.${name}: there is no such report. There are: ${known}.`];
    const own = [...ownSettings, ...report.settings.map((setting) => setting.name)];
    return Object.keys(choices)
      .filter((choice) => !own.includes(choice))
      .map(
        (choice) => `settings.yaml reports.${name}.${choice}: there is no such setting. There are: ${own.join(", ")}.`
      );
  });
  return [...faults, ...choices];
}
