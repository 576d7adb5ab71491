import {type ChildProcess, execFileSync, spawn} from "node:child_process";
import {chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {setTimeout as pause} from "node:timers/promises";
import {createTables, indexes, postgresAnswers, trigramIndex} from "./compare-sql.js";

export interface Rival {
  name: string;
  /** Seconds by the wall: rows in, indexes, answers; and of all processors together. */
  copySeconds: number;
  indexSeconds: number;
  answerSeconds: number;
  processorSeconds: number;
  answers: string[];
}

/** The folder of PostgreSQL's programs, or undefined where it is not installed. */
export function findPostgres(): string | undefined {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

/** Loads the files into a server of its own on a socket, as a user that is not root, and asks it. */
export async function askPostgres(
  bin: string,
  folder: string,
  files: Record<string, string>,
  headers: Record<string, string[]>
): Promise<Rival> {
  mkdirSync(folder);
  const user = plainUser();
  if (user) {
    chownSync(folder, user.uid, user.gid);
    chmodSync(folder, 0o700);
    openFolders(folder);
  }
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "benchmark", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], {
    ...user,
    cwd: folder,
    stdio: "ignore"
  });
  const server = startServer(bin, data, folder, user);
  const psql = (args: string[]) =>
    execFileSync(join(bin, "psql"), ["-h", folder, "-U", "benchmark", "-X", "-q", "-v", "ON_ERROR_STOP=1", ...args], {
      encoding: "utf8",
      cwd: folder,
      maxBuffer: 1 << 30,
      stdio: ["ignore", "pipe", "pipe"]
    });
  try {
    await ready(psql);
    const copySeconds = time(() => {
      const copies = Object.entries(files).map(
        ([table, path]) => `\\copy ${table} from '${path}' (format csv, header)`
      );
      const script = join(folder, "load.sql");
      writeFileSync(script, `${createTables(headers, typeOf)}\n${copies.join("\n")}\n`);
      psql(["-d", "postgres", "-f", script]);
    });
    const indexSeconds = time(() => psql(["-d", "postgres", "-c", [...indexes, trigramIndex, "analyze"].join("\n")]));
    const answers: string[] = [];
    const answerSeconds = time(() => {
      for (const sql of Object.values(postgresAnswers)) {
        answers.push(...psql(["-d", "postgres", "-A", "-t", "-F", ",", "-c", sql]).trim().split("\n"));
      }
    });
    const processorSeconds = await stopServer(server, data);
    return {name: "PostgreSQL", copySeconds, indexSeconds, answerSeconds, processorSeconds, answers};
  } finally {
    await stopServer(server, data);
  }
}

// Root may not run a server: the package's own user does.
function plainUser(): {uid: number; gid: number} | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith("postgres:"));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined ? {uid: 65534, gid: 65534} : {uid: Number(uid), gid: Number(gid)};
}

// The temporary folder around it is root's alone.
function openFolders(folder: string): void {
  chmodSync(join(folder, ".."), 0o755);
}

interface Server {
  shell: ChildProcess;
  /** What the shell says of its children's time when they have ended. */
  told: string[];
}

// Generous, as somebody would set it who wants to be fast: half a gigabyte cached, no waiting for the disk.
const settings = {
  listen_addresses: "",
  shared_buffers: "512MB",
  work_mem: "256MB",
  maintenance_work_mem: "512MB",
  max_wal_size: "8GB",
  wal_level: "minimal",
  max_wal_senders: "0",
  synchronous_commit: "off",
  fsync: "off"
};

function startServer(bin: string, data: string, socket: string, user?: {uid: number; gid: number}): Server {
  const options = Object.entries({...settings, unix_socket_directories: socket}).map(
    ([key, value]) => `-c ${key}='${value}'`
  );
  const command = `${join(bin, "postgres")} -D '${data}' ${options.join(" ")} >'${socket}/log' 2>&1; times`;
  const shell = spawn("bash", ["-c", command], {...user, cwd: socket, stdio: ["ignore", "pipe", "ignore"]});
  const told: string[] = [];
  shell.stdout!.on("data", (chunk) => told.push(String(chunk)));
  return {shell, told};
}

async function ready(psql: (args: string[]) => string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      psql(["-d", "postgres", "-c", "select 1"]);
      return;
    } catch (error) {
      if (attempt > 100) throw error;
      await pause(200);
    }
  }
}

/** Gives the processor seconds that the server and all its children took. */
async function stopServer({shell, told}: Server, data: string): Promise<number> {
  if (shell.exitCode === null) {
    const ended = new Promise((resolve) => shell.on("close", resolve));
    const [pid] = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), "SIGINT");
    await ended;
  }
  return childSeconds(told.join(""));
}

/** The second line of what the shell's "times" prints: user and system time of its children, like "0m1.5s 0m0.2s". */
export function childSeconds(told: string): number {
  const line = told.trim().split("\n").at(-1) ?? "";
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0
  );
}

function typeOf(column: string): string {
  return column.endsWith("_at") ? "timestamptz" : "text";
}

export function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}
