import {endInstant, firstInstant} from "./clock.js";
import {america, spain} from "./company.js";
import {type Contact, makeContacts} from "./contacts.js";
import {type Message, type Milestone, simulateSessions} from "./conversations.js";
import {type Status, simulateStatuses} from "./deliveries.js";
import {simulateHandoffs} from "./handoffs.js";
import {randomOf} from "./random.js";
import {type AgentSession, availabilityOf, simulateShifts} from "./shifts.js";
import {type Mailing, simulateMailings} from "./templates.js";

/** Everything that happened, once; each system tells its part of it. */
export interface World {
  contacts: Contact[];
  shifts: AgentSession[];
  /** In order of time. */
  messages: Message[];
  milestones: Milestone[];
  statuses: Status[];
  optOuts: Mailing["optOuts"];
}

const people = 3600;
const sessionsPerDay = 76;

export function simulateWorld(): World {
  const contacts = makeContacts(people);
  const shifts = simulateShifts();
  const mailing = simulateMailings(contacts);
  const sessions = [...simulateSessions(contacts, sessionsPerDay), ...mailing.sessions];
  const requests = sessions.flatMap((session) => session.request ?? []);
  const human = simulateHandoffs(requests, availabilityOf(shifts));
  const parts = [...sessions, ...human];
  const messages = [...mailing.messages, ...parts.flatMap((part) => part.messages), ...echoes(contacts)].filter(
    isInSample
  );
  messages.sort((a, b) => a.at - b.at);
  giveIds(messages);
  return {
    contacts,
    shifts,
    messages,
    milestones: parts
      .flatMap((part) => part.milestones)
      .filter(isInSample)
      .sort((a, b) => a.at - b.at),
    statuses: simulateStatuses(messages),
    optOuts: mailing.optOuts
  };
}

function isInSample({at}: {at: number}): boolean {
  return at >= firstInstant && at < endInstant;
}

/** The shop in Bogotá answers some people with its own telephone. */
function echoes(contacts: Contact[]): Message[] {
  const random = randomOf("echoes");
  const customers = contacts.filter((contact) => contact.account === america && contact.phone !== null);
  return Array.from({length: 24}, () => ({
    id: "",
    contact: random.pick(customers),
    at: firstInstant + random.whole(0, (endInstant - firstInstant) / 1000) * 1000,
    author: "agent" as const,
    type: "text" as const,
    text: random.pick([
      "Ya lo tienes listo en tienda.",
      "Te esperamos hoy hasta las 7.",
      "Con gusto, hablamos mañana."
    ]),
    isEcho: true
  }));
}

function giveIds(messages: Message[]): void {
  const random = randomOf("ids");
  for (const message of messages) message.id = idOf(message, random.hex(10));
}

function idOf({contact, author}: Message, digits: string): string {
  if (contact.channel === "whatsapp") {
    const direction = author === "contact" ? "\x00\x12" : "\x00\x11";
    const bytes = Buffer.from(
      `\x1c\x18\x0b${contact.phone ?? spain.businessNumber}\x15\x02${direction}\x18\x0a${digits}\x00`
    );
    return `wamid.${bytes.toString("base64")}`;
  }
  if (contact.channel === "messenger") return `m_${digits}`;
  if (contact.channel === "instagram") return `aWdfZAG1faXRlbT${digits}`;
  if (contact.channel === "telegram") return `${contact.id}:${Number.parseInt(digits.slice(0, 7), 16)}`;
  return digits.toLowerCase();
}
