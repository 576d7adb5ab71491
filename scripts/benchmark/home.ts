import {mkdirSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {Context} from "../../pipeline/context.js";
import {silentLog} from "../../pipeline/log.js";
import {migrateWarehouse} from "../../pipeline/migrate.js";
import {homeAt, readSettings} from "../../pipeline/settings.js";
import {now} from "../../pipeline/time.js";
import {openWarehouse} from "../../pipeline/warehouse.js";

/** Works on a home as a command does, quietly and within a memory limit. */
export async function withHome<T>(root: string, memoryLimit: string, work: (context: Context) => Promise<T>) {
  const home = homeAt(root);
  mkdirSync(home.temporary, {recursive: true});
  const settings = await readSettings(home);
  const warehouse = await openWarehouse(home.warehouse, {memoryLimit, temporaryDirectory: home.temporary});
  try {
    await migrateWarehouse(warehouse, now());
    const signal = new AbortController().signal;
    return await work({home, settings, warehouse, log: silentLog, now: now(), signal});
  } finally {
    warehouse.close();
  }
}

/** A home whose settings know the bulk data's account; its inbox is made by whoever asks. */
export function makeHome(root: string): string {
  mkdirSync(join(root, "inbox"), {recursive: true});
  const account = "{name: Bulk, time_zone: Europe/Madrid, currency: USD, portfolio: main}";
  writeFileSync(join(root, "settings.yaml"), `time_zone: Europe/Madrid\naccounts:\n  "104830000000001": ${account}\n`);
  return root;
}

/** Forgets what was loaded; the inbox stays. */
export function emptyHome(root: string): void {
  const home = homeAt(root);
  for (const path of [home.warehouse, `${home.warehouse}.wal`, home.temporary])
    rmSync(path, {recursive: true, force: true});
}
