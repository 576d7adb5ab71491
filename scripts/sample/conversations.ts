import {hour, instantOf, isOpen, sampleDays, second, weekdayOf} from "./clock.js";
import {type Skill, seasons} from "./company.js";
import type {Contact} from "./contacts.js";
import {
  appointmentConfirmed,
  askPerson,
  fallbackIntent,
  farewell,
  greeting,
  type Intent,
  installation,
  intents,
  menu,
  type Option,
  options,
  orderStatus,
  topics
} from "./intents.js";
import {fill, type Slots, typed, unmatched} from "./phrases.js";
import {type Random, randomOf} from "./random.js";

export interface Message {
  /** The id on the channel; given once the whole world stands. */
  id: string;
  contact: Contact;
  at: number;
  author: "contact" | "bot" | "agent" | "system";
  agentId?: string;
  type: "text" | "list" | "button" | "template" | "image" | "audio" | "reaction";
  text: string;
  option?: {id: string; title: string};
  intent?: Intent;
  confidence?: number;
  template?: Template;
  campaign?: string;
  referral?: Referral;
  agentConversation?: AgentConversation;
  /** Sent with the shop's own telephone, not through the bot or the console. */
  isEcho?: boolean;
  /** The message that a reaction is about. */
  reactsTo?: Message;
  /** Fails with this code whoever it goes to. */
  error?: string;
}

export interface Template {
  name: string;
  category: "marketing" | "utility" | "authentication";
}

export interface Referral {
  kind: "ad" | "post";
  source: string;
  headline: string;
}

/** From the request for a person to its end. */
export interface AgentConversation {
  id: string;
  skill: Skill;
  queuedAt: number;
  assignedAt: number | null;
  closedAt: number | null;
  closeReason: string;
  agentId: string | null;
}

/** An event that is no message: the shop's own systems tell it. */
export interface Milestone {
  contact: Contact;
  at: number;
  event: "goal_reached" | "transferred";
  text: string;
  agentId: string | null;
  skill: Skill | null;
}

export interface HandoffRequest {
  contact: Contact;
  at: number;
  skill: Skill;
  slots: Slots;
}

/** What one session with the bot left behind. */
export interface BotSession {
  messages: Message[];
  milestones: Milestone[];
  request: HandoffRequest | null;
  slots: Slots;
}

// Sessions by hour of the contact's own clock, out of a hundred.
const hours = [
  1.2, 0.6, 0.3, 0.2, 0.2, 0.3, 0.8, 2, 4, 7.5, 9, 9.2, 8.6, 6.6, 4.8, 4.6, 5.8, 7, 7.6, 6.8, 5.2, 3.6, 2.6, 1.5
];
const weekdays: Record<string, number> = {mon: 1.2, tue: 1.14, wed: 1.08, thu: 1.04, fri: 0.98, sat: 0.66, sun: 0.44};

const referrals: Referral[] = [
  {kind: "ad", source: "120210000000011", headline: "Renueva tu salón en otoño"},
  {kind: "ad", source: "120210000000012", headline: "Instalación gratis esta semana"},
  {kind: "post", source: "998800000000031", headline: "Nueva colección Nimbora"}
];

/** Everybody who wrote of their own accord, day by day. */
export function simulateSessions(contacts: Contact[], sessionsPerDay: number): BotSession[] {
  const random = randomOf("sessions");
  const recent: Contact[] = [];
  const sessions = sampleDays.flatMap((day) =>
    Array.from({length: Math.round(sessionsPerDay * demandOf(day) * random.between(0.93, 1.07))}, () => {
      // One in six has written before, and not long ago.
      const contact = recent.length > 50 && random.chance(0.17) ? random.pick(recent) : random.pick(contacts);
      recent.push(contact);
      if (recent.length > 300) recent.shift();
      return simulateSession(random, contact, startOf(random, contact, day));
    })
  );
  return [...sessions, ...sleeplessSessions(random, contacts)];
}

