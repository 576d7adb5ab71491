import {execFileSync, spawn, spawnSync} from "node:child_process";
import {once} from "node:events";
import {existsSync, mkdirSync} from "node:fs";
import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {type AddressInfo, connect, createServer, type Server} from "node:net";
import {tmpdir, userInfo} from "node:os";
import {join} from "node:path";

const SSHD = "/usr/sbin/sshd";
const SFTP_SERVER = [
  "/usr/lib/openssh/sftp-server",
  "/usr/libexec/openssh/sftp-server",
  "/usr/libexec/sftp-server"
].find(existsSync);

/** OpenSSH's server is on this system (Debian: openssh-server, openssh-sftp-server). */
export const hasSshServer = existsSync(SSHD) && SFTP_SERVER !== undefined && existsSync("/usr/bin/sftp");
/** Whether a server can be told of a password without changing the system's own. */
export const hasPasswords =
  hasSshServer &&
  userInfo().uid === 0 &&
  spawnSync("unshare", ["-m", "mount", "--bind", "/etc/shadow", "/etc/shadow"]).status === 0;

export const PASSWORD = "pa ss'w\"ord$1";
export const PASSPHRASE = "pass phrase 'of' the key";

export interface SshServer {
  user: string;
  port: number;
  /** What ssh-keyscan prints of it. */
  hostKey: string;
  /** A key like its own that it does not have. */
  otherKey: string;
  keyFile: string;
  lockedKeyFile: string;
  /** Where files may be put. */
  folder: string;
  close(): Promise<void>;
}

/** A real OpenSSH server on this machine, for whoever runs the tests. */
export async function startSshServer(): Promise<SshServer> {
  const root = await mkdtemp(join(tmpdir(), "sshd-"));
  const folder = join(root, "in box");
  await mkdir(folder);
  const key = (name: string, type: string, passphrase = "") => {
    execFileSync("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-f", join(root, name)]);
    return readFile(join(root, `${name}.pub`), "utf8");
  };
  const hostKey = await key("host", "ed25519");
  const otherKey = await key("other", "ed25519");
  await writeFile(join(root, "keys"), (await key("user", "ed25519")) + (await key("locked", "ed25519", PASSPHRASE)));
  const port = await freePort();
  await writeFile(
    join(root, "config"),
    `ListenAddress 127.0.0.1:${port}
HostKey ${join(root, "host")}
AuthorizedKeysFile ${join(root, "keys")}
Subsystem sftp ${SFTP_SERVER}
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication ${hasPasswords ? "yes" : "no"}
KbdInteractiveAuthentication no
`
  );
  if (userInfo().uid === 0) mkdirSync("/run/sshd", {recursive: true});
  const command = [SSHD, "-D", "-e", "-f", join(root, "config")];
  const child = hasPasswords
    ? spawn("unshare", ["-m", "sh", "-c", 'mount --bind "$0" /etc/shadow && exec "$@"', await shadow(root), ...command])
    : spawn(command[0]!, command.slice(1));
  let said = "";
  await new Promise<void>((listening, failed) => {
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
      if (said.includes("Server listening")) listening();
    });
    child.on("exit", () => failed(new Error(`sshd did not start: ${said}`)));
  });
  return {
    user: userInfo().username,
    port,
    hostKey: `[127.0.0.1]:${port} ${hostKey.trim()}`,
    otherKey: otherKey.trim(),
    keyFile: join(root, "user"),
    lockedKeyFile: join(root, "locked"),
    folder,
    async close() {
      child.removeAllListeners("exit");
      child.kill();
      await once(child, "exit");
      await rm(root, {recursive: true, force: true});
    }
  };
}

// Only this server sees it, in place of the system's.
async function shadow(root: string): Promise<string> {
  const hash = execFileSync("openssl", ["passwd", "-6", "-stdin"], {input: `${PASSWORD}\n`, encoding: "utf8"}).trim();
  const path = join(root, "shadow");
  await writeFile(path, `root:${hash}:19000:0:99999:7:::\nsshd:*:19000:0:99999:7:::\n`);
  await chmod(path, 0o600);
  return path;
}

/** Passes on what comes, and cuts the connection after so many bytes for the server. */
export async function startCuttingProxy(port: number, bytes: number): Promise<{server: Server; port: number}> {
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    let passed = 0;
    client.on("data", (chunk) => {
      passed += chunk.length;
      if (passed <= bytes) upstream.write(chunk);
      else {
        client.destroy();
        upstream.destroy();
      }
    });
    upstream.pipe(client);
    for (const socket of [client, upstream]) socket.on("error", () => undefined);
    client.on("close", () => upstream.destroy());
  });
  return {server, port: await listening(server)};
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await once(server, "close");
  return port;
}

export async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
