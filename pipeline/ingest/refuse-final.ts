import type {Feed} from "../contracts/feed.js";
import {retainedFeeds} from "../contracts/feeds.js";
import type {Reason} from "../contracts/reasons.js";
import {startOfDay} from "../time.js";
import {identifier, literal, type Warehouse} from "../warehouse.js";
import {lastInstant} from "./last-instant.js";
import type {Load} from "./load.js";
import {rawTable} from "./raw-tables.js";

/**
 * Refuses the new rows (file_id = this load's) of days whose metrics are final since retention removed what they were
 * counted from. A snapshot of something that is still known is taken: it says what became of it since. The texts of
 * what is refused are not kept.
 */
export async function refuseFinal({context, lineage, finalBefore}: Load, feed: Feed): Promise<void> {
  if (finalBefore === null || !retainedFeeds.includes(feed.name)) return;
  const {warehouse, settings} = context;
  const {fileId} = lineage;
  const table = rawTable(feed);
  const open = startOfDay(`date '${finalBefore}'`, literal(settings.timeZone));
  const isLate = `file_id = ${fileId} and ${lastInstant(feed)} < ${open} and not (${isKnown(feed, fileId)})`;
  const reason: Reason = "period_is_final";
  const message = `${feed.instant} is before ${finalBefore}, and the figures until then are final. Load it into a home without retain_days to see it.`;
  await warehouse.run(`
    insert into incoming_rejects
    select record, null, ${literal(feed.instant)}, ${literal(reason)}, ${literal(message)}, null
    from ${table} where ${isLate};
    delete from ${table} where ${isLate};
  `);
}

// Of a thread that came back after it was forgotten, its contact's messages are known first, by whatever name.
function isKnown(feed: Feed, fileId: number): string {
  if (feed.merge === "event") return "false";
  const key = identifier(feed.key[0]!);
  const known = `${key} in (select ${key} from ${rawTable(feed)} where file_id < ${fileId})`;
  if (feed.name !== "conversations") return known;
  return `${known} or ${key} in (select ${key} from raw.messages)
    or (channel, contact_id) in (select (channel, contact_id) from raw.messages)`;
}

/** The first day whose metrics are not final yet; null while nothing was ever removed. */
export async function readFinalBefore(warehouse: Warehouse): Promise<string | null> {
  const {before} = await warehouse.row<{before: string | null}>(
    "select max(final_before)::varchar as before from ops.retention"
  );
  return before;
}
