import {dayLength, endInstant, hour, localDayOf, minute, second} from "./clock.js";
import type {Message} from "./conversations.js";
import {type Random, randomOf} from "./random.js";

/** A status that WhatsApp reports for a message of ours. */
export interface Status {
  message: Message;
  status: "sent" | "delivered" | "read" | "failed";
  at: number;
  /** When our server heard of it: mostly at once, now and then much later. */
  arrivesAt: number;
  error: string | null;
  /** As the status tells it: once with the sending, once with the delivery. */
  pricing: Pricing | null;
  /** What Meta bills for the message, on the status that proves its delivery; told or not. */
  unit: Pricing | null;
  conversation: FreeEntry | null;
}

export interface Pricing {
  billable: boolean;
  type: "regular" | "free_customer_service" | "free_entry_point";
  category: string;
}

interface FreeEntry {
  id: string;
  expiresAt: number;
}

export const errorTitles: Record<string, string> = {
  "100": "No matching user found",
  "130472": "User's number is part of an experiment",
  "131026": "Message undeliverable",
  "131047": "Re-engagement message",
  "131049": "This message was not delivered to maintain healthy ecosystem engagement.",
  "131050": "User has stopped marketing messages"
};

/** The statuses of all messages on WhatsApp, with the pricing that the rules of their day give. */
export function simulateStatuses(messages: Message[]): Status[] {
  const random = randomOf("statuses");
  const state: State = {windows: new Map(), freeEntries: new Map(), waiting: new Map(), serviceUnits: new Map()};
  const statuses: Status[] = [];
  for (const message of messages) {
    if (message.contact.channel !== "whatsapp") continue;
    if (message.author === "contact") hear(state, message);
    else if (!message.isEcho) statuses.push(...statusesOf(random, state, message));
  }
  return statuses.filter((status) => status.at < endInstant).sort((a, b) => a.arrivesAt - b.arrivesAt);
}

interface State {
  /** Until when a contact's customer service window is open. */
  windows: Map<string, number>;
  freeEntries: Map<string, FreeEntry>;
  /** Contacts who came from an ad and have not been answered yet: when they wrote. */
  waiting: Map<string, number>;
  /** Service messages delivered, by number and account-local month. */
  serviceUnits: Map<string, number>;
}

function hear(state: State, message: Message): void {
  state.windows.set(message.contact.id, message.at + dayLength);
  if (message.referral) state.waiting.set(message.contact.id, message.at);
}

function statusesOf(random: Random, state: State, message: Message): Status[] {
  const sentAt = message.at + second;
  const heardFrom = state.windows.has(message.contact.id);
  const error = message.error ?? (message.contact.isReachable || heardFrom ? null : "131026");
  const about = {message, error: null, pricing: null, unit: null, conversation: null};
  if (error !== null) {
    const failed = arrived(random, {...about, status: "failed", at: sentAt + random.whole(0, 3) * second, error});
    // Most are refused at once, some after they were sent.
    return random.chance(0.3) ? [arrived(random, {...about, status: "sent", at: sentAt}), failed] : [failed];
  }
  const deliveredAt = message.at + deliverySeconds(random, message) * second;
  const isDelivered = !random.chance(message.template ? 0.025 : 0.004);
  const conversation = isDelivered ? freeEntryOf(random, state, message, deliveredAt) : null;
  const unit = isDelivered ? pricingOf(state, message, deliveredAt, conversation) : null;
  // Some statuses come without prices: they are to be derived.
  const pricing = random.chance(0.02) ? null : unit;
  const sent = arrived(random, {...about, status: "sent", at: sentAt, pricing, conversation});
  if (!isDelivered) return [sent];
  const isRead =
    message.contact.readsReceipts && random.chance(message.template?.category === "marketing" ? 0.72 : 0.93);
  const readAt = deliveredAt + readSeconds(random, message) * second;
  // A message that was read was delivered, whether that is told or not.
  if (isRead && random.chance(0.03)) {
    return [sent, arrived(random, {...about, status: "read", at: readAt, pricing, unit, conversation})];
  }
  const delivered = arrived(random, {...about, status: "delivered", at: deliveredAt, pricing, unit, conversation});
  return isRead
    ? [sent, delivered, arrived(random, {...about, status: "read", at: readAt, conversation})]
    : [sent, delivered];
}