/** Mondays more than Sundays, August less than November, more after a campaign. */
function demandOf(day: string): number {
  const season = day < "2026-09-01" ? 0.72 : 1 + (Number(day.slice(5, 7)) - 9) * 0.08;
  const campaign = [seasons.autumnCampaign, seasons.blackFridayCampaign].some(
    (one) => one <= day && day < nextDays(one)
  )
    ? 1.25
    : 1;
  const holiday = ["2026-10-12", "2026-11-02", "2026-11-09"].includes(day) ? 0.6 : 1;
  return weekdays[weekdayOf(day)]! * season * campaign * holiday;
}

function nextDays(day: string): string {
  return new Date(Date.parse(day) + 48 * hour).toISOString().slice(0, 10);
}

function startOf(random: Random, contact: Contact, day: string): number {
  const hourOfDay = random.weighted(
    hours.map((_, index) => index),
    (index) => hours[index]!
  );
  return instantOf(contact.timeZone, day, hourOfDay * hour + random.whole(0, 3599) * second);
}

/** In the hour that came twice, and on both sides of a midnight. */
function sleeplessSessions(random: Random, contacts: Contact[]): BotSession[] {
  const spanish = contacts.filter((contact) => contact.timeZone === "Europe/Madrid");
  const doubled = Date.UTC(2026, 9, 25, 0, 0);
  const starts = [0.2, 0.5, 0.9, 1.2, 1.5, 1.9].map((hours) => doubled + hours * hour);
  starts.push(instantOf("Europe/Madrid", "2026-10-01", 0) - 30 * second);
  starts.push(instantOf("Europe/Madrid", "2026-09-14", 0) - 20 * second);
  return starts.map((at) => simulateSession(random, random.pick(spanish), Math.floor(at / second) * second));
}

export function isBadDeploy(at: number): boolean {
  return at >= seasons.badDeployFrom && at < seasons.badDeployTo;
}

/** One talk with the bot; it may end in a request for a person. */
export function simulateSession(random: Random, contact: Contact, startedAt: number, start?: SessionStart): BotSession {
  const talk = beginTalk(random, contact, startedAt);
  openTalk(talk, start);
  let topic = start?.topic ?? talk.chosen ?? chooseTopic(talk);
  for (let round = 0; round < 4; round++) {
    const outcome = discuss(talk, topic, round === 0 && start?.topic !== undefined);
    if (outcome !== "answered") return talk.session;
    if (wantsPerson(talk, topic)) return askForPerson(talk, topic);
    if (!random.chance(0.22)) break;
    topic = chooseTopic(talk);
  }
  if (random.chance(0.42)) {
    contactWrites(talk, wordsOf(talk, farewell.phrases), farewell);
    botWrites(talk, random.pick(farewell.replies), farewell);
  }
  return talk.session;
}

/** A session that an answer to a campaign began. */
export interface SessionStart {
  topic: Intent;
  tap: string;
  referral?: Referral;
}

interface Talk {
  random: Random;
  contact: Contact;
  at: number;
  session: BotSession;
  chosen: Intent | null;
  referral: Referral | undefined;
}

function beginTalk(random: Random, contact: Contact, at: number): Talk {
  const isAd = contact.channel === "whatsapp" && random.chance(0.05);
  return {
    random,
    contact,
    at,
    session: {messages: [], milestones: [], request: null, slots: {}},
    chosen: null,
    referral: isAd ? random.pick(referrals) : undefined
  };
}

