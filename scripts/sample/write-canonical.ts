import {groupBy} from "../../pipeline/reference/group.js";
import {dayLength, endInstant, isoOf, localDayOf, stampOf} from "./clock.js";
import {agents} from "./company.js";
import type {Message} from "./conversations.js";
import {type Cell, csvFile, type SampleFile} from "./files.js";
import type {AgentSession} from "./shifts.js";
import type {World} from "./world.js";

/** What the shop's own systems send on WhatsApp, and what they know of goals and closed conversations. */
export function messageFiles(world: World): SampleFile[] {
  const sent = world.messages.filter(({author}) => author === "system");
  const files = [...groupBy(sent, ({at}) => localDayOf("Europe/Madrid", at).slice(0, 7))].map(([month, group]) =>
    csvFile(`inbox/messages/envios-${month}.csv.gz`, sentHeader, group.map(sentCells))
  );
  const events = world.milestones.map(({contact, at, event, text, agentId, skill}, index) => [
    `evento-${String(index + 1).padStart(5, "0")}`,
    contact.conversationId,
    isoOf(at),
    "outbound",
    agentId ? "agent" : "system",
    agentId,
    contact.channel,
    contact.id,
    "event",
    event,
    text,
    skill
  ]);
  return [...files, csvFile("inbox/messages/eventos.csv.gz", eventHeader, [...events, ...badEvents])];
}

const sentHeader = [
  "message_id",
  "conversation_id",
  "sent_at",
  "direction",
  "author",
  "channel",
  "account_id",
  "business_number",
  "contact_id",
  "contact_phone",
  "contact_country",
  "type",
  "text",
  "template_name",
  "category"
];

function sentCells({id, contact, at, text, template}: Message): Cell[] {
  return [
    id,
    contact.conversationId,
    isoOf(at),
    "outbound",
    "system",
    contact.channel,
    contact.accountId,
    contact.account?.businessNumber,
    contact.id,
    contact.phone,
    contact.country,
    "template",
    text,
    template!.name,
    template!.category
  ];
}

const eventHeader = [
  "message_id",
  "conversation_id",
  "sent_at",
  "direction",
  "author",
  "agent_id",
  "channel",
  "contact_id",
  "type",
  "event",
  "text",
  "skill"
];

const badEvents: Cell[][] = [
  [
    "evento-x1",
    "7000001",
    "2026-10-02T25:10:00Z",
    "outbound",
    "system",
    "",
    "chat_web",
    "web-0",
    "event",
    "goal_reached",
    "",
    ""
  ],
  [
    "evento-x2",
    "7000001",
    "2026-10-02T15:10:00Z",
    "outbound",
    "robot",
    "",
    "chat_web",
    "web-0",
    "event",
    "goal_reached",
    "",
    ""
  ]
];

/** The campaign tool's log: which message belonged to which campaign. */
export function campaignFile(world: World): SampleFile {
  const rows = world.messages
    .filter(({campaign}) => campaign)
    .map(({id, at, contact, template, campaign}) => [
      id,
      "accepted",
      isoOf(at),
      "whatsapp",
      contact.accountId,
      contact.account!.businessNumber,
      contact.id,
      contact.country,
      template!.name,
      campaign!,
      template!.category
    ]);
  const header = [
    "message_id",
    "status",
    "occurred_at",
    "channel",
    "account_id",
    "business_number",
    "recipient_id",
    "recipient_country",
    "template_name",
    "campaign_id",
    "category"
  ];
  return csvFile("inbox/delivery_events/campanas-whatsapp.csv.gz", header, rows);
}

/** A snapshot of every thread, as the company's customer database knows it. */
export function conversationsFile(world: World): SampleFile {
  const threads = groupBy(world.messages, ({contact}) => contact.conversationId);
  const rows = [...threads].map(([thread, messages]): Cell[] => {
    const first = messages[0]!;
    const {contact} = first;
    const handled = messages.filter(({agentConversation}) => agentConversation).at(-1)?.agentConversation;
    const isOver = messages.at(-1)!.at < endInstant - 2 * dayLength;
    return [
      thread,
      contact.channel,
      contact.accountId,
      contact.account?.businessNumber,
      contact.id,
      contact.name,
      contact.phone,
      contact.country,
      handled?.skill,
      handled?.agentId,
      isoOf(first.at),
      isOver && handled?.closedAt ? isoOf(Math.max(handled.closedAt, first.at)) : null,
      entryOf(first)
    ];
  });
  return csvFile("inbox/conversations/conversaciones.csv.gz", conversationHeader, [...rows, ...badConversations]);
}

const conversationHeader = [
  "conversation_id",
  "channel",
  "account_id",
  "business_number",
  "contact_id",
  "contact_name",
  "contact_phone",
  "contact_country",
  "skill",
  "agent_id",
  "opened_at",
  "closed_at",
  "entry_point"
];

function entryOf({author, referral}: Message): string {
  if (author !== "contact") return "business";
  if (!referral) return "organic";
  return referral.kind === "ad" ? "ad" : "page_cta";
}

const badConversations: Cell[][] = [
  [
    "7000002",
    "chat_web",
    "nimbora.example",
    "",
    "",
    "Sin contacto",
    "",
    "",
    "",
    "",
    "2026-09-01T09:00:00Z",
    "",
    "organic"
  ],
  ["7000003", "fax", "", "", "2", "", "", "", "", "", "2026-09-01T09:00:00Z", "", "organic"]
];

/** The console's own history, newest end first; its stamps are UTC and do not say so. */
export function agentHistoryFile(world: World): SampleFile {
  const rows = world.shifts.flatMap(historyRows).sort((a, b) => ((a[5] ?? "9") > (b[5] ?? "9") ? -1 : 1));
  const header = [
    "id",
    "agent_id",
    "email agente",
    "skill agente",
    "agent_history_connect_at",
    "agent_history_disconnect_at",
    "agent_history_available_at",
    "agent_history_notavailable_at"
  ];
  const [day, time] = ["2026-09-08", "agent@nimbora.example"];
  return csvFile("inbox/agent_history/historico-agentes.csv.gz", header, [
    ...rows,
    ["409001", "301", time, "VENTAS", `${day} 10:00:00`, `${day} 09:00:00`, `${day} 10:00:00`, null],
    ["409002", "", time, "VENTAS", `${day} 07:00:00`, `${day} 09:00:00`, `${day} 07:00:00`, null]
  ]);
}

function historyRows({id, agent, connectedAt, disconnectedAt, available}: AgentSession): (string | null)[][] {
  const stamp = (at: number | null) => (at === null ? null : stampOf(at));
  const session = [id, agent.id, agent.email, agent.skill, stamp(connectedAt), stamp(disconnectedAt)];
  if (available.length === 0) return [[...session, null, null]];
  return available.map(({startsAt, endsAt}) => [...session, stamp(startsAt), stamp(endsAt)]);
}

export function agentsFile(): SampleFile {
  const rows = agents.map(({id, name, email, skill}) => [
    id,
    name,
    email,
    skill === "SERVICIO" ? "Taller" : "Tienda",
    skill,
    null
  ]);
  const header = ["agent_id", "agent_name", "agent_email", "team", "skill", "valid_from"];
  return csvFile("inbox/agents/agentes.csv", header, rows);
}
