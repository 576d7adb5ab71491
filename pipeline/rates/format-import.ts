import {counted} from "../errors.js";
import {formatTable} from "../query.js";
import type {RateChange} from "./changes.js";
import type {ImportSummary} from "./import-rates.js";

/** What an import changes, as an aligned table, and what was done. */
export function formatImport({cards, changes, written, isSame, notes}: ImportSummary, isDryRun: boolean): string {
  const lines = cards.map(
    ({currency, effective_from, rows}) => `${currency} from ${effective_from}: ${counted(rows, "rate")}`
  );
  if (changes.length > 0) lines.push("", tableOf(changes));
  return [...lines, "", ...notes, conclusion(changes, written, isSame, isDryRun)].join("\n");
}

function tableOf(changes: RateChange[]): string {
  const columns = ["currency", "from", "market", "category", "tier from", "old", "new", "change"];
  return formatTable({
    columns,
    isNumeric: columns.map((_, index) => index >= 4),
    rows: changes.map((change) => [
      change.currency,
      change.effective_from,
      change.market,
      change.category,
      String(change.tier_from),
      change.old ?? "–",
      change.new ?? "–",
      percent(change)
    ]),
    jsonRows: []
  });
}

function percent({old, new: now}: RateChange): string {
  if (old === null) return "new";
  if (now === null) return "gone";
  if (Number(old) === 0) return "";
  const share = (Number(now) / Number(old) - 1) * 100;
  return `${share > 0 ? "+" : ""}${share.toFixed(1)} %`;
}

function conclusion(changes: RateChange[], written: string | null, isSame: boolean, isDryRun: boolean): string {
  const count = changes.length === 1 ? "1 rate differs" : `${changes.length} rates differ`;
  if (isSame) return "These rates are at hand already; nothing was written.";
  if (written === null) return `${count} from the card before. ${isDryRun ? "Nothing was written (--dry-run)." : ""}`;
  return `${count} from the card before. Written to ${written}; the next run rates with them.`;
}
