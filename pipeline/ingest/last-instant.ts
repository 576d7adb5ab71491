import type {Feed} from "../contracts/feed.js";

/** SQL for the last instant that a row tells of: a snapshot speaks of its end too. */
export function lastInstant(feed: Feed): string {
  if (feed.merge === "event") return feed.instant;
  const instants = Object.entries(feed.columns).filter(([, column]) => column.kind === "instant");
  return `greatest(${instants.map(([name]) => name).join(", ")})`;
}
