import {clockTime, dayLength, endInstant, hour, instantOf, minute, sampleDays, second, weekdayOf} from "./clock.js";
import {america, seasons, spain} from "./company.js";
import type {Contact} from "./contacts.js";
import {type BotSession, type Message, simulateSession, type Template} from "./conversations.js";
import {topics} from "./intents.js";
import {fill} from "./phrases.js";
import {type Random, randomOf} from "./random.js";

export interface Mailing {
  messages: Message[];
  /** What the people who answered went on to do. */
  sessions: BotSession[];
  optOuts: {contact: Contact; at: number}[];
}

const promotions = topics.find((intent) => intent.console === "Promociones")!;

export const templates: (Template & {text: string})[] = [
  {
    name: "otono_salon",
    category: "marketing",
    text: "El otoño llega a tu salón: hasta un 25 % en sofás y sillones. ¿Echamos un vistazo?"
  },
  {
    name: "black_friday_previa",
    category: "marketing",
    text: "Black Friday llega antes para ti. Entra en las ofertas antes que nadie."
  },
  {
    name: "carrito_abandonado",
    category: "marketing",
    text: "Te dejaste un {producto} en la cesta. Te lo guardamos 24 horas."
  },
  {
    name: "pedido_confirmado",
    category: "utility",
    text: "Hemos recibido tu pedido {pedido}. Te avisaremos cuando salga."
  },
  {name: "pedido_enviado", category: "utility", text: "Tu pedido {pedido} está en camino."},
  {name: "pedido_entregado", category: "utility", text: "Hemos entregado tu pedido {pedido}. ¡Que lo disfrutes!"},
  {name: "cita_recordatorio", category: "utility", text: "Te recordamos tu cita con el técnico mañana {dia}."},
  {name: "codigo_acceso", category: "authentication", text: "{codigo} es tu código de acceso a Nimbora."}
];

const named = (name: string) => templates.find((template) => template.name === name)!;

/** What the company sends of its own accord on WhatsApp. */
export function simulateMailings(contacts: Contact[]): Mailing {
  const random = randomOf("mailings");
  const mailing: Mailing = {messages: [], sessions: [], optOuts: []};
  const people = contacts.filter((contact) => contact.channel === "whatsapp");
  for (const day of sampleDays) {
    orders(random, mailing, people, day);
    for (const _ of times(random, 5)) send(random, mailing, random.pick(people), "codigo_acceso", daytime(random, day));
    for (const _ of times(random, 5))
      send(random, mailing, random.pick(people), "carrito_abandonado", daytime(random, day));
    if (weekdayOf(day) !== "sat") {
      for (const _ of times(random, 2))
        send(random, mailing, random.pick(people), "cita_recordatorio", daytime(random, day));
    }
  }
  campaign(random, mailing, people, {
    template: "otono_salon",
    day: seasons.autumnCampaign,
    id: "C-2026-10-OTONO",
    share: {[spain.id]: 0.74, [america.id]: 0}
  });
  campaign(random, mailing, people, {
    template: "black_friday_previa",
    day: seasons.blackFridayCampaign,
    id: "C-2026-11-BF",
    share: {[spain.id]: 0.82, [america.id]: 0.7}
  });
  return mailing;
}

interface Campaign {
  template: string;
  day: string;
  id: string;
  /** Of the people of each account. */
  share: Record<string, number>;
}

// In five waves from ten in the morning, each sent within minutes.
function campaign(random: Random, mailing: Mailing, people: Contact[], {template, day, id, share}: Campaign): void {
  const start = instantOf("Europe/Madrid", day, clockTime("10:00"));
  const optedOut = new Set(mailing.optOuts.map(({contact}) => contact));
  const invited = people.filter((contact) => contact.hasOptedIn || random.chance(0.2));
  for (const contact of invited) {
    if (!random.chance(share[contact.accountId] ?? 0)) continue;
    const at = start + random.whole(0, 4) * 25 * minute + random.whole(0, 240) * second;
    const message = send(random, mailing, contact, template, at);
    message.campaign = id;
    if (optedOut.has(contact) || random.chance(0.004)) message.error = "131050";
    else if (random.chance(0.035)) message.error = "131049";
    else if (random.chance(0.003)) message.error = "130472";
    else answer(random, mailing, message);
  }
}

function answer(random: Random, mailing: Mailing, message: Message): void {
  const {contact} = message;
  const at = message.at + Math.round(random.around(70, 1.2)) * minute;
  if (!contact.isReachable || at > endInstant) return;
  const how = random.next();
  if (how < 0.06) {
    mailing.sessions.push(simulateSession(random, contact, at, {topic: promotions, tap: "Ver ofertas"}));
  } else if (how < 0.085) {
    const option = {id: "baja", title: "No recibir más"};
    const tap: Message = {id: "", contact, at, author: "contact", type: "button", text: option.title, option};
    const text = "Hecho: no recibirás más promociones por aquí. Los avisos de tus pedidos siguen llegando.";
    const reply: Message = {id: "", contact, at: at + 2 * second, author: "bot", type: "text", text};
    mailing.sessions.push(alone(tap, reply));
    mailing.optOuts.push({contact, at});
  } else if (how < 0.095) {
    mailing.sessions.push(
      alone({id: "", contact, at, author: "contact", type: "reaction", text: "❤️", reactsTo: message})
    );
  }
}

function alone(...messages: Message[]): BotSession {
  return {messages, milestones: [], request: null, slots: {}};
}

/** Confirmed at once, sent the next day or the one after, delivered some days later. */
function orders(random: Random, mailing: Mailing, people: Contact[], day: string): void {
  for (const _ of times(random, weekdayOf(day) === "sun" ? 5 : 11)) {
    const contact = random.pick(people);
    const confirmed = daytime(random, day);
    const sent = confirmed + Math.round(random.between(18, 44)) * hour;
    send(random, mailing, contact, "pedido_confirmado", confirmed);
    send(random, mailing, contact, "pedido_enviado", sent);
    send(random, mailing, contact, "pedido_entregado", sent + Math.round(random.between(22, 90) * 60) * minute);
  }
}

function send(random: Random, mailing: Mailing, contact: Contact, name: string, at: number): Message {
  const {text, ...template} = named(name);
  const message: Message = {
    id: "",
    contact,
    at,
    author: "system",
    type: "template",
    text: fill(random, text),
    template
  };
  if (at < endInstant - dayLength / 48) mailing.messages.push(message);
  return message;
}

function times(random: Random, average: number): number[] {
  return Array.from({length: Math.round(average * random.between(0.6, 1.4))}, (_, index) => index);
}

function daytime(random: Random, day: string): number {
  return instantOf("Europe/Madrid", day, random.whole(8 * 3600, 22 * 3600) * second);
}
