import {existsSync, readFileSync, readlinkSync} from "node:fs";
import {createServer, type IncomingMessage, type Server, type ServerResponse} from "node:http";
import {type AddressInfo, isIP} from "node:net";
import {hostname} from "node:os";
import {join} from "node:path";
import sirv from "sirv";
import {PipelineError} from "../errors.js";
import type {Log} from "../log.js";
import {isHashed, listFiles} from "./files.js";
import type {Manifest} from "./manifest.js";
import {policyHeader} from "./page-policy.js";

export interface ServeOptions {
  /** The folder that `publish` writes. */
  published: string;
  /** 0 takes any free one. */
  port: number;
  host: string;
  /** What browsers call this server, where that is neither an address nor the machine's own name. */
  name?: string | undefined;
  log: Log;
  /** Aborted: stop listening, let answers under way end. */
  signal: AbortSignal;
}

export interface Serving {
  /** Like "http://localhost:3000/". */
  address: string;
  closed: Promise<void>;
}

/** Shows what is published, and follows `current` when a new release is switched in. Opens no database. */
export async function serve({published, port, host, name, log, signal}: ServeOptions): Promise<Serving> {
  if (!existsSync(join(published, "current"))) {
    throw new PipelineError(`${published}: nothing is published yet. Make it with: npx chat-analytics run`);
  }
  const site = followSite(published);
  await site();
  const names = [host, hostname(), name].flatMap((known) => known?.toLowerCase() ?? []);
  const server = createServer((request, response) => {
    answer(request, response, site, names).catch(() => refuse(response, 500, "The server failed."));
  });
  await listen(server, port, host);
  const address = addressOf(server, host);
  log.info(`${address} shows the dashboard; whoever reaches it reads everything. Ctrl-C stops it.`);
  const closed = new Promise<void>((resolve) => server.once("close", resolve));
  const stop = () => stopServer(server);
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, {once: true});
  return {address, closed};
}

/** Throws what serve would throw of this port and host; for before there is something to show. */
export async function tryAddress({port, host}: Pick<ServeOptions, "port" | "host">): Promise<void> {
  const server = createServer();
  await listen(server, port, host);
  await new Promise((resolve) => server.close(resolve));
}

interface Site {
  send: ReturnType<typeof sirv>;
  /** The content security policy of each page, by its path: "es/index.html". */
  policies: Map<string, string>;
  language: string;
}

// Reads a release once; a look at the link tells whether it is still the one.
function followSite(published: string): () => Promise<Site> {
  const current = join(published, "current");
  let known: {release: string; site: Promise<Site>} | null = null;
  return () => {
    const release = readlinkSync(current);
    if (known?.release === release) return known.site;
    const site = readSite(join(published, release));
    known = {release, site};
    site.catch(() => {
      known = null;
    });
    return site;
  };
}

async function readSite(folder: string): Promise<Site> {
  const pages = (await listFiles(folder)).filter((file) => file.endsWith(".html"));
  const policies = new Map(pages.map((page) => [page, policyHeader(readFileSync(join(folder, page), "utf8"))]));
  const {meta} = JSON.parse(readFileSync(join(folder, "data/manifest.json"), "utf8")) as Manifest;
  const send = sirv(folder, {
    etag: true,
    gzip: true,
    brotli: true,
    extensions: ["html"],
    setHeaders(response, pathname) {
      const path = pathname.slice(1);
      if (path.endsWith(".arrow")) response.setHeader("Content-Type", "application/vnd.apache.arrow.stream");
      response.setHeader("Cache-Control", isHashed(path) ? "public, max-age=31536000, immutable" : "no-cache");
    }
  });
  return {send, policies, language: meta.language};
}

function pageOf(path: string, pages: Map<string, unknown>): string | undefined {
  const candidates = path === "" || path.endsWith("/") ? [`${path}index.html`] : [path, `${path}.html`];
  return candidates.find((candidate) => pages.has(candidate));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  site: () => Promise<Site>,
  names: string[]
): Promise<void> {
  const headers = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin"
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return refuse(response, 405, "This address is only read.");
  }
  if (!isOwnName(request.headers.host, names)) {
    return refuse(response, 421, "This server does not go by that name. Start it with --name and the name.");
  }
  const {send, policies, language} = await site();
  const [path, query] = splitAddress(request.url ?? "/");
  if (path === "/") return redirect(response, `/${language}/${query}`);
  if (policies.has(`${path.slice(1)}/index.html`)) return redirect(response, `${path}/${query}`);
  // Before it is known whether the page changed: a browser takes the policy of an answer that it did not.
  const policy = policies.get(pageOf(path.slice(1), policies) ?? "");
  if (policy !== undefined) response.setHeader("Content-Security-Policy", policy);
  // Part of a packed file is of no use to anybody.
  delete request.headers.range;
  send(request, response, () => refuse(response, 404, "There is nothing at this address."));
}

function splitAddress(url: string): [path: string, query: string] {
  const start = url.indexOf("?");
  // One slash at the start: two would lead to another host.
  const path = (start < 0 ? url : url.slice(0, start)).replace(/^[/\\]+/, "/");
  return [path, start < 0 ? "" : url.slice(start)];
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(307, {Location: location, "Cache-Control": "no-cache"}).end();
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-cache"});
  response.end(`${sentence}\n`);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}

// A page elsewhere can make its own name point here and then read as if it were this site (DNS rebinding). Nobody
// elsewhere has an address for a name, nor one without a dot.
function isOwnName(host: string | undefined, names: string[]): boolean {
  const name = (host ?? "")
    .replace(/:\d+$/, "")
    .replace(/^\[|\]$/g, "")
    .toLowerCase();
  return isIP(name) > 0 || !name.includes(".") || name.endsWith(".localhost") || names.includes(name);
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    const {code} = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      throw new PipelineError(
        `port ${port} of ${host}: another program uses it. Stop that, or take another with --port.`,
        {
          cause
        }
      );
    }
    if (code === "EACCES") {
      throw new PipelineError(`port ${port} of ${host}: this user may not open it. Take one above 1023 with --port.`, {
        cause
      });
    }
    throw new PipelineError(`host ${host}: this machine cannot listen there (${code}). Mend --host.`, {cause});
  }
}

function addressOf(server: Server, host: string): string {
  const {port, address, family} = server.address() as AddressInfo;
  if (isLoopback(host) && address !== "::1") return `http://localhost:${port}/`;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}/`;
}

const patienceMilliseconds = 2000;

function stopServer(server: Server): void {
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), patienceMilliseconds).unref();
}
