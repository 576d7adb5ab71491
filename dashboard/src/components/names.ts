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

// Meta's markets that are no country.
const regions: Record<string, string> = {
  "North America": "Norteamérica",
  "Rest of Africa": "Resto de África",
  "Rest of Asia Pacific": "Resto de Asia-Pacífico",
  "Rest of Central & Eastern Europe": "Resto de Europa central y oriental",
  "Rest of Latin America": "Resto de Latinoamérica",
  "Rest of Middle East": "Resto de Oriente Medio",
  "Rest of Western Europe": "Resto de Europa occidental",
  Other: "Otros",
  Turkey: "Turquía",
  unknown: "desconocido"
};

let countries: Map<string, string> | null = null;

/** A market of Meta's rate cards, which name them in English, in the language of the page. */
export function marketName(language: Language, market: string): string {
  if (language === "en") return market;
  countries ??= countriesIn(language);
  return regions[market] ?? countries.get(market) ?? market;
}

// By their English names.
function countriesIn(language: Language): Map<string, string> {
  const english = new Intl.DisplayNames("en", {type: "region", fallback: "none"});
  const own = new Intl.DisplayNames(language, {type: "region"});
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  return new Map(codes.map((code) => [english.of(code) ?? code, own.of(code)!]));
}
