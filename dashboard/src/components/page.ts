import type {Cube} from "./cube.js";
import type {Manifest} from "./data.js";
import type {Day} from "./day.js";
import type {Control, Dimension, Filters, Period, Scope} from "./filters.js";
import type {Formats} from "./format.js";
import type {Language, Texts} from "./i18n.js";

/** Everything a page draws from. Drawn anew, without loading, whenever a filter changes. */
export interface View {
  language: Language;
  t: Texts;
  format: Formats;
  manifest: Manifest;
  /** False in a home that never had what the page draws; filters then say nothing. */
  hasData: boolean;
  filters: Filters;
  scope: Scope;
  /** What big numbers are compared with; null when there is nothing to compare with. */
  compared: Period | null;
  /** The newest of the page's data. */
  asOf: string | null;
  /** The day that this data ends within, before its last hour; null where it is whole. */
  partialDay: Day | null;
  /** The files that the page asked for; of those cut by month at least the days of the period and what it is compared
   *  with. */
  cubes: Record<string, Cube>;
  /** Other filters, as a click on a bar sets them; the bar shows them and the page is drawn anew. */
  setFilters(change: Partial<Filters>): void;
  /** What the page offers, and why some of it changes no number, or not all. */
  controls: readonly Control[];
  ignores: NonNullable<Page["ignores"]>;
  /** A file that only a click needs, loaded then; of one cut by month those of the periods. */
  load(name: string, periods?: readonly Period[]): Promise<Cube>;
}

export interface Page {
  /** What the page counts, in one or two sentences under its title. */
  lead: Record<Language, string>;
  /** Data files it draws from: names of dashboard/exports/*.sql. */
  files: string[];
  /** Those of them without whose rows there is nothing to draw. */
  needs?: readonly string[];
  /**
   * Which days it needs of files that are cut by month, where those are not the period and what it is compared with: all,
   * the period alone, or the period and so many days before it.
   */
  days?: Record<string, "all" | "period" | number>;
  /** Up to when its data is known, where that is not the newest event of all. */
  asOf?: "agents_as_of";
  /** Filters beside the days that its numbers obey; all unless said. Null for a page that no filter concerns. */
  controls?: readonly Control[] | null;
  /** Files whose values alone a filter offers, where others have nothing to do with the page. */
  offers?: Partial<Record<Dimension, string>>;
  /** Why filters do not change it, or some of its cards. */
  ignores?: Partial<Record<Dimension, Record<Language, string>>>;
  /** Drawn also when the home has no data. */
  drawsWithoutData?: boolean;
  draw(view: View): Node[];
}