function openTalk(talk: Talk, start: SessionStart | undefined): void {
  const {random} = talk;
  if (start) {
    contactTaps(talk, {id: "campaign", title: start.tap}, start.topic, "button");
    return;
  }
  if (talk.referral || random.chance(0.4)) {
    contactWrites(talk, talk.referral ? "Hola, quiero más información" : wordsOf(talk, greeting.phrases), greeting);
    botWrites(talk, random.pick(greeting.replies), greeting, "list");
    if (random.chance(0.12)) return;
    if (random.chance(0.66)) tapMenu(talk);
    return;
  }
  if (random.chance(0.06)) {
    contactWrites(talk, wordsOf(talk, menu.phrases), menu);
    botWrites(talk, menu.replies[0]!, menu, "list");
    tapMenu(talk);
  }
}

function tapMenu(talk: Talk): void {
  const closed = !isOpen(askPerson.skill, talk.at);
  const option = talk.random.weighted(options, (one) => (closed && one.intent === askPerson ? 4 : one.weight));
  contactTaps(talk, option, option.intent, talk.contact.channel === "whatsapp" ? "list" : "button");
  talk.chosen = option.intent;
}

function chooseTopic({random, contact, at}: Talk): Intent {
  if (random.chance(isOpen(askPerson.skill, at) ? 0.06 : 0.02)) return askPerson;
  // People write about appliances that broke less often from afar.
  return random.weighted(topics, (one) =>
    one.skill === "SERVICIO" && contact.country !== "ES" ? one.weight / 3 : one.weight
  );
}

type Outcome = "answered" | "over";

/** One subject: understood or not, asked back, answered. */
function discuss(talk: Talk, topic: Intent, isTapped: boolean): Outcome {
  const {random} = talk;
  const isChosen = talk.chosen === topic || isTapped;
  talk.chosen = null;
  if (topic === askPerson) {
    if (!isChosen) contactWrites(talk, wordsOf(talk, askPerson.phrases), askPerson);
    handOff(talk, askPerson.skill);
    return "over";
  }
  if (!isChosen && notUnderstood(talk, topic) === "over") return "over";
  if (!isChosen) contactWrites(talk, wordsOf(talk, topic.phrases), topic);
  if (topic.asksFor && random.chance(0.8)) {
    botWrites(talk, topic.asksFor.question, topic);
    if (random.chance(0.06)) return "over";
    if (random.chance(0.09) || (topic === orderStatus && isBadDeploy(talk.at) && random.chance(0.5))) {
      if (fallBack(talk, topic) === "over") return "over";
    }
    contactWrites(talk, saying(talk, topic.asksFor.answers), topic);
  }
  botWrites(talk, saying(talk, topic.replies), topic, topic === installation ? "button" : "text");
  if (topic === installation) confirmAppointment(talk);
  else if (topic.goalShare && random.chance(topic.goalShare)) reachGoal(talk, topic.shown);
  return "answered";
}

function confirmAppointment(talk: Talk): void {
  const {random} = talk;
  if (!random.chance(installation.goalShare!)) return;
  if (random.chance(0.6)) contactTaps(talk, {id: "confirmar", title: "Confirmar cita"}, appointmentConfirmed, "button");
  else contactWrites(talk, random.pick(appointmentConfirmed.phrases), appointmentConfirmed);
  botWrites(talk, appointmentConfirmed.replies[0]!, appointmentConfirmed);
}

/** People try again, ask for a person, or go. */
function notUnderstood(talk: Talk, topic: Intent): Outcome {
  const bad = isBadDeploy(talk.at);
  const usual = bad && topic === orderStatus ? 0.8 : 0.12;
  if (!talk.random.chance(bad && topic !== orderStatus ? 0.25 : usual)) return "answered";
  return fallBack(talk, topic);
}

function fallBack(talk: Talk, topic: Intent): Outcome {
  const {random} = talk;
  for (let attempt = 0; attempt < 3; attempt++) {
    // In the bad deploy the bot forgot what it knew; else it is people's own words.
    const known = isBadDeploy(talk.at) && random.chance(0.75);
    contactWrites(talk, wordsOf(talk, known ? topic.phrases : unmatched), fallbackIntent);
    botWrites(talk, random.pick(fallbackIntent.replies), fallbackIntent, attempt === 1 ? "list" : "text");
    const next = random.next();
    if (next < 0.17) return "over";
    if (next < (isOpen(topic.skill, talk.at) ? 0.34 : 0.23)) {
      contactWrites(talk, wordsOf(talk, askPerson.phrases), askPerson);
      handOff(talk, topic.skill);
      return "over";
    }
    if (next < 0.8) return "answered";
  }
  return "answered";
}

