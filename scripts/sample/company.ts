/**
 * Nimbora, a retailer of furniture and household appliances that does not exist: its numbers, teams, hours and days.
 * Telephone numbers lie in ranges that are reserved for fiction or assigned to nobody.
 */

export type Skill = "VENTAS" | "ATT CLIENTE" | "SERVICIO";
export type Channel = "whatsapp" | "chat_web" | "instagram" | "messenger" | "telegram";

export interface Account {
  id: string;
  name: string;
  timeZone: string;
  businessNumber: string;
  phoneNumberId: string;
}

export const spain: Account = {
  id: "104830000000001",
  name: "Nimbora España",
  timeZone: "Europe/Madrid",
  businessNumber: "34700000001",
  phoneNumberId: "106540000000001"
};

export const america: Account = {
  id: "104830000000002",
  name: "Nimbora América",
  timeZone: "America/Bogota",
  businessNumber: "573990000002",
  phoneNumberId: "106540000000002"
};

export const accounts = [spain, america];

/** Page, site or app that the other channels write to. */
export const otherAccounts: Record<Exclude<Channel, "whatsapp">, string> = {
  chat_web: "nimbora.example",
  instagram: "17841400000000010",
  messenger: "100400000000020",
  telegram: "nimbora_bot"
};

/** The sample's days, in the reporting zone; both count. */
export const firstDay = "2026-08-18";
export const lastDay = "2026-11-15";

export const seasons = {
  /** The bot version that no longer understands questions about orders, and its end. */
  badDeployFrom: Date.UTC(2026, 9, 20, 12, 0),
  badDeployTo: Date.UTC(2026, 9, 22, 9, 0),
  autumnCampaign: "2026-10-06",
  blackFridayCampaign: "2026-11-10"
};

export interface Agent {
  id: string;
  name: string;
  email: string;
  skill: Skill;
  shift: "morning" | "afternoon" | "split";
}

const agentNames: [string, Skill, Agent["shift"]][] = [
  ["Lucía Ferrándiz", "VENTAS", "morning"],
  ["Iker Montalbo", "VENTAS", "morning"],
  ["Noa Castrejón", "VENTAS", "morning"],
  ["Hugo Salvatierra", "VENTAS", "afternoon"],
  ["Vega Liñares", "VENTAS", "afternoon"],
  ["Darío Quintanal", "VENTAS", "afternoon"],
  ["Aitana Robledal", "VENTAS", "split"],
  ["Bruno Cifuentes", "VENTAS", "split"],
  ["Marina Oteruelo", "ATT CLIENTE", "morning"],
  ["Adrián Belmonteño", "ATT CLIENTE", "morning"],
  ["Carla Zubiria", "ATT CLIENTE", "morning"],
  ["Teo Villalpando", "ATT CLIENTE", "morning"],
  ["Inés Peñarrocha", "ATT CLIENTE", "afternoon"],
  ["Gael Maldonaire", "ATT CLIENTE", "afternoon"],
  ["Olivia Sarmentero", "ATT CLIENTE", "afternoon"],
  ["Unai Carrascal", "ATT CLIENTE", "afternoon"],
  ["Jimena Arzallus", "ATT CLIENTE", "split"],
  ["Leo Fontecilla", "ATT CLIENTE", "split"],
  ["Nerea Valdivieso", "SERVICIO", "morning"],
  ["Rubén Caldelas", "SERVICIO", "morning"],
  ["Alba Tordesillas", "SERVICIO", "morning"],
  ["Mateo Igartua", "SERVICIO", "split"],
  ["Candela Rosales", "SERVICIO", "split"],
  ["Álex Montesdeoca", "SERVICIO", "split"],
  ["Blanca Urquiola", "SERVICIO", "split"]
];

export const agents: Agent[] = agentNames.map(([name, skill, shift], index) => ({
  id: String(301 + index),
  name,
  email: `${plain(name).replace(" ", ".")}@nimbora.example`,
  skill,
  shift
}));

/** Nobody logged this one out between these days. */
export const staleAgent = {id: "324", from: "2026-10-08", to: "2026-10-26"};

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

export interface OpeningHours {
  calendar: string;
  weekdays: string[];
  opens: string;
  closes: string;
  validFrom: string;
  validTo: string;
}

const workdays = ["mon", "tue", "wed", "thu", "fri"];

/** Shops' hours all year; the workshop has a lunch break, and summer hours until the end of August. */
export const openingHours: OpeningHours[] = [
  {calendar: "tienda", weekdays: workdays, opens: "09:00", closes: "21:00", validFrom: "", validTo: ""},
  {calendar: "tienda", weekdays: ["sat"], opens: "10:00", closes: "20:00", validFrom: "", validTo: ""},
  {calendar: "taller", weekdays: workdays, opens: "08:00", closes: "15:00", validFrom: "", validTo: "2026-08-31"},
  {calendar: "taller", weekdays: workdays, opens: "09:00", closes: "14:00", validFrom: "2026-09-01", validTo: ""},
  {calendar: "taller", weekdays: workdays, opens: "16:00", closes: "19:30", validFrom: "2026-09-01", validTo: ""}
];

export const calendarOf: Record<Skill, string> = {VENTAS: "tienda", "ATT CLIENTE": "tienda", SERVICIO: "taller"};

export interface Holiday {
  calendar: string;
  date: string;
  name: string;
  opens: string;
  closes: string;
}

const closedDays: [string, string][] = [
  ["2026-10-12", "Fiesta Nacional de España"],
  ["2026-11-01", "Todos los Santos"],
  ["2026-11-02", "Traslado de Todos los Santos (Madrid)"],
  ["2026-11-09", "Nuestra Señora de la Almudena (Madrid)"],
  ["2026-12-07", "Traslado de la Constitución (Madrid)"],
  ["2026-12-08", "Inmaculada Concepción"],
  ["2026-12-25", "Navidad"]
];

export const holidays: Holiday[] = [
  ...["tienda", "taller"].flatMap((calendar) =>
    closedDays.map(([date, name]) => ({calendar, date, name, opens: "", closes: ""}))
  ),
  {calendar: "tienda", date: "2026-10-31", name: "Inventario", opens: "10:00", closes: "14:00"},
  {calendar: "tienda", date: "2026-12-24", name: "Nochebuena", opens: "09:00", closes: "15:00"}
].sort((a, b) => (a.calendar + a.date < b.calendar + b.date ? -1 : 1));
