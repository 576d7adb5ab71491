import {groupBy} from "../../pipeline/reference/group.js";
import {isoOf, second} from "./clock.js";
import type {Message} from "./conversations.js";
import {jsonLinesFile, type SampleFile} from "./files.js";
import {fallbackIntent, intents} from "./intents.js";
import {randomOf} from "./random.js";
import type {World} from "./world.js";

/** What Dialogflow made of each message on WhatsApp, a line a turn, a file a month. */
export function dialogflowFiles(world: World): SampleFile[] {
  const random = randomOf("dialogflow");
  const turns = world.messages
    .filter(({contact, author, intent}) => contact.channel === "whatsapp" && author === "contact" && intent)
    .map((message) => ({month: isoOf(message.at).slice(0, 7), turn: turnOf(message, random.hex(12).toLowerCase())}));
  return [...groupBy(turns, ({month}) => month)].map(([month, group]) =>
    jsonLinesFile(`inbox/dialogflow/turnos-${month}.jsonl.gz`, [
      ...group.map(({turn}) => turn),
      ...(month === "2026-10" ? [badTurn] : [])
    ])
  );
}

function turnOf({contact, at, text, intent, confidence}: Message, digits: string): object {
  const index = intents.findIndex((one) => one.dialogflow === intent!.dialogflow) + 1;
  return {
    timestamp: isoOf(at + second),
    conversation_id: contact.conversationId,
    channel: "whatsapp",
    contact_id: contact.id,
    responseId: `${digits.slice(0, 8)}-${digits.slice(8)}-4c11-8a02-0000${digits.slice(0, 8)}`,
    queryResult: {
      queryText: text,
      ...(intent === fallbackIntent ? {action: "input.unknown"} : {}),
      languageCode: "es",
      intent: {
        name: `projects/nimbora-bot/agent/intents/6a10c2e0-0000-4000-8000-${String(index).padStart(12, "0")}`,
        displayName: intent!.dialogflow,
        ...(intent === fallbackIntent ? {isFallback: true} : {})
      },
      intentDetectionConfidence: confidence
    }
  };
}

/** A turn that nobody can place in time. */
const badTurn = {
  conversation_id: "whatsapp|34700000001|34700000999",
  queryResult: {queryText: "hola", intent: {displayName: "Default Welcome Intent"}}
};
