import type {Manifest} from "./data.js";
import type {Dimension} from "./filters.js";
import {channelName, type Language, texts} from "./i18n.js";

/** What rows without an account or a team stand under. */
export const without = "–";

/** A value of a dimension as people call it: "Nimbora España" for an account's number. */
export function nameOf(manifest: Manifest, language: Language, dimension: Dimension, value: string): string {
  if (value === without) return texts[language].without[dimension];
  if (dimension === "channel") return channelName(language, value);
  const named = manifest.meta[dimension === "account_id" ? "accounts" : "skills"];
  return named.find(({id}) => id === value)?.name ?? value;
}
