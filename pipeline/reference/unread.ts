import {existsSync, readdirSync} from "node:fs";
import type {Home} from "../settings.js";

/** Files of the home's reference folder that somebody wrote to be read and nothing reads: a fault each. */
export function unreadFiles({reference}: Home, names: string[]): string[] {
  if (!existsSync(reference)) return [];
  const entries = readdirSync(reference, {withFileTypes: true}).filter((entry) => !entry.isDirectory());
  const files = entries.map(({name}) => name).sort();
  return files.flatMap((file) => {
    if (isInTheMaking(file) || names.some((name) => file === `${name}.csv`)) return [];
    const [stem = ""] = file.toLowerCase().split(".");
    // A copy that somebody keeps beside the file, like holidays.csv.old, is no fault.
    const isMeant = names.includes(stem) && !files.includes(`${stem}.csv`);
    if (isMeant) return [`reference/${file}: it is not read. Save it as CSV, under the name ${stem}.csv.`];
    if (!file.toLowerCase().endsWith(".csv")) return [];
    return [`reference/${file}: no reference file has this name. Rename it, or move it away; ${list(names)}.`];
  });
}

// By an editor, a copy program, or an import of rates.
function isInTheMaking(file: string): boolean {
  return file.startsWith(".") || /(\.part|\.tmp|~)$/.test(file);
}

function list(names: string[]): string {
  return `there are ${names.map((name) => `${name}.csv`).join(", ")}`;
}
