import type {Manifest} from "./data.js";

const conversations = ["console_messages", "whatsapp_cloud", "messages"];
const bot = ["console_messages", "dialogflow", "messages"];
const receipts = ["whatsapp_cloud", "console_messages", "delivery_events"];

/** Folders of the inbox whose files can bring what a data file holds. */
export const feeds: Record<string, readonly string[]> = {
  conversation_days: [...conversations, "dialogflow"],
  hour_days: [...conversations, "dialogflow"],
  bot_days: bot,
  bot_outcomes: bot,
  intent_days: bot,
  intent_steps: bot,
  option_days: bot,
  unmatched_texts: bot,
  out_of_hours_days: conversations,
  out_of_hours_hours: conversations,
  out_of_hours_intents: conversations,
  out_of_hours_replies: conversations,
  agent_days: ["agent_history"],
  agent_timelines: ["agent_history"],
  agent_concurrency: conversations,
  agent_waits: conversations,
  delivery_days: [...receipts, "messages"],
  spend_days: receipts,
  spend_reconciliation: ["invoices", "pricing_analytics"]
};

/**
 * Where none of these data files ever had a row: the folders that could bring one, as no filter does. Null where one had,
 * or where no folder brings it.
 */
export function missingFeeds(files: readonly string[], {files: known}: Pick<Manifest, "files">): string[] | null {
  const brought = files.filter((name) => feeds[name] !== undefined);
  if (brought.length === 0 || brought.some((name) => known[name] === undefined || known[name].rows > 0)) return null;
  return [...new Set(brought.flatMap((name) => feeds[name]!))];
}
