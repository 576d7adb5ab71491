import {createHash, createHmac} from "node:crypto";
import {createServer, type IncomingMessage, type ServerResponse} from "node:http";
import {listening} from "./test-ssh-server.js";

export const S3_KEYS = {id: "AKIATEST", secret: "s3cr3t/key+with=signs"};

/** What the store does with the next uploads. */
export type StoreTrouble =
  | {status: number; text: string; body?: string}
  /** Cuts the connection within the file, or when it has it, or says nothing at all. */
  | "middle"
  | "end"
  | "silence"
  | null;

export interface Store {
  port: number;
  /** Whole files, by path and query. */
  files: Map<string, string>;
  headers: IncomingMessage["headers"];
  uploads: number;
  trouble: StoreTrouble;
  close(): Promise<void>;
}

/** A store on this machine, which takes files at /open without a signature and at /bucket with one of S3's. */
export async function startStore(): Promise<Store> {
  const server = createServer((request, response) => {
    store.uploads += 1;
    store.headers = request.headers;
    answer(request, response, store).catch(() => response.destroy());
  });
  const store: Store = {
    port: await listening(server),
    files: new Map(),
    headers: {},
    uploads: 0,
    trouble: null,
    close: () =>
      new Promise<void>((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      })
  };
  return store;
}

async function answer(request: IncomingMessage, response: ServerResponse, store: Store): Promise<void> {
  const {trouble} = store;
  if (trouble === "silence") return;
  if (trouble !== null && typeof trouble === "object") {
    response.writeHead(trouble.status, trouble.text).end(trouble.body);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
    if (trouble === "middle") {
      request.socket.destroy();
      return;
    }
  }
  const body = Buffer.concat(chunks);
  const fault = faultOf(request, body);
  if (fault !== null) {
    response.writeHead(403, "Forbidden").end(`<Error><Code>${fault}</Code><Key>${request.headers.authorization}</Key>`);
    return;
  }
  store.files.set(request.url!, body.toString());
  if (trouble === "end") request.socket.destroy();
  else response.writeHead(200).end();
}

function faultOf(request: IncomingMessage, body: Buffer): string | null {
  if (request.method !== "PUT") return "MethodNotAllowed";
  if (Number(request.headers["content-length"]) !== body.length) return "IncompleteBody";
  if (request.url!.startsWith("/open/")) return null;
  const hash = createHash("sha256").update(body).digest("hex");
  if (request.headers["x-amz-content-sha256"] !== hash) return "XAmzContentSHA256Mismatch";
  return request.headers.authorization === signatureOf(request) ? null : "SignatureDoesNotMatch";
}

// AWS Signature Version 4, step by step as its documents say it.
function signatureOf({url, method, headers}: IncomingMessage): string {
  const [, credential, signed = ""] =
    /Credential=([^,]+), ?SignedHeaders=([^,]+)/.exec(headers.authorization ?? "") ?? [];
  const [id, day, region, service] = credential?.split("/") ?? [];
  const canonical = [
    method,
    url,
    "",
    ...signed.split(";").map((name) => `${name}:${headers[name]}`),
    "",
    signed,
    headers["x-amz-content-sha256"]
  ].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const digest = createHash("sha256").update(canonical).digest("hex");
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, digest].join("\n");
  const hmac = (key: string | Buffer, data = "") => createHmac("sha256", key).update(data).digest();
  const key = hmac(hmac(hmac(hmac(`AWS4${S3_KEYS.secret}`, day), region), service), "aws4_request");
  const signature = createHmac("sha256", key).update(text).digest("hex");
  return `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}
