import {join} from "node:path";

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

/** What settings.yaml says, with the defaults filled in. */
export interface Settings {
  timeZone: string;
  language: "es" | "en";
  currency: string;
  portfolio: string;
  /** Zone of stamps without offset, by feed; a feed that is missing reads them as UTC. */
  sources: Record<string, {timeZone: string}>;
  noticePatterns: string[];
  /** By WhatsApp Business Account; each list is in order of validFrom. */
  accounts: Record<string, AccountSettings[]>;
  fallbackIntents: string[];
  whatsapp: {
    serviceAllowance: "own" | "reported";
    windowClock: "delivery" | "sending";
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
}
