import type {Language} from "./components/i18n.js";
import type {Page} from "./components/page.js";

export interface PageEntry {
  /** The last part of its address; "index" is the first page. */
  name: string;
  title: Record<Language, string>;
  load(): Promise<{page: Page}>;
}

/** Every page, in the order of the navigation. dashboard/README.md says how to add one. */
export const pages: PageEntry[] = [
  {name: "index", title: {es: "Resumen", en: "Overview"}, load: () => import("./pages/overview.js")},
  {name: "spend", title: {es: "Gasto", en: "Spend"}, load: () => import("./pages/spend.js")},
  {name: "bot", title: {es: "Bot", en: "Bot"}, load: () => import("./pages/bot.js")},
  {
    name: "out-of-hours",
    title: {es: "Fuera de horario", en: "Out of hours"},
    load: () => import("./pages/out-of-hours.js")
  },
  {name: "agents", title: {es: "Agentes", en: "Agents"}, load: () => import("./pages/agents.js")},
  {name: "delivery", title: {es: "Entregas", en: "Delivery"}, load: () => import("./pages/delivery.js")},
  {name: "reports", title: {es: "Informes", en: "Reports"}, load: () => import("./pages/reports.js")},
  {name: "health", title: {es: "Estado de los datos", en: "Data health"}, load: () => import("./pages/health.js")},
  {name: "definitions", title: {es: "Definiciones", en: "Definitions"}, load: () => import("./pages/definitions.js")}
];
