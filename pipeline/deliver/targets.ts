import {isAbsolute} from "node:path";
import {z} from "zod";

/** Where a report's files go. Credentials are never part of it: they come from the environment. */
export type Target = MailTarget | FolderTarget | SftpTarget | PutTarget | S3Target;

export interface MailTarget {
  email: string[];
  from?: string | undefined;
  /** Of the message; the deployment's own where it is left out. */
  language?: "es" | "en" | undefined;
}

export interface FolderTarget {
  folder: string;
}

export interface SftpTarget {
  /** Like sftp://user@host:22/folder; /~/folder begins where the login ends. */
  sftp: string;
  /** The keys the server may show, like "ssh-ed25519 AAAA…". */
  host_key: string[];
  credentials?: string | undefined;
}

export interface PutTarget {
  /** Names the variable that holds the address, which is a secret of its own. */
  put: string;
  headers?: Record<string, string> | undefined;
}

export interface S3Target {
  /** Bucket and prefix, like https://s3.eu-west-1.amazonaws.com/bucket/folder. */
  s3: string;
  region: string;
  credentials?: string | undefined;
}

/** What holds for every message: mail: in settings.yaml. */
export interface MailSettings {
  from: string | null;
  /** Is told, once, of each delivery that failed for good. */
  operator: string | null;
  /** A greater attachment is compressed. */
  gzipAboveKilobytes: number;
}

/** What tells one target from another: other settings of it may change without its getting a file again. */
export function addressOf(target: Target): string {
  if ("email" in target) return target.email.join(", ");
  if ("folder" in target) return target.folder;
  if ("sftp" in target) return target.sftp;
  return "put" in target ? `put ${target.put}` : target.s3;
}

/** A message an address, so that one which is refused does not bring the others theirs twice. */
export function singleTargets(target: Target): Target[] {
  return "email" in target ? target.email.map((address) => ({...target, email: [address]})) : [target];
}

export interface SftpPlace {
  user: string;
  host: string;
  port: number;
  /** As the server understands it: absolute, or from where the login ends. */
  folder: string;
}

const sftpAddress =
  /^sftp:\/\/([\w.][\w.@+-]*)@(\[[\da-fA-F:.]+\]|[A-Za-z\d](?:[A-Za-z\d.-]*[A-Za-z\d])?)(?::(\d{1,5}))?(\/[^\n\r]*)$/;

export function placeOf({sftp}: Pick<SftpTarget, "sftp">): SftpPlace | null {
  const [, user, host, port = "22", path] = sftpAddress.exec(sftp) ?? [];
  if (user === undefined || host === undefined || path === undefined) return null;
  const folder = path.startsWith("/~/") ? path.slice(3) || "." : path;
  return {user, host: host.replace(/[[\]]/g, ""), port: Number(port), folder: folder.replace(/(.)\/+$/, "$1")};
}

const hostKey = /^(?:\S+ +)?((?:ssh|ecdsa|sk)-[\w@.-]+) +([A-Za-z\d+/]+={0,2})(?: .*)?$/;

const name = (what: string) => {
  const error = `is no name of ${what}. Write small letters, digits and _: its variables end with it, in capitals.`;
  return z.string({error}).regex(/^[a-z][a-z0-9_]*$/, {error});
};
const address = z.email({error: "is no e-mail address. Write it like reports@example.com."});
const language = z.enum(["es", "en"], {error: "is none of the choices. Write one of: es, en."});

const keyError =
  "is no key of an SSH server. Write the line that ssh-keyscan prints for it, like: ssh-ed25519 AAAAC3Nz…";
const key = z.string({error: keyError}).transform((text, context) => {
  const [, type, bytes] = hostKey.exec(text.trim()) ?? [];
  if (type !== undefined) return `${type} ${bytes}`;
  context.addIssue(keyError);
  return z.NEVER;
});

const sftpError =
  "is no SFTP folder. Write it like sftp://user@host:22/folder; a password stands in CHAT_ANALYTICS_SFTP_PASSWORD.";
const folderError = "is no absolute path. Write one like /srv/reports.";
const s3Error =
  "is no bucket. Write it like https://s3.eu-west-1.amazonaws.com/bucket/folder, without keys or a signature.";

const kinds = {
  email: z.strictObject({
    email: z.array(address, {error: "is no list. Write it like [ana@example.com]."}).min(1, "is empty. Fill it."),
    from: address.optional(),
    language: language.optional()
  }),
  folder: z.strictObject({folder: z.string({error: folderError}).refine(isAbsolute, {error: folderError})}),
  sftp: z.strictObject({
    sftp: z.string({error: sftpError}).refine((text) => placeOf({sftp: text}) !== null, {error: sftpError}),
    host_key: z.preprocess(
      (value) => (Array.isArray(value) ? value : [value]),
      z.array(key).min(1, "is empty. Write the server's key.")
    ),
    credentials: name("credentials").optional()
  }),
  put: z.strictObject({
    put: name("an address"),
    headers: z
      .record(
        z.string().regex(/^[A-Za-z\d-]+$/, "is no header. Write it like x-ms-blob-type."),
        z.string().regex(/^[^\r\n]*$/),
        {
          error: "are no headers. Write them like {x-ms-blob-type: BlockBlob}."
        }
      )
      .optional()
  }),
  s3: z.strictObject({
    s3: z.string({error: s3Error}).refine(isBucket, {error: s3Error}),
    region: z.string({error: "is no region. Write one like eu-west-1."}).default("us-east-1"),
    credentials: name("credentials").optional()
  })
};

/** What each kind of target may say. */
export const targetKeys = Object.fromEntries(
  Object.entries(kinds).map(([kind, schema]) => [kind, Object.keys(schema.shape)])
);

/** One target, known by its first word; faults are named at the setting that is wrong. */
export const targetSchema = z.unknown().transform((value, context): Target => {
  const said = value !== null && typeof value === "object" ? Object.keys(value) : [];
  const [kind, ...others] = Object.keys(kinds).filter((kind) => said.includes(kind));
  if (kind === undefined || others.length > 0) {
    context.addIssue("is no target. Begin it with one of: email, folder, sftp, put, s3.");
    return z.NEVER;
  }
  const parsed = kinds[kind as keyof typeof kinds].safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) context.issues.push({...issue, input: value} as never);
  return z.NEVER;
});

export const mailSchema = z.strictObject(
  {
    from: address.nullable().optional(),
    operator: address.nullable().optional(),
    gzip_above_kilobytes: z
      .int({error: "is no whole number of kilobytes. Write one, without quotes."})
      .min(0, {error: "is no whole number of kilobytes. Write one, without quotes."})
      .optional()
  },
  {error: "is no group of settings. Write `name: value` lines below it, indented."}
);

/** Secrets travel encrypted; only a server on this machine may be asked without. */
export function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLocal(url));
}

export function isLocal({hostname}: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

function isBucket(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return (
    url !== null && isSafe(url) && url.username === "" && url.search === "" && url.hash === "" && url.pathname !== "/"
  );
}
