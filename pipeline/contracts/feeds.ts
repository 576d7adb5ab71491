import {agentHistory} from "./agent-history.js";
import {agents} from "./agents.js";
import {conversations} from "./conversations.js";
import {deliveryEvents} from "./delivery-events.js";
import {dialogflowTurns} from "./dialogflow-turns.js";
import type {Feed} from "./feed.js";
import {invoices} from "./invoices.js";
import {messages} from "./messages.js";
import {pricingAnalytics} from "./pricing-analytics.js";
import {whatsappAccountEvents} from "./whatsapp-account-events.js";

/** Every feed that has a raw table. A new one is a file beside this and a line here. */
export const feeds: Feed[] = [
  conversations,
  messages,
  agentHistory,
  deliveryEvents,
  dialogflowTurns,
  whatsappAccountEvents,
  agents,
  invoices,
  pricingAnalytics
];

export function feedNamed(name: string): Feed {
  const feed = feeds.find((candidate) => candidate.name === name);
  if (!feed) throw new Error(`no feed is named ${name}`);
  return feed;
}

/** Those whose old rows settings may let go. */
export const retainedFeeds = [conversations, messages, deliveryEvents, dialogflowTurns, agentHistory].map(
  ({name}) => name
);
