import {stat} from "node:fs/promises";
import {join} from "node:path";
import type {Context} from "../context.js";
import {createOutbox} from "../deliver/outbox.js";
import {createLedger} from "../reports/ledger.js";
import {readReports} from "../reports/read-reports.js";

/** A report's file that whoever reads the site may have. */
export interface Download {
  file: string;
  bytes: number;
}

/** Where they lie in a release. */
export const downloadsFolder = "reports";

const offeredDays = 60;

/**
 * Finds the files that the site offers, and notes them in ops.report_downloads for the page: the last revision of each
 * day of the reports that say so themselves or in the settings, of their last days, as long as they lie in the home.
 */
export async function offerDownloads(context: Context): Promise<Download[]> {
  const {warehouse, settings, home} = context;
  await createLedger(warehouse);
  await createOutbox(warehouse);
  const offered = (await readReports(settings))
    .filter(({name, isDownload}) => settings.reports.byName[name]?.download ?? isDownload)
    .map(({name}) => name);
  const files = await warehouse.rows<{file: string}>(
    `select file from ops.reports
    where list_contains(string_split($offered, ','), report)
    qualify row_number() over (partition by report, day order by revision desc) = 1
      and dense_rank() over (partition by report order by day desc) <= ${offeredDays}
    order by file`,
    {offered: offered.join()}
  );
  const downloads: Download[] = [];
  for (const {file} of files) {
    const found = await stat(join(home.reports, file)).catch(() => null);
    if (found?.isFile()) downloads.push({file, bytes: found.size});
  }
  await noteDownloads(context, downloads);
  return downloads;
}

async function noteDownloads({warehouse}: Context, downloads: Download[]): Promise<void> {
  await warehouse.run("create table if not exists ops.report_downloads (file varchar, bytes bigint)");
  const {same} = await warehouse.row<{same: boolean}>(
    `select (select string_agg(file || ' ' || bytes, ',' order by file) from ops.report_downloads)
      is not distinct from nullif($said, '') as same`,
    {said: downloads.map(({file, bytes}) => `${file} ${bytes}`).join()}
  );
  if (same) return;
  await warehouse.transaction(async () => {
    await warehouse.run("delete from ops.report_downloads");
    for (const {file, bytes} of downloads) {
      await warehouse.run("insert into ops.report_downloads values ($file, $bytes::bigint)", {
        file,
        bytes: String(bytes)
      });
    }
  });
}
