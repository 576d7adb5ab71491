import type {Context} from "../context.js";
import type {Settings} from "../settings.js";

/** The zone of a feed's stamps without an offset. */
export function zoneOf(feed: string, {sources}: Settings): string {
  return sources[feed]?.timeZone ?? "UTC";
}

/**
 * Notes in which zone each feed's stamps without an offset were read, and warns where the settings say another by now:
 * what is loaded stays as it was read.
 */
export async function noteZones({warehouse, settings, log}: Context): Promise<void> {
  const feeds = await warehouse.rows<{feed: string; before: string | null}>(
    `select files.feed, any_value(feed_zones.time_zone) as before
    from ops.files left join ops.feed_zones on feed_zones.feed = files.feed
    group by files.feed order by files.feed`
  );
  for (const {feed, before} of feeds) {
    const zone = zoneOf(feed, settings);
    if (zone === before) continue;
    if (before !== null) {
      log.warn(
        `settings.yaml sources.${feed}.time_zone: ${zone} holds for what is loaded from now on; stamps without an offset that were loaded before were read in ${before}. To read all anew from the inbox, move warehouse.duckdb away.`
      );
    }
    await warehouse.run("delete from ops.feed_zones where feed = $feed", {feed});
    await warehouse.run("insert into ops.feed_zones values ($feed, $zone)", {feed, zone});
  }
}
