import {PipelineError} from "../errors.js";

/** The process's variables. Those of deliveries are read here and nowhere else. */
export type Environment = Record<string, string | undefined>;

const open = /_(KEY_FILE|KEY_ID)(_[A-Z0-9_]+)?$/;

/** The variable that a target reads: with `credentials: finance`, CHAT_ANALYTICS_SFTP_PASSWORD_FINANCE. */
export function variable(name: string, credentials?: string): string {
  return `CHAT_ANALYTICS_${name}${credentials === undefined ? "" : `_${credentials.toUpperCase()}`}`;
}

/** Its value; undefined where it is not set or empty. */
export function read(environment: Environment, name: string): string | undefined {
  return environment[name] || undefined;
}

export function need(environment: Environment, name: string, example: string): string {
  const value = read(environment, name);
  if (value === undefined) throw new PipelineError(`${name} is not set. Set it, like ${example}.`);
  return value;
}

/** The text without anything that a variable of a delivery holds in secret, also where it is written otherwise. */
export function withoutSecrets(text: string, environment: Environment): string {
  const secrets = Object.entries(environment)
    .filter(([name, value]) => /^CHAT_ANALYTICS_(SMTP|SFTP|PUT|S3)_/.test(name) && !open.test(name) && value)
    .flatMap(([, value]) => [value!, ...partsOf(value!)])
    .flatMap((secret) => [secret, Buffer.from(secret).toString("base64"), encodeURIComponent(secret)])
    .filter((secret) => secret.length > 2);
  const longestFirst = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, "…"), text);
}

function partsOf(value: string): string[] {
  if (!URL.canParse(value)) return [];
  const {username, password, search, searchParams} = new URL(value);
  const meant = decoded(password) ?? password;
  const login = `\u0000${decoded(username) ?? username}\u0000${meant}`;
  return [password, meant, password && login, search, ...searchParams.values()].filter((part) => part !== "");
}

/** A part of an address as it is meant; null where a % in it stands for no character. */
export function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
