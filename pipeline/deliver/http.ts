import {createHash} from "node:crypto";
import {createReadStream} from "node:fs";
import {stat} from "node:fs/promises";
import {type IncomingMessage, request as requestPlain} from "node:http";
import {request as requestSafe} from "node:https";
import {pipeline} from "node:stream/promises";
import {AwsV4Signer} from "aws4fetch";
import {PipelineError} from "../errors.js";
import {now} from "../time.js";
import {need, read, variable} from "./secrets.js";
import {isSafe, type PutTarget, type S3Target} from "./targets.js";
import {type Conditions, type Parcel, SilenceError} from "./transport.js";

const csv = {"content-type": "text/csv; charset=utf-8"};

/** Uploads to an address that is signed already; {file} in it stands for the file's name. */
export async function putFile(parcel: Parcel, {put, headers}: PutTarget, conditions: Conditions): Promise<void> {
  const name = variable("PUT_URL", put);
  const address = need(conditions.environment, name, "https://store.example/folder/{file}?signature=…");
  const text = address.replaceAll(/\{file\}|%7Bfile%7D/gi, encodeURIComponent(parcel.file));
  if (!URL.canParse(text) || !isSafe(new URL(text))) {
    throw new PipelineError(`${name} is no address that begins with https://. Set one.`);
  }
  await send(new URL(text), {...csv, ...headers}, parcel.path, conditions);
}

/** Uploads into a bucket of S3, or of a store that speaks like it. The signature covers the file's hash. */
export async function uploadToS3(
  {file, path}: Parcel,
  {s3, region, credentials}: S3Target,
  conditions: Conditions
): Promise<void> {
  const {environment} = conditions;
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const signer = new AwsV4Signer({
    method: "PUT",
    url: `${s3.replace(/\/+$/, "")}/${encodeURIComponent(file)}`,
    headers: {...csv, "x-amz-content-sha256": hash.digest("hex")},
    accessKeyId: need(environment, variable("S3_KEY_ID", credentials), "AKIA…"),
    secretAccessKey: need(environment, variable("S3_SECRET", credentials), "the secret that belongs to the key's id"),
    sessionToken: read(environment, variable("S3_SESSION_TOKEN", credentials)),
    service: "s3",
    region,
    datetime: now()
      .toISOString()
      .replace(/[:-]|\.\d{3}/g, "")
  });
  const {url, headers} = await signer.sign();
  await send(url, Object.fromEntries(headers as Headers), path, conditions);
}

/** A store keeps what it was sent whole or not at all; the length says when it is whole. */
async function send(
  url: URL,
  headers: Record<string, string>,
  path: string,
  {patienceMilliseconds, signal}: Conditions
): Promise<void> {
  const {size} = await stat(path);
  const request = (url.protocol === "https:" ? requestSafe : requestPlain)(url, {
    method: "PUT",
    headers: {...headers, "content-length": String(size)},
    agent: false,
    signal
  });
  request.setTimeout(patienceMilliseconds, () => request.destroy(new SilenceError(patienceMilliseconds)));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on("response", resolve).on("error", reject);
  });
  const bytes = createReadStream(path);
  let bytesSent = 0;
  bytes.on("data", ({length}) => {
    bytesSent += length;
  });
  // A server that refuses early answers and closes while the file still flows: then its answer is what counts. One that
  // has all bytes may answer and close before this side has seen that the file ends.
  const sent = pipeline(bytes, request).catch((error: unknown) => {
    if (bytesSent < size) throw error;
  });
  sent.catch(() => undefined);
  const response = await answered;
  try {
    const text = await firstOf(response);
    const {statusCode = 0, statusMessage} = response;
    if (statusCode >= 200 && statusCode < 300) return await sent;
    // Stores explain themselves in XML; the rest of it may show how the request was signed.
    const [, code] = /<Code>([A-Za-z]{1,60})<\/Code>/.exec(text) ?? [];
    throw new PipelineError(
      `${url.host} answered ${statusCode} ${[statusMessage, code && `(${code})`].filter(Boolean).join(" ")}`
    );
  } finally {
    request.destroy();
  }
}

async function firstOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const bytes of response) {
    text += bytes;
    if (text.length > 10_000) break;
  }
  return text;
}