// At night people know that nobody is there.
function wantsPerson({random, at}: Talk, topic: Intent): boolean {
  return random.chance(topic.handoffShare * (isOpen(topic.skill, at) ? 0.95 : 0.32));
}

/** Half of them say so or tap; the others are offered it by the bot, and their subject sends them on. */
function askForPerson(talk: Talk, topic: Intent): BotSession {
  const {random} = talk;
  const how = random.next();
  if (how < 0.22) contactTaps(talk, {id: "persona", title: "Hablar con una persona"}, askPerson, "button");
  else if (how < 0.5) contactWrites(talk, wordsOf(talk, askPerson.phrases), askPerson);
  handOff(talk, topic.skill);
  return talk.session;
}

function handOff(talk: Talk, skill: Skill): void {
  talk.at += talk.random.whole(1, 2) * second;
  talk.session.request = {contact: talk.contact, at: talk.at, skill, slots: talk.session.slots};
}

/** One of the phrases, about what this talk is about. */
function saying({random, session}: Talk, phrases: string[]): string {
  return fill(random, random.pick(phrases), session.slots);
}

function wordsOf(talk: Talk, phrases: string[]): string {
  return typed(talk.random, saying(talk, phrases));
}

function reachGoal(talk: Talk, text: string): void {
  const at = talk.at + talk.random.whole(20, 400) * second;
  talk.session.milestones.push({contact: talk.contact, at, event: "goal_reached", text, agentId: null, skill: null});
}

function contactWrites(talk: Talk, text: string, intent: Intent): void {
  const {random, contact} = talk;
  talk.at += talk.session.messages.length === 0 ? 0 : Math.round(random.around(22, 0.8)) * second;
  const confidence = intent === fallbackIntent ? 1 : Math.round(random.between(0.62, 1) * 1000) / 1000;
  talk.session.messages.push({
    id: "",
    contact,
    at: talk.at,
    author: "contact",
    type: "text",
    text,
    intent: renamed(random, intent, talk.at),
    confidence,
    referral: takeReferral(talk)
  });
}

// Since the first of November a test answers some questions about offers, and nobody has entered its name yet.
const unlisted: Intent = {
  ...intents[0]!,
  dialogflow: "test.black_friday",
  console: "TEST Black Friday",
  shown: "",
  group: ""
};

function renamed(random: Random, intent: Intent, at: number): Intent {
  const isTest = intent.console === "Promociones" && at > Date.UTC(2026, 10, 3) && random.chance(0.3);
  return isTest ? unlisted : intent;
}

function takeReferral(talk: Talk): Referral | undefined {
  const {referral} = talk;
  talk.referral = undefined;
  return referral;
}

function contactTaps(talk: Talk, option: Pick<Option, "id" | "title">, intent: Intent, type: "list" | "button"): void {
  const {random, contact} = talk;
  talk.at += talk.session.messages.length === 0 ? 0 : Math.round(random.around(9, 0.6)) * second;
  talk.session.messages.push({
    id: "",
    contact,
    at: talk.at,
    author: "contact",
    type,
    text: option.title,
    option: {id: option.id, title: option.title},
    intent,
    confidence: 1
  });
}

function botWrites(talk: Talk, text: string, intent: Intent, type: "text" | "list" | "button" = "text"): void {
  talk.at += talk.random.whole(1, 3) * second;
  talk.session.messages.push({id: "", contact: talk.contact, at: talk.at, author: "bot", type, text, intent});
}
