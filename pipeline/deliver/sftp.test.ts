import {mkdir, readdir, readFile, rm, stat, symlink} from "node:fs/promises";
import {createServer} from "node:net";
import {join} from "node:path";
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from "vitest";
import type {Environment} from "./secrets.js";
import type {SftpTarget} from "./targets.js";
import {type Deliveries, openDeliveries, type Situation} from "./test-deliveries.js";
import {
  freePort,
  hasPasswords,
  hasSshServer,
  listening,
  PASSPHRASE,
  PASSWORD,
  type SshServer,
  startCuttingProxy,
  startSshServer
} from "./test-ssh-server.js";

const FILE = "intents_2026-03-02.csv";
const PART = `.${FILE}.part`;

describe.skipIf(!hasSshServer)("with OpenSSH's server (where it is missing, these are skipped)", () => {
  let server: SshServer;
  let deliveries: Deliveries;

  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    deliveries = await openDeliveries();
    await rm(server.folder, {recursive: true});
    await mkdir(server.folder);
  });
  afterEach(() => deliveries.close());

  const target = ({
    port,
    host_key,
    folder
  }: Partial<SftpTarget> & {port?: number; folder?: string} = {}): SftpTarget => ({
    sftp: `sftp://${server.user}@127.0.0.1:${port ?? server.port}${folder ?? server.folder}`,
    host_key: host_key ?? [server.hostKey.split(" ").slice(1, 3).join(" ")]
  });
  const run = (to: SftpTarget, environment?: Environment, situation: Situation = {}) =>
    deliveries.run([to], {
      environment: {PATH: process.env["PATH"], ...(environment ?? {CHAT_ANALYTICS_SFTP_KEY_FILE: server.keyFile})},
      ...situation
    });
  const received = () => readdir(server.folder);

  test("a file arrives whole under its name, and nothing else stays", async () => {
    const text = await deliveries.make("2026-03-02", 1, "á,b\n".repeat(100_000));
    expect(await run(target())).toEqual({delivered: 1, faults: [], waiting: 0, failed: 0});
    expect(await received()).toEqual([FILE]);
    expect(await readFile(join(server.folder, FILE), "utf8")).toBe(text);
  });

  test("a folder may have quotes, spaces and stars in its name", async () => {
    await deliveries.make("2026-03-02");
    const folder = join(server.folder, `a "b' [c]*\\d`);
    await mkdir(folder);
    expect(await run(target({folder}))).toMatchObject({faults: []});
    expect(await readdir(folder)).toEqual([FILE]);
  });

  test("a key may be locked by a passphrase", async () => {
    await deliveries.make("2026-03-02");
    const environment = {
      CHAT_ANALYTICS_SFTP_KEY_FILE: server.lockedKeyFile,
      CHAT_ANALYTICS_SFTP_KEY_PASSPHRASE: PASSPHRASE
    };
    expect(await run(target(), environment)).toMatchObject({faults: []});
    expect(await received()).toEqual([FILE]);
  });

  test.skipIf(!hasPasswords)("a password opens the server, for the credentials that the target names", async () => {
    await deliveries.make("2026-03-02");
    const named = {...target(), credentials: "bank"};
    const environment = {CHAT_ANALYTICS_SFTP_PASSWORD_BANK: PASSWORD, CHAT_ANALYTICS_SFTP_PASSWORD: "another"};
    expect(await run(named, environment)).toMatchObject({faults: []});
    expect(await received()).toEqual([FILE]);
  });

  test("a refused login says which variables to check, and not what is in them", async () => {
    await deliveries.make("2026-03-02");
    const environment = {CHAT_ANALYTICS_SFTP_PASSWORD: "hunter2"};
    const {faults} = await run(target(), environment);
    expect(faults).toEqual([
      expect.stringMatching(
        /the server refuses the login .*Check CHAT_ANALYTICS_SFTP_KEY_FILE or CHAT_ANALYTICS_SFTP_PAS/
      )
    ]);
    expect(JSON.stringify([faults, await deliveries.warehouse.rows("from ops.outbox")])).not.toContain("hunter2");
  });

  test("a server that shows another key is sent nothing, and the fault says which key it shows", async () => {
    await deliveries.make("2026-03-02");
    const {faults} = await run(target({host_key: [server.otherKey.split(" ").slice(0, 2).join(" ")]}));
    expect(faults).toEqual([
      expect.stringMatching(/the server's key is none of host_key, it is SHA256:\S{43}\. Nothing was sent\./)
    ]);
    expect(await received()).toEqual([]);
  });

  test("a server that shows a key of another kind is sent nothing", async () => {
    await deliveries.make("2026-03-02");
    const {faults} = await run(target({host_key: ["ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY="]}));
    expect(faults).toEqual([expect.stringContaining("the server's key is none of host_key")]);
    expect(await received()).toEqual([]);
  });

  test("one of several keys is enough, while a server changes its own", async () => {
    await deliveries.make("2026-03-02");
    const own = target().host_key;
    const other = server.otherKey.split(" ").slice(0, 2).join(" ");
    expect(await run(target({host_key: [other, ...own]}))).toMatchObject({faults: []});
  });

  test("a connection cut within the file leaves no half file under its name; the next attempt is whole", async () => {
    const text = await deliveries.make("2026-03-02", 1, "a,b\n".repeat(500_000));
    const proxy = await startCuttingProxy(server.port, 1_000_000);
    // The address of the target is the same; what stands between is gone.
    const {sftp} = target();
    const {faults} = await run({...target({port: proxy.port})});
    proxy.server.close();
    expect(faults).toHaveLength(1);
    expect(await received()).toEqual([PART]);
    const {size} = await stat(join(server.folder, PART));
    expect(size).toBeGreaterThan(0);
    expect(size).toBeLessThan(text.length);
    await deliveries.warehouse.run("update ops.outbox set address = $sftp, target = $target::json", {
      sftp,
      target: JSON.stringify(target())
    });
    expect(await run(target(), undefined, {minutes: 5})).toMatchObject({delivered: 1, waiting: 0});
    expect(await received()).toEqual([FILE]);
    expect(await readFile(join(server.folder, FILE), "utf8")).toBe(text);
  });

  test("a full disk fails the attempt, and no file appears", async () => {
    await deliveries.make("2026-03-02");
    await symlink("/dev/full", join(server.folder, PART));
    const {faults} = await run(target());
    expect(faults).toEqual([expect.stringMatching(/write .*Failure/)]);
    expect(await received()).toEqual([PART]);
    await rm(join(server.folder, PART));
    expect(await run(target(), undefined, {minutes: 5})).toMatchObject({delivered: 1});
    expect(await received()).toEqual([FILE]);
  });

  test("a folder that is not there is a fault, and is not made", async () => {
    await deliveries.make("2026-03-02");
    const {faults} = await run(target({folder: join(server.folder, "typo")}));
    expect(faults).toEqual([expect.stringMatching(/typo.*No such file or directory/)]);
    expect(await received()).toEqual([]);
  });

  test("what a broken run had put there before it could note it stays one file", async () => {
    await deliveries.make("2026-03-02");
    await run(target());
    await deliveries.warehouse.run("update ops.outbox set status = 'sending'");
    expect(await run(target(), undefined, {minutes: 5})).toMatchObject({delivered: 1, faults: []});
    expect(await received()).toEqual([FILE]);
  });

  test("nobody at the address is a fault", async () => {
    await deliveries.make("2026-03-02");
    const {faults} = await run(target({port: await freePort()}));
    expect(faults).toEqual([expect.stringContaining("Connection refused")]);
  });

  test("a server that says nothing is given up after a while", async () => {
    await deliveries.make("2026-03-02");
    const silent = createServer();
    try {
      const {faults} = await run(target({port: await listening(silent)}), undefined, {patienceMilliseconds: 300});
      expect(faults).toEqual([expect.stringContaining("the server has said nothing for 1 s")]);
    } finally {
      silent.close();
    }
  });

  test("without a key or a password the variables are named", async () => {
    await deliveries.make("2026-03-02");
    const {faults} = await run({...target(), credentials: "bank"}, {});
    expect(faults).toEqual([
      expect.stringContaining(
        "neither CHAT_ANALYTICS_SFTP_KEY_FILE_BANK nor CHAT_ANALYTICS_SFTP_PASSWORD_BANK is set. Set one."
      )
    ]);
  });
});
