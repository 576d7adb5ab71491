import {isUtf8} from "node:buffer";
import {existsSync, readdirSync, statSync} from "node:fs";
import {readFile} from "node:fs/promises";
import {join, resolve} from "node:path";
import {fileURLToPath} from "node:url";
import type {MailSettings, Target} from "./deliver/targets.js";
import {throwFaults} from "./errors.js";
import {lookForFile} from "./own-file.js";
import type {DialectName} from "./reports/dialects.js";

/** Where everything that one deployment owns lies. */
export interface Home {
  root: string;
  inbox: string;
  reference: string;
  settingsFile: string;
  warehouse: string;
  published: string;
  reports: string;
  /** Spill files and files in the making; emptied when a run ends. */
  temporary: string;
  lockFile: string;
}

export function homeAt(root: string): Home {
  return {
    root,
    inbox: join(root, "inbox"),
    reference: join(root, "reference"),
    settingsFile: join(root, "settings.yaml"),
    warehouse: join(root, "warehouse.duckdb"),
    published: join(root, "published"),
    reports: join(root, "reports"),
    temporary: join(root, "temporary"),
    lockFile: join(root, "run.lock")
  };
}

export interface AccountSettings {
  name: string;
  timeZone: string;
  currency: string;
  portfolio: string;
  /** First local day these hold, like "2026-01-01"; null = always. */
  validFrom: string | null;
}

export interface SourceSettings {
  timeZone: string;
  /** Local time on the day after by which a day has arrived, like "07:00"; without one nothing waits for it. */
  arrivesBy?: string;
  /** Which days it has: each, or those on which some calendar is open. */
  days?: "every" | "open";
}

/** What settings.yaml says, with the defaults filled in. */
export interface Settings {
  timeZone: string;
  language: "es" | "en";
  currency: string;
  portfolio: string;
  /** By feed: the zone of stamps without offset (UTC for a feed that is missing), and when its days are here. */
  sources: Record<string, SourceSettings>;
  noticePatterns: string[];
  /** By WhatsApp Business Account; each list is in order of validFrom. */
  accounts: Record<string, AccountSettings[]>;
  fallbackIntents: string[];
  whatsapp: {
    serviceAllowance: "own" | "reported";
    windowClock: "delivery" | "sending";
    /** Whether a reaction that the business sends is a message that may cost, or none. */
    reactions: "charged" | "free";
    tiers: "published" | "formula";
    primaryLocation: string | null;
    authInternational: {start: string | null; exceptions: Record<string, string>};
  };
  sessionGapHours: number;
  staleSessionHours: number;
  serviceLevelSeconds: number;
  /** A Dialogflow turn joins the contact's message no farther away than this. */
  turnJoinSeconds: number;
  /** Messages of an agent farther apart than this are not one stretch of activity. */
  activeChatGapMinutes: number;
  /** Like "2GB"; null lets the machine decide. */
  memoryLimit: string | null;
  /** How many days a raw table's rows are kept, by feed; a feed that is missing keeps all. */
  retainDays: Record<string, number>;
  /** Of the command that stays: null runs at the times of the reports only. */
  schedule: {everyMinutes: number | null};
  /** Who gets a report's files when they are made, by report. */
  deliver: Record<string, Target[]>;
  mail: MailSettings;
  reports: ReportSettings & {
    /** So many days of each report, those made last, are looked at again for late data. */
    revisedDays: number;
    /** What one report has otherwise. */
    byName: Record<
      string,
      Partial<ReportSettings> & {timeZone?: string; download?: boolean; choices: Record<string, boolean>}
    >;
  };
}

/** How the CSV files are written. */
export interface ReportSettings {
  header: "console" | "clean";
  dialect: DialectName;
  /** What becomes of a report when a source is not there at its time: it waits on, or goes out marked incomplete. */
  incomplete: "wait" | "send";
}

/** What holds where settings.yaml says nothing. */
export const defaultSettings: Settings = {
  timeZone: "Europe/Madrid",
  language: "es",
  currency: "USD",
  portfolio: "main",
  sources: {},
  noticePatterns: ["Para poder atender tus peticiones"],
  accounts: {},
  fallbackIntents: ["Fallback intent", "Default Fallback Intent"],
  whatsapp: {
    serviceAllowance: "own",
    windowClock: "delivery",
    reactions: "charged",
    tiers: "published",
    primaryLocation: "ES",
    authInternational: {start: null, exceptions: {}}
  },
  sessionGapHours: 24,
  staleSessionHours: 16,
  serviceLevelSeconds: 60,
  turnJoinSeconds: 10,
  activeChatGapMinutes: 10,
  memoryLimit: null,
  retainDays: {},
  schedule: {everyMinutes: null},
  deliver: {},
  mail: {from: null, operator: null, gzipAboveKilobytes: 1000},
  reports: {header: "console", dialect: "plain", incomplete: "wait", revisedDays: 35, byName: {}}
};

export interface Environment {
  /** The home folder: CHAT_ANALYTICS_HOME, or the project's data/home. */
  home: string;
  /** Where the sample is worked on when the home is empty. */
  demoHome: string;
}

/** Reads the variables named CHAT_ANALYTICS_…; every fault at once. */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const faults: string[] = [];
  const folder = (name: string, fallback: string) => {
    const value = env[name];
    if (value === undefined) return fileURLToPath(new URL(`../${fallback}`, import.meta.url));
    if (value.trim() === "") faults.push(`${name}: it is empty. Name a folder, or unset it to use ${fallback}.`);
    // As crontabs and env files hand it on, where no shell has read it.
    if (/^[~$"']/.test(value.trim())) {
      faults.push(
        `${name}: ${value} begins with what a shell would have replaced. Write the whole path, without quotes.`
      );
    }
    if (existsSync(value) && !statSync(value).isDirectory()) {
      faults.push(`${name}: ${value} is a file. Name a folder.`);
    }
    return resolve(value);
  };
  const environment = {
    home: folder("CHAT_ANALYTICS_HOME", "data/home"),
    demoHome: folder("CHAT_ANALYTICS_DEMO_HOME", "data/demo")
  };
  throwFaults("the environment", faults);
  return environment;
}

/** The home's settings.yaml with the defaults filled in; throws all its faults at once. */
export async function readSettings(home: Home): Promise<Settings> {
  const {settings, faults} = await readSettingsAndFaults(home);
  throwFaults(home.root, faults);
  return settings;
}

/** As readSettings, but gives the faults back; what is at fault has its default. */
export async function readSettingsAndFaults(home: Home): Promise<{settings: Settings; faults: string[]}> {
  const {isThere, fault} = lookForFile(home.settingsFile);
  if (!isThere) {
    const faults = fault === null ? misnamed(home) : [`settings.yaml: ${fault}`];
    return {settings: defaultSettings, faults};
  }
  const bytes = await readFile(home.settingsFile);
  if (!isUtf8(bytes)) {
    return {settings: defaultSettings, faults: ["settings.yaml: it is not in UTF-8. Save it in UTF-8."]};
  }
  const {checkSettings} = await import("./settings-file.js");
  return checkSettings(bytes.toString(), defaultSettings);
}

// Editors of Windows add .txt, and half the world's YAML ends in .yml.
function misnamed({root}: Home): string[] {
  const names = existsSync(root) ? readdirSync(root) : [];
  return names
    .filter((name) => /^settings\.(ya?ml(\.txt)?|txt)$/i.test(name))
    .map((name) => `${name}: it is not read. Rename it to settings.yaml.`);
}
