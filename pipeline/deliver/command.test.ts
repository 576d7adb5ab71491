import {readdir, readFile, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {main} from "../cli.js";
import {sayUndelivered} from "../commands.js";
import {silentLog} from "../log.js";
import {type Deliveries, openDeliveries} from "./test-deliveries.js";

let deliveries: Deliveries;
let said: string;

beforeEach(async () => {
  deliveries = await openDeliveries("warehouse.duckdb");
  await deliveries.make("2026-03-02");
  deliveries.warehouse.close();
  const {root} = deliveries;
  await writeFile(join(root, "settings.yaml"), `deliver: { intents: [{ folder: "${root}/out/intents" }] }`);
  // A file where a folder should be.
  await writeFile(join(root, "out"), "");
  vi.stubEnv("CHAT_ANALYTICS_HOME", root);
  said = "";
  const write = (text: string | Uint8Array) => {
    said += text;
    return true;
  };
  vi.spyOn(process.stderr, "write").mockImplementation(write);
  vi.spyOn(process.stdout, "write").mockImplementation(write);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await rm(deliveries.root, {recursive: true, force: true});
});

test("a delivery by hand ends with 1 until everything has arrived, and so does the status when some was given up", async () => {
  expect(await main(["deliver"])).toBe(1);
  expect(said).toContain("intents_2026-03-02.csv to ");
  expect(said).toContain("0 delivered, 1 tried again later, 0 given up");
  expect(await main(["status"])).toBe(0);
  for (let attempt = 2; attempt <= 7; attempt += 1) await main(["deliver"]);
  expect(await main(["status"])).toBe(1);
  await rm(join(deliveries.root, "out"));
  expect(await main(["deliver"])).toBe(1);
  expect(await main(["deliver", "--failed"])).toBe(0);
  expect(await readdir(join(deliveries.root, "out/intents"))).toEqual(["intents_2026-03-02.csv"]);
  expect(await main(["status"])).toBe(0);
});

test("a report that there is not is told before anything that waits for another is let go", async () => {
  const settings = join(deliveries.root, "settings.yaml");
  expect(await main(["deliver"])).toBe(1);
  const right = await readFile(settings, "utf8");
  await writeFile(settings, right.replace("intents:", "intent:"));
  await rm(join(deliveries.root, "out"));
  expect(await main(["deliver", "--failed"])).toBe(1);
  expect(said).toContain("settings.yaml deliver.intent: there is no such report. There are: ");
  await writeFile(settings, right);
  expect(await main(["deliver"])).toBe(0);
  expect(await readdir(join(deliveries.root, "out/intents"))).toEqual(["intents_2026-03-02.csv"]);
});

test("a run that ends with 1 because of what waits says so, whether it has tried it or not", () => {
  const warnings: string[] = [];
  const log = {...silentLog, warn: (line: string) => void warnings.push(line)};
  sayUndelivered({log}, [], 0);
  sayUndelivered({log}, [], 2);
  sayUndelivered({log}, ["a.csv to /srv: ENOSPC"], 1);
  expect(warnings).toEqual([
    "not delivered: 2 files wait for their next attempt. See which with: npx chat-analytics status",
    "not delivered, the status says what is tried again:\n  a.csv to /srv: ENOSPC"
  ]);
});