// In a talk the telephone is in the hand; a template meets it anywhere, switched off too.
function deliverySeconds(random: Random, message: Message): number {
  if (!message.template) return 1 + random.whole(0, 2);
  if (random.chance(0.12)) return Math.round(random.around(3 * 3600, 1.1));
  return 1 + Math.round(random.around(3, 0.8));
}

function readSeconds(random: Random, message: Message): number {
  if (!message.template) return 1 + Math.round(random.around(5, 1));
  return 5 + Math.round(random.around(message.template.category === "marketing" ? 5400 : 900, 1.5));
}

function arrived(random: Random, status: Omit<Status, "arrivesAt">): Status {
  const how = random.next();
  let delay = random.whole(0, 2) * second;
  if (how < 0.004) delay = Math.round(random.between(6, 80)) * hour;
  else if (how < 0.03) delay = random.whole(5, 600) * second;
  return {...status, arrivesAt: status.at + delay};
}

/** Answering somebody who came from an ad opens three days in which everything is free. */
function freeEntryOf(random: Random, state: State, message: Message, deliveredAt: number): FreeEntry | null {
  const {id} = message.contact;
  const current = state.freeEntries.get(id);
  if (current && deliveredAt < current.expiresAt) return current;
  const cameAt = state.waiting.get(id);
  state.waiting.delete(id);
  if (cameAt === undefined || deliveredAt > cameAt + dayLength) return null;
  const entry = {id: random.hex(32).toLowerCase(), expiresAt: deliveredAt + 3 * dayLength};
  state.freeEntries.set(id, entry);
  return entry;
}

function pricingOf(state: State, message: Message, at: number, free: FreeEntry | null): Pricing {
  const {account, id} = message.contact;
  if (free) return {billable: false, type: "free_entry_point", category: "referral_conversion"};
  const day = localDayOf(account!.timeZone, at);
  const isNewRule = day >= "2026-10-01";
  if (message.template) {
    const {category} = message.template;
    const isFree = category === "utility" && !isNewRule && (state.windows.get(id) ?? 0) > at;
    return {billable: !isFree, type: isFree ? "free_customer_service" : "regular", category};
  }
  if (!isNewRule) return {billable: false, type: "free_customer_service", category: "service"};
  const counter = `${account!.businessNumber} ${day.slice(0, 7)}`;
  const place = (state.serviceUnits.get(counter) ?? 0) + 1;
  state.serviceUnits.set(counter, place);
  const isAllowance = place <= 1000;
  return {billable: !isAllowance, type: isAllowance ? "free_customer_service" : "regular", category: "service"};
}

/** How far a message came, as a console shows it. */
export function lastStatus(statuses: Status[]): {status: string; at: number; error: string | null} | null {
  const ranks = ["failed", "sent", "delivered", "read"];
  const last = [...statuses].sort((a, b) => ranks.indexOf(b.status) - ranks.indexOf(a.status))[0];
  return last ? {status: last.status, at: last.at, error: last.error} : null;
}

/** The other channels tell less: delivered at once, read when they look. */
export function otherStatus(random: Random, message: Message): {status: string; at: number; error: string | null} {
  const isRead = message.contact.readsReceipts && random.chance(0.85) && message.contact.channel !== "telegram";
  const at = message.at + (isRead ? Math.round(random.around(20, 1)) : 1) * second;
  if (random.chance(0.006)) return {status: "failed", at: message.at + second, error: "100"};
  if (message.contact.channel === "telegram") return {status: "sent", at: message.at + second, error: null};
  return {status: isRead && at < endInstant ? "read" : "delivered", at: Math.min(at, endInstant - minute), error: null};
}
