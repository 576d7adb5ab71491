import {groupBy} from "../../pipeline/reference/group.js";
import {endInstant, localDayOf} from "./clock.js";
import type {Channel} from "./company.js";
import type {Message} from "./conversations.js";
import {errorTitles, lastStatus, otherStatus, type Status} from "./deliveries.js";
import {type Cell, csvFile, type SampleFile} from "./files.js";
import {fallbackIntent, intents} from "./intents.js";
import {randomOf} from "./random.js";
import type {World} from "./world.js";

const header = (
  "messageId,messageDate,sendType,contentType,status,statusAt,channelExternalId,error,content,scheduleAt,integration," +
  "channel,profileName,contactId,agentConversationId,agentQueuedAt,agentAssignedAt,agentClosedAt,agentCloseReason," +
  "agentId,dfIntentId,dfIntentName,isFallback,sendingId"
).split(",");

const channelNames: Record<Channel, string> = {
  whatsapp: "cloudapi",
  chat_web: "chat_web",
  instagram: "instagram",
  messenger: "messenger",
  telegram: "telegram"
};

/** The console's message export, a file a month: every talk, whoever answered, but not what the shop's systems send. */
export function consoleFiles(world: World): SampleFile[] {
  const random = randomOf("console");
  const statuses = groupBy(world.statuses, (status) => status.message.id);
  const rows = world.messages.filter(isInConsole).map((message, index) => {
    const status = statusOf(message, statuses.get(message.id) ?? []);
    return {
      month: localDayOf("Europe/Madrid", message.at).slice(0, 7),
      cells: cellsOf(message, 90300100 + index * 2, status)
    };
  });
  return [...groupBy(rows, ({month}) => month)].map(([month, group]) =>
    csvFile(`inbox/console_messages/mensajes-${month}.csv.gz`, header, [
      ...group.map(({cells}) => cells),
      ...(badRows[month] ?? [])
    ])
  );

  function statusOf(message: Message, known: Status[]) {
    if (message.author === "contact") return null;
    return message.contact.channel === "whatsapp" ? lastStatus(known) : otherStatus(random, message);
  }
}

function isInConsole({author, isEcho}: Message): boolean {
  return author !== "system" && !isEcho;
}

function cellsOf(message: Message, messageId: number, status: ReturnType<typeof lastStatus>): Cell[] {
  const {contact, agentConversation, author} = message;
  const intent = contact.channel === "whatsapp" || author === "agent" ? undefined : message.intent;
  return [
    messageId,
    iso(message.at),
    author === "contact" ? "input" : "output",
    contentType(message),
    status?.status,
    status && iso(status.at),
    message.id,
    status?.error ? JSON.stringify({code: Number(status.error), title: errorTitles[status.error]}) : null,
    JSON.stringify(contentOf(message)),
    null,
    integrationOf(message),
    channelNames[contact.channel],
    contact.name,
    contact.id,
    agentConversation?.id,
    past(agentConversation?.queuedAt),
    past(agentConversation?.assignedAt),
    past(agentConversation?.closedAt),
    past(agentConversation?.closedAt) && agentConversation?.closeReason,
    message.agentId,
    intent && intentId(intent.console),
    intent?.console,
    intent && (intent === fallbackIntent ? "Yes" : "No"),
    null
  ];
}

function integrationOf({author}: Message): string | null {
  if (author === "bot") return "df";
  return author === "agent" ? "agent" : null;
}

function contentType({type, option}: Message): string {
  return option && type !== "template" ? "interactive" : type;
}

function contentOf({type, text, option, template}: Message): object {
  if (template) return {text, template: {name: template.name, category: template.category}};
  if (option) return type === "list" ? {list_reply: option} : {button_reply: option};
  if (type === "image" || type === "audio") return {url: `https://cdn.nimbora.example/${type}`};
  return {text};
}

function intentId(name: string): string {
  return `5f0c1e00-0000-4000-8000-${String(intents.findIndex((intent) => intent.console === name) + 1).padStart(12, "0")}`;
}

// The export knows nothing of what came after it.
function past(at: number | null | undefined): string | null {
  return at && at < endInstant ? iso(at) : null;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

const badRow = (messageId: string, date: string, channel: string): Cell[] =>
  [
    messageId,
    date,
    "input",
    "text",
    "",
    "",
    `bad-${messageId}`,
    "",
    '{"text":"hola"}',
    "",
    "",
    channel,
    "Eva",
    "700099"
  ].concat(Array(10).fill(""));

/** Rows as they should not be: an instant that is none, a channel nobody knows, no id. */
const badRows: Record<string, Cell[][]> = {
  "2026-09": [
    badRow("90299001", "2026-09-31T10:00:00Z", "chat_web"),
    badRow("90299002", "2026-09-21T10:00:00Z", "fax")
  ],
  "2026-10": [badRow("90299003", "", "telegram")]
};
