import {spawn} from "node:child_process";
import {mkdtemp, rm, stat, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {PipelineError} from "../errors.js";
import {read, variable} from "./secrets.js";
import {placeOf, type SftpPlace, type SftpTarget} from "./targets.js";
import {type Conditions, type Parcel, SilenceError} from "./transport.js";

// Installed with the project, as folders for temporary files often let nothing run.
const askpass = fileURLToPath(new URL("askpass.sh", import.meta.url));
/** A line slower than this counts as silent. */
const SLOWEST_BYTES_PER_SECOND = 50_000;

interface Login {
  keyFile: string | undefined;
  passphrase: string | undefined;
  password: string | undefined;
}

/**
 * Uploads by OpenSSH's own sftp: under a temporary name, flushed, then renamed, so that nobody sees half a file. The
 * server must show a key of the settings; no other list of known hosts counts.
 */
export async function uploadBySftp(parcel: Parcel, target: SftpTarget, conditions: Conditions): Promise<void> {
  const place = placeOf(target)!;
  const login = readLogin(target, conditions);
  const {size} = await stat(parcel.path);
  const patience = conditions.patienceMilliseconds + (size / SLOWEST_BYTES_PER_SECOND) * 1000;
  const scratch = await mkdtemp(join(tmpdir(), "chat-analytics-sftp-"));
  try {
    const knownHosts = join(scratch, "known_hosts");
    await writeFile(knownHosts, knownHostsOf(place, target.host_key));
    const {code, said} = await sftp(optionsOf(place, login, knownHosts), batchOf(parcel, place), login, {
      ...conditions,
      patienceMilliseconds: patience
    });
    if (code !== 0) throw new PipelineError(faultOf(said, target));
  } finally {
    await rm(scratch, {recursive: true, force: true});
  }
}

function readLogin({credentials}: SftpTarget, {environment}: Conditions): Login {
  const value = (name: string) => read(environment, variable(name, credentials));
  const login = {
    keyFile: value("SFTP_KEY_FILE"),
    passphrase: value("SFTP_KEY_PASSPHRASE"),
    password: value("SFTP_PASSWORD")
  };
  if (login.keyFile === undefined && login.password === undefined) {
    throw new PipelineError(
      `neither ${variable("SFTP_KEY_FILE", credentials)} nor ${variable("SFTP_PASSWORD", credentials)} is set. Set one.`
    );
  }
  return login;
}

function knownHostsOf({host, port}: SftpPlace, keys: string[]): string {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  return keys.map((key) => `${name} ${key}\n`).join("");
}

function optionsOf({user, host, port}: SftpPlace, {keyFile, passphrase, password}: Login, knownHosts: string) {
  const asks = password !== undefined || passphrase !== undefined;
  const options = {
    StrictHostKeyChecking: "yes",
    UserKnownHostsFile: `"${knownHosts.replaceAll("%", "%%")}"`,
    GlobalKnownHostsFile: "/dev/null",
    UpdateHostKeys: "no",
    VerifyHostKeyDNS: "no",
    // "sftp -b" forbids questions unless this stands before it.
    BatchMode: asks ? "no" : "yes",
    NumberOfPasswordPrompts: "1",
    PubkeyAuthentication: keyFile === undefined ? "no" : "yes",
    PasswordAuthentication: password === undefined ? "no" : "yes",
    KbdInteractiveAuthentication: password === undefined ? "no" : "yes",
    IdentitiesOnly: "yes",
    IdentityAgent: "none",
    // A connection that somebody else opened is not checked again.
    ControlMaster: "no",
    ControlPath: "none",
    ConnectionAttempts: "1",
    User: user
  };
  return [
    ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...(keyFile === undefined ? [] : ["-i", keyFile]),
    ...["-P", String(port), "-b", "-", "--", host.includes(":") ? `[${host}]` : host]
  ];
}

function batchOf({file, path, attempts}: Parcel, {folder}: SftpPlace): string {
  const remote = (name: string) => quoted(`${folder === "/" ? "" : folder}/${name}`);
  const lines = [`put -f ${quoted(path)} ${remote(`.${file}.part`)}`];
  // Some servers rename over nothing. What an attempt before this one may have left there is the same file.
  if (attempts > 0) lines.push(`-rm ${remote(file)}`);
  lines.push(`rename ${remote(`.${file}.part`)} ${remote(file)}`);
  return `${lines.join("\n")}\n`;
}

function quoted(path: string): string {
  return `"${path.replaceAll(/[\\"]/g, "\\$&")}"`;
}

async function sftp(
  options: string[],
  batch: string,
  {passphrase, password}: Login,
  {environment, patienceMilliseconds, signal}: Conditions
): Promise<{code: number | null; said: string}> {
  const child = spawn("sftp", options, {
    // A group of its own, because sftp starts ssh, and both must end.
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
    env: {
      PATH: environment["PATH"],
      HOME: environment["HOME"],
      LC_ALL: "C",
      DISPLAY: ":",
      SSH_ASKPASS: askpass,
      SSH_ASKPASS_REQUIRE: "force",
      ...(passphrase !== undefined && {SSH_KEY_PASSPHRASE: passphrase}),
      ...(password !== undefined && {SSH_PASSWORD: password})
    }
  });
  let said = "";
  let isSilent = false;
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  const timer = setTimeout(() => {
    isSilent = true;
    end();
  }, patienceMilliseconds);
  signal.addEventListener("abort", end);
  try {
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
    child.stdin.on("error", () => undefined).end(batch);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject).on("close", resolve);
    });
    if (isSilent) throw new SilenceError(patienceMilliseconds);
    signal.throwIfAborted();
    return {code, said};
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new PipelineError("there is no command sftp. Install OpenSSH's client (Debian: openssh-client).");
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

function faultOf(said: string, {credentials}: SftpTarget): string {
  if (/Host key verification failed/.test(said)) {
    const [shown] = /SHA256:[A-Za-z\d+/]+/.exec(said) ?? [];
    return `the server's key is none of host_key${shown ? `, it is ${shown}` : ""}. Nothing was sent. Ask who runs the server; if the key was changed on purpose, write the new one into the settings.`;
  }
  const lines = said
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^(Connected to |Warning: |\*\*|Connection closed\.?$)/.test(line));
  const text = lines.join("; ").slice(0, 500);
  if (/Permission denied \(/.test(said)) {
    const names = ["SFTP_KEY_FILE", "SFTP_PASSWORD"].map((name) => variable(name, credentials));
    return `the server refuses the login (${text}). Check ${names.join(" or ")}.`;
  }
  return text || "the connection was cut";
}
