import {existsSync} from "node:fs";
import {installFromDebian} from "./debian.js";

const PLACES = [
  "/usr/bin/soffice",
  "/usr/bin/libreoffice",
  "/usr/local/bin/soffice",
  "/opt/libreoffice/program/soffice",
  "/Applications/LibreOffice.app/Contents/MacOS/soffice",
  "C:\\Program Files\\LibreOffice\\program\\soffice.exe"
];

/** The path of a LibreOffice on this system (SOFFICE_PATH first), or null. */
export function findOffice(): string | null {
  const named = process.env["SOFFICE_PATH"];
  return [named, ...PLACES].find((path) => path !== undefined && existsSync(path)) ?? null;
}

/** Debian's, without its windows: 90 MB to fetch, 280 MB of disk, half a minute. */
export function installOffice(): void {
  if (findOffice() === null) installFromDebian("LibreOffice", ["libreoffice-calc-nogui"]);
}
