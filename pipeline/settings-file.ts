import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Scalar,
  visit
} from "yaml";
import {z} from "zod";
import {retainedFeeds} from "./contracts/feeds.js";
import {mailSchema, type Target, targetKeys, targetSchema} from "./deliver/targets.js";
import {isDay} from "./reference/cells.js";
import {dialectNames} from "./reports/dialects.js";
import type {AccountSettings, Settings} from "./settings.js";
import {inboxFolders} from "./sources/sources.js";
import {isTimeZone} from "./time.js";

type Path = (string | number)[];

/**
 * The settings that a text in YAML says. Each fault is one line: place, value, remedy.
 * A setting at fault has its default, so that the rest can be used to check the reference files.
 */
export function checkSettings(text: string, defaults: Settings): {settings: Settings; faults: string[]} {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ""), {
    lineCounter: lines,
    uniqueKeys: (one, other) => isScalar(one) && isScalar(other) && keyText(one) === keyText(other)
  });
  const broken = [...document.errors, ...document.warnings].map((error) => {
    const [first] = error.message.split("\n");
    return `settings.yaml:${error.linePos?.[0].line ?? 1}: ${first?.replace(/ at line \d.*$/, "")}. Mend the YAML there.`;
  });
  broken.push(...marks(document, lines));
  if (broken.length > 0) return {settings: defaults, faults: broken};

  // A long account id without quotes would be a number with its last digits lost.
  visit(document, {
    Pair(_, pair) {
      if (isScalar(pair.key)) pair.key.value = keyText(pair.key);
    }
  });
  const raw: unknown = document.toJS() ?? {};
  const parsed = settingsFile.safeParse(raw);
  if (parsed.success) return {settings: withDefaults(parsed.data, defaults), faults: []};

  const place = (path: Path) => {
    const line = lineOf(document.contents, path, lines);
    const name = path.filter((part) => !isSingleAccount(raw, path, part)).join(".");
    return `settings.yaml:${line}${name === "" ? "" : ` ${name}`}`;
  };
  const faults = parsed.error.issues.flatMap((issue) => {
    const path = issue.path as Path;
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${place([...path, key])}: there is no such setting. ${knownKeys(path)}`);
    }
    if (issue.code === "invalid_key") return [`${place(path)}: ${show(path.at(-1))} ${issue.issues[0]?.message}`];
    return [`${place(path)}: ${show(valueAt(raw, path))} ${issue.message}`];
  });
  return {
    settings: withDefaults(settingsFile.safeParse(withoutFaulty(raw, parsed.error)).data ?? {}, defaults),
    faults
  };
}

/** A key as it is written, with and without quotes; spaces around it are none of it. */
function keyText({source, value}: Scalar): string {
  return (source ?? String(value)).trim();
}

// What begins with * or & is a mark of YAML's for repeated values; here it is a text in bold, or a name like &Co.
function marks(document: Document, lines: LineCounter): string[] {
  const faults: string[] = [];
  visit(document, {
    Node(_, node) {
      const mark = isAlias(node) ? `*${node.source}` : node.anchor && `&${node.anchor}`;
      if (!mark) return;
      const {line} = lines.linePos(node.range?.[0] ?? 0);
      faults.push(`settings.yaml:${line}: ${mark} without quotes is no text in YAML. Put it in quotes.`);
    }
  });
  return faults;
}

const name = z.string({error: "is no text. Write one, in quotes if it is a number."}).trim().min(1, {
  error: "is empty. Write a name, or leave the setting out."
});
const timeZone = z.string({error: "is no IANA time zone. Write one like Europe/Madrid."}).refine(isTimeZone, {
  error: "is no IANA time zone. Write one like Europe/Madrid; offsets do not know summer time."
});
const currencies = new Set(Intl.supportedValuesOf("currency"));
const currency = z
  .string({error: "is no currency. Write its ISO 4217 code, like EUR."})
  .refine((code) => currencies.has(code), {
    error: "is no currency. Write its ISO 4217 code, like EUR."
  });
const country = z
  .string({error: "is no country. Write its ISO 3166 code of two letters, like ES."})
  .regex(/^[A-Z]{2}$/, {
    error: "is no country. Write its ISO 3166 code of two letters, like ES."
  });
const day = z.string({error: "is no day. Write it like 2026-03-02."}).refine(isDay, {
  error: "is no day. Write it like 2026-03-02."
});
const instant = z
  .union([z.string(), z.number()], {error: "is no instant. Write it like 2024-07-01T00:00:00Z, or as epoch seconds."})
  .transform((value, context) => {
    const text = toInstant(value);
    if (text === null) {
      context.addIssue("is no instant. Write it like 2024-07-01T00:00:00Z, or as epoch seconds.");
      return z.NEVER;
    }
    return text;
  });

function choice<const Names extends readonly [string, ...string[]]>(...names: Names) {
  return z.enum(names, {error: `is none of the choices. Write one of: ${names.join(", ")}.`});
}

function whole(unit: string, from: number, to: number) {
  const error = `is no whole number of ${unit} from ${from} to ${to}. Write one, without quotes.`;
  return z.int({error}).min(from, {error}).max(to, {error});
}

function map<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {error: "is no group of settings. Write `name: value` lines below it, indented."});
}

// An empty `accounts:` or the like says nothing.
function group<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => value ?? undefined, schema.optional());
}

const namedBy = {error: "is no group of settings. Write `name: value` lines below it, indented."};
const texts = z
  .array(name, {error: 'is no list. Write it like ["one", "another"].'})
  .transform((list) => [...new Set(list)]);
const source = map({
  time_zone: timeZone.optional(),
  arrives_by: z
    .string({error: 'is no time. Write it in quotes, like "07:00".'})
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, {error: 'is no time. Write it in quotes, like "07:00".'})
    .optional(),
  days: choice("every", "open").optional()
});
const account = map({
  name: name.optional(),
  time_zone: timeZone.optional(),
  currency: currency.optional(),
  portfolio: name.optional(),
  valid_from: day.optional()
});
const accountPeriods = z
  .preprocess(
    (value) => (Array.isArray(value) ? value : [value]),
    z.array(account).min(1, "is an empty list. Fill it.")
  )
  .superRefine((periods, context) => {
    const seen = new Set<string>();
    periods.forEach((period, index) => {
      const from = period.valid_from ?? "the beginning";
      if (seen.has(from)) {
        context.addIssue({
          code: "custom",
          path: period.valid_from ? [index, "valid_from"] : [index],
          message: `holds from ${from}, and so does an entry before it. Give each a valid_from of its own.`
        });
      }
      seen.add(from);
    });
  });

const whatsapp = map({
  service_allowance: choice("own", "reported").optional(),
  window_clock: choice("delivery", "sending").optional(),
  reactions: choice("charged", "free").optional(),
  tiers: choice("published", "formula").optional(),
  primary_location: country.nullable().optional(),
  auth_international: group(
    map({start: instant.nullable().optional(), exceptions: group(z.record(country, instant, namedBy))})
  )
});

// Below that a month would be final while its windows, replies and tiers are still settling.
const retained = whole("days", 120, 36_600);
const retainDays = z.union(
  [retained, map(Object.fromEntries(retainedFeeds.map((feed) => [feed, retained.optional()])))],
  {error: `is neither a number of days from 120 nor one for each of: ${retainedFeeds.join(", ")}.`}
);

const schedule = map({every_minutes: whole("minutes", 1, 1440).nullable().optional()});

const deliver = z.record(
  name,
  z.array(targetSchema, {error: "is no list of targets. Begin each with a dash."}),
  namedBy
);

const layout = {
  header: choice("console", "clean").optional(),
  dialect: choice(...dialectNames).optional(),
  incomplete: choice("wait", "send").optional()
};
const flag = z.boolean({error: "is neither true nor false. Write one of them, without quotes."});
// Which reports there are, and what each lets one choose, the reports themselves say.
const report = z.object({...layout, time_zone: timeZone.optional(), download: flag.optional()}, namedBy).catchall(flag);
const reports = z.object({...layout, revised_days: whole("days", 0, 3660).optional()}, namedBy).catchall(report);

const settingsFile = map({
  time_zone: timeZone.optional(),
  language: choice("es", "en").optional(),
  currency: currency.optional(),
  portfolio: name.optional(),
  sources: group(map(Object.fromEntries(inboxFolders.map((folder) => [folder, source.optional()])))),
  notice_patterns: group(texts),
  accounts: group(z.record(name, accountPeriods, namedBy)),
  fallback_intents: group(texts),
  whatsapp: group(whatsapp),
  session_gap_hours: whole("hours", 1, 720).optional(),
  stale_session_hours: whole("hours", 1, 720).optional(),
  service_level_seconds: whole("seconds", 1, 604_800).optional(),
  turn_join_seconds: whole("seconds", 0, 3600).optional(),
  active_chat_gap_minutes: whole("minutes", 1, 1440).optional(),
  memory_limit: z
    .string({error: 'is no amount of memory. Write it like "2GB".'})
    .regex(/^\d+(\.\d+)?\s?(MB|GB|MiB|GiB)$/, {error: 'is no amount of memory. Write it like "2GB".', abort: true})
    .refine((text) => Number.parseFloat(text) * (text.includes("G") ? 1000 : 1) >= 100, {
      error: "is too little memory. Write at least 100MB."
    })
    .nullable()
    .optional(),
  retain_days: group(retainDays),
  schedule: group(schedule),
  deliver: group(deliver),
  mail: group(mailSchema),
  reports: group(reports)
}).superRefine(checkSenders);

type SettingsFile = z.infer<typeof settingsFile>;

function withDefaults(file: SettingsFile, defaults: Settings): Settings {
  const base = {
    timeZone: file.time_zone ?? defaults.timeZone,
    currency: file.currency ?? defaults.currency,
    portfolio: file.portfolio ?? defaults.portfolio
  };
  const international = file.whatsapp?.auth_international;
  const location = file.whatsapp?.primary_location;
  return {
    ...base,
    language: file.language ?? defaults.language,
    sources: Object.fromEntries(
      Object.entries(file.sources ?? {}).flatMap(([feed, given]) => (given ? [[feed, sourceSettings(given)]] : []))
    ),
    noticePatterns: file.notice_patterns ?? defaults.noticePatterns,
    accounts: Object.fromEntries(
      Object.entries(file.accounts ?? {}).map(([id, periods]) => [
        id,
        periods.map((period) => accountPeriod(id, period, base)).sort(byValidFrom)
      ])
    ),
    fallbackIntents: file.fallback_intents ?? defaults.fallbackIntents,
    whatsapp: {
      serviceAllowance: file.whatsapp?.service_allowance ?? defaults.whatsapp.serviceAllowance,
      windowClock: file.whatsapp?.window_clock ?? defaults.whatsapp.windowClock,
      reactions: file.whatsapp?.reactions ?? defaults.whatsapp.reactions,
      tiers: file.whatsapp?.tiers ?? defaults.whatsapp.tiers,
      primaryLocation: location === undefined ? defaults.whatsapp.primaryLocation : location,
      authInternational: {
        start: international?.start ?? defaults.whatsapp.authInternational.start,
        exceptions: international?.exceptions ?? defaults.whatsapp.authInternational.exceptions
      }
    },
    sessionGapHours: file.session_gap_hours ?? defaults.sessionGapHours,
    staleSessionHours: file.stale_session_hours ?? defaults.staleSessionHours,
    serviceLevelSeconds: file.service_level_seconds ?? defaults.serviceLevelSeconds,
    turnJoinSeconds: file.turn_join_seconds ?? defaults.turnJoinSeconds,
    activeChatGapMinutes: file.active_chat_gap_minutes ?? defaults.activeChatGapMinutes,
    memoryLimit: file.memory_limit === undefined ? defaults.memoryLimit : file.memory_limit,
    retainDays: retainedDays(file.retain_days) ?? defaults.retainDays,
    schedule: {everyMinutes: file.schedule?.every_minutes ?? defaults.schedule.everyMinutes},
    deliver: file.deliver ?? defaults.deliver,
    mail: {
      from: file.mail?.from ?? defaults.mail.from,
      operator: file.mail?.operator ?? defaults.mail.operator,
      gzipAboveKilobytes: file.mail?.gzip_above_kilobytes ?? defaults.mail.gzipAboveKilobytes
    },
    reports: reportSettings(file.reports ?? {}, defaults.reports)
  };
}

function retainedDays(given: SettingsFile["retain_days"]): Record<string, number> | undefined {
  if (given === undefined) return undefined;
  const byFeed = typeof given === "number" ? retainedFeeds.map((feed) => [feed, given]) : Object.entries(given);
  return Object.fromEntries(byFeed.filter(([, days]) => days !== undefined));
}

function reportSettings(file: z.infer<typeof reports>, defaults: Settings["reports"]): Settings["reports"] {
  const {header, dialect, incomplete, revised_days, ...named} = file;
  return {
    header: header ?? defaults.header,
    dialect: dialect ?? defaults.dialect,
    incomplete: incomplete ?? defaults.incomplete,
    revisedDays: revised_days ?? defaults.revisedDays,
    byName: Object.fromEntries(
      Object.entries(named as Record<string, z.infer<typeof report>>).map(([name, own]) => {
        const {header, dialect, incomplete, time_zone: timeZone, download, ...choices} = own;
        const given = {header, dialect, incomplete, timeZone, download};
        const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
        return [name, {...said, choices: choices as Record<string, boolean>}];
      })
    )
  };
}

function sourceSettings({time_zone, arrives_by, days}: z.infer<typeof source>): Settings["sources"][string] {
  return {timeZone: time_zone ?? "UTC", ...(arrives_by && {arrivesBy: arrives_by}), ...(days && {days})};
}

function accountPeriod(
  id: string,
  period: z.infer<typeof account>,
  base: Pick<Settings, "timeZone" | "currency" | "portfolio">
): AccountSettings {
  return {
    name: period.name ?? id,
    timeZone: period.time_zone ?? base.timeZone,
    currency: period.currency ?? base.currency,
    portfolio: period.portfolio ?? base.portfolio,
    validFrom: period.valid_from ?? null
  };
}

function byValidFrom(a: AccountSettings, b: AccountSettings): number {
  return (a.validFrom ?? "") < (b.validFrom ?? "") ? -1 : 1;
}

function toInstant(value: string | number): string | null {
  const isText = typeof value === "string";
  if (isText && !/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(value)) return null;
  // Neither 31 February nor milliseconds in place of seconds.
  if (isText ? !isDay(value.slice(0, 10)) : value < 0 || value >= 1e11) return null;
  const parsed = new Date(isText ? value.replace(" ", "T") : value * 1000);
  return Number.isNaN(parsed.getTime()) ? null : parsed.toISOString();
}

function knownKeys(path: Path): string {
  const [first] = path;
  if (first === "accounts") return `An account has: ${Object.keys(account.shape).join(", ")}.`;
  if (first === "sources")
    return path.length === 1
      ? `The sources are: ${inboxFolders.join(", ")}.`
      : `A source has: ${Object.keys(source.shape).join(", ")}.`;
  if (path[1] === "auth_international") return "There are: start, exceptions.";
  if (first === "retain_days") return `The tables are: ${retainedFeeds.join(", ")}.`;
  if (first === "schedule") return `There are: ${Object.keys(schedule.shape).join(", ")}.`;
  if (first === "mail") return `There are: ${Object.keys(mailSchema.shape).join(", ")}.`;
  if (first === "deliver")
    return `A target has one of: ${Object.values(targetKeys)
      .map((keys) => keys.join(", "))
      .join("; ")}.`;
  if (first === "whatsapp") return `There are: ${Object.keys(whatsapp.shape).join(", ")}.`;
  return `There are: ${Object.keys(settingsFile.shape).join(", ")}.`;
}

// An account written without a list stands in a list of one for zod only.
function isSingleAccount(raw: unknown, path: Path, part: string | number): boolean {
  return typeof part === "number" && path[0] === "accounts" && !Array.isArray(valueAt(raw, path.slice(0, 2)));
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof part === "number" && !Array.isArray(value)) return value;
    return value === null || typeof value !== "object" ? undefined : (value as Record<string, unknown>)[part];
  }, raw);
}

function lineOf(contents: unknown, path: Path, lines: LineCounter): number {
  let node = contents;
  let offset = (node as Node | null)?.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (pair === undefined) continue;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return lines.linePos(offset).line;
}

function withoutFaulty(raw: unknown, error: z.ZodError): unknown {
  if (raw === null || typeof raw !== "object" || Array.isArray(raw)) return {};
  const faulty = new Set(
    error.issues.flatMap((issue) =>
      issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : [String(issue.path[0])]
    )
  );
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !faulty.has(key)));
}

function show(value: unknown): string {
  const text = value === undefined ? "nothing" : withoutCredentials(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

// Credentials do not belong into settings; where somebody writes them all the same, no message takes them into a log.
function withoutCredentials(json: string): string {
  return json
    .replace(/(:\/\/)[^"]*@/g, "$1…@")
    .replace(/(:\/\/[^"?]*\?)[^"]*/g, "$1…")
    .replace(/("[^"]*(?:password|passphrase|secret|token)[^"]*":)"[^"]*"/gi, '$1"…"');
}

function checkSenders(
  {
    deliver,
    mail
  }: {deliver?: Record<string, Target[]> | undefined; mail?: {from?: string | null | undefined} | undefined},
  context: z.RefinementCtx
): void {
  for (const [report, targets] of Object.entries(deliver ?? {})) {
    for (const [index, target] of targets.entries()) {
      if (!("email" in target) || target.from || mail?.from) continue;
      const message = "is no sender. Write one for all messages, like mail: { from: reports@example.com }.";
      context.addIssue({code: "custom", path: ["deliver", report, index, "from"], message});
    }
  }
}
