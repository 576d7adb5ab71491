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
  {name: "health", title: {es: "Estado de los datos", en: "Data health"}, load: () => import("./pages/health.js")},
  {name: "definitions", title: {es: "Definiciones", en: "Definitions"}, load: () => import("./pages/definitions.js")}
];
