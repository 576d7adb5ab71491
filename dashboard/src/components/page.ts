import type {Cube} from "./cube.js";
import type {Manifest} from "./data.js";
import type {Day} from "./day.js";
import type {Control, Filters, Period, Scope} from "./filters.js";
import type {Formats} from "./format.js";
import type {Language, Texts} from "./i18n.js";

/** Everything a page draws from. Drawn anew, without loading, whenever a filter changes. */
export interface View {
  language: Language;
  t: Texts;
  format: Formats;
  manifest: Manifest;
  /** False in a home that nothing was loaded into; filters then say nothing. */
  hasData: boolean;
  filters: Filters;
  scope: Scope;
  /** What big numbers are compared with; null when there is nothing to compare with. */
  compared: Period | null;
  /** The last day of the data when its data ends before its midnight. */
  partialDay: Day | null;
  /** The files that the page asked for. */
  cubes: Record<string, Cube>;
}

export interface Page {
  /** What the page counts, in one or two sentences under its title. */
  lead: Record<Language, string>;
  /** Data files it draws from: names of dashboard/exports/*.sql. */
  files: string[];
  /** Filters beside the days that its numbers obey; all unless said. Null for a page that no filter concerns. */
  controls?: readonly Control[] | null;
  /** Drawn also when the home has no data. */
  drawsWithoutData?: boolean;
  draw(view: View): Node[];
}
