import {type Account, america, type Channel, otherAccounts, spain} from "./company.js";
import {type Random, randomOf} from "./random.js";

export interface Contact {
  channel: Channel;
  /** The id on the channel: on WhatsApp the number, or a business-scoped user id. */
  id: string;
  name: string;
  phone: string | null;
  country: string;
  timeZone: string;
  /** WhatsApp only. */
  account: Account | null;
  /** Page, site, app or WhatsApp Business Account. */
  accountId: string;
  /** The thread of everything ever said with them, by the name that the company's systems give it; the console's none. */
  conversationId: string;
  /** No template may be sent to people who never agreed. */
  hasOptedIn: boolean;
  isReachable: boolean;
  readsReceipts: boolean;
}

interface Country {
  code: string;
  weight: number;
  timeZone: string;
  account: Account;
  /** Digits of a number that belongs to nobody. */
  phone: (serial: number) => string;
}

const digits = (value: number, length: number) => String(value).padStart(length, "0");

const countries: Country[] = [
  // 70 is Spain's range for personal numbers; 900 in Portugal, 0 in Mexico and 399 in Colombia begin no mobile number;
  // France, Germany and the United Kingdom keep theirs for fiction.
  {code: "ES", weight: 77, timeZone: "Europe/Madrid", account: spain, phone: (n) => `347000${digits(n, 5)}`},
  {code: "PT", weight: 6, timeZone: "Europe/Lisbon", account: spain, phone: (n) => `351900${digits(n, 6)}`},
  {code: "FR", weight: 4, timeZone: "Europe/Madrid", account: spain, phone: (n) => `3363998${digits(n, 4)}`},
  {code: "DE", weight: 1, timeZone: "Europe/Madrid", account: spain, phone: (n) => `49176040690${digits(n, 2)}`},
  {code: "GB", weight: 1, timeZone: "Europe/Lisbon", account: spain, phone: (n) => `447700900${digits(n, 3)}`},
  {code: "MX", weight: 5, timeZone: "America/Mexico_City", account: america, phone: (n) => `52550000${digits(n, 4)}`},
  {code: "CO", weight: 6, timeZone: "America/Bogota", account: america, phone: (n) => `57399${digits(n, 7)}`}
];

const givenNames =
  "María Carmen Ana Laura Marta Elena Paula Sara Cristina Raquel Sofía Julia Rosa Pilar Irene Alicia Nuria Silvia Patricia Beatriz José Antonio Manuel Francisco David Juan Javier Daniel Carlos Miguel Alejandro Rafael Pedro Ángel Sergio Fernando Luis Jorge Alberto Álvaro Diego Raúl Iván Rubén Óscar Joana Tiago Camille Valentina Santiago".split(
    " "
  );
const familyNames =
  "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Álvarez Muñoz Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Gil Ramírez Serrano Blanco Molina Morales Suárez Ortega Delgado Castro Ortiz Rubio Marín Sanz Iglesias".split(
    " "
  );

const channelWeights: [Channel, number][] = [
  ["whatsapp", 56],
  ["chat_web", 20],
  ["instagram", 10],
  ["messenger", 8],
  ["telegram", 6]
];

/** Everybody who ever writes or is written to. The first ones are there to be awkward. */
export function makeContacts(count: number): Contact[] {
  const random = randomOf("contacts");
  serials.clear();
  return Array.from({length: count}, (_, index) => awkward(random, index) ?? ordinary(random, index));
}

function ordinary(random: Random, index: number): Contact {
  const [channel] = random.weighted(channelWeights, ([, weight]) => weight);
  const country = random.weighted(countries, (one) => one.weight);
  return contactOf(random, channel, country, nameOf(random), index);
}

function contactOf(random: Random, channel: Channel, country: Country, name: string, index: number): Contact {
  const phone = channel === "whatsapp" ? country.phone(nextSerial(country)) : null;
  const id = channel === "whatsapp" ? phone! : channelId(random, channel, index);
  return {
    channel,
    id,
    name,
    phone,
    country: country.code,
    timeZone: country.timeZone,
    account: channel === "whatsapp" ? country.account : null,
    accountId: channel === "whatsapp" ? country.account.id : otherAccounts[channel],
    conversationId: channel === "whatsapp" ? threadOf(country.account, id) : String(7001200 + index * 7),
    hasOptedIn: random.chance(0.92),
    isReachable: random.chance(0.98),
    readsReceipts: random.chance(0.83)
  };
}

// As a webhook's messages are threaded, which carry no conversation.
function threadOf(account: Account, id: string): string {
  return `whatsapp|${account.businessNumber}|${id}`;
}

// Some ranges are small: numbers are counted by country.
const serials = new Map<string, number>();

function nextSerial(country: Country): number {
  const serial = (serials.get(country.code) ?? 9) + 1;
  serials.set(country.code, serial);
  return serial;
}

/** Names that would run where they are not shown as text, and a person whose number WhatsApp does not tell. */
function awkward(random: Random, index: number): Contact | null {
  const [spanish] = countries;
  const names = [
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("https://premio.example","Premio")',
    "+34 Ofertas; --",
    "@SUM(1+1)",
    '"Comillas", y; puntos',
    "مريم 🌷",
    ""
  ];
  const name = names[index];
  if (name !== undefined) {
    const channel: Channel = index % 2 === 0 ? "whatsapp" : "chat_web";
    return contactOf(random, channel, spanish!, name, index);
  }
  if (index > names.length) return null;
  const id = "ES.11815550009437";
  const conversationId = threadOf(spain, id);
  return {...contactOf(random, "whatsapp", spanish!, "Sin Número", index), id, conversationId, phone: null};
}

function channelId(random: Random, channel: Exclude<Channel, "whatsapp">, index: number): string {
  if (channel === "chat_web") return `web-${random.hex(10).toLowerCase()}`;
  if (channel === "instagram") return `1789${digits(index, 6)}${digits(random.whole(0, 9999999), 7)}`;
  if (channel === "messenger") return `24${digits(index, 6)}${digits(random.whole(0, 99999999), 8)}`;
  return `69${digits(index, 4)}${digits(random.whole(0, 9999), 4)}`;
}

function nameOf(random: Random): string {
  const given = random.pick(givenNames);
  const how = random.next();
  if (how < 0.25) return given;
  if (how < 0.32) return `${given} ✨`;
  return `${given} ${random.pick(familyNames)}`;
}
