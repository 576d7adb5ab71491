import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {afterAll, beforeAll, expect, test} from "vitest";
import {literal, openWarehouse, type Warehouse} from "../warehouse.js";
import {copiesIn, unpack} from "./text-copy.js";

const folder = mkdtempSync(join(tmpdir(), "chat-analytics-"));
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse(undefined, {threads: 2});
});

afterAll(() => {
  warehouse.close();
  rmSync(folder, {recursive: true, force: true});
});

/** What is unpacked of a zstd file that holds the lines of a select of (line). */
async function unpacked(lines: string): Promise<string[]> {
  const path = join(folder, "day.csv.zst");
  const plain = "format csv, header false, quote '', escape '', delimiter '\\x1f', compression zstd";
  await warehouse.run(`set threads = 1; copy (${lines}) to ${literal(path)} (${plain}); set threads = 2`);
  const copies = copiesIn(folder, "copy");
  const text = readFileSync(await unpack(path, copies, warehouse), "utf8");
  copies.remove();
  return text.split(/\r\n|\n/);
}

test("a big zstd file is unpacked with its lines in their order", async () => {
  const lines = await unpacked("select i || repeat('y', 150) as line from range(600_000) rows(i)");
  const misplaced = lines.filter((line, at) => line !== "" && Number.parseInt(line, 10) !== at);
  expect([lines.length, misplaced.length]).toEqual([600_001, 0]);
}, 30_000);

test("a zstd file of long lines is unpacked", async () => {
  const lines = await unpacked("select unnest(['a,b', repeat('z', 3_000_000), 'c,d']) as line");
  expect(lines.map((line) => line.length)).toEqual([3, 3_000_000, 3, 0]);
});

test.skipIf(process.platform !== "linux")("a file is not refused for want of room to unpack it", async () => {
  const path = join(folder, "day.csv.gz");
  writeFileSync(path, gzipSync("line\n1\n"));
  const full = {next: () => "/dev/full", remove: () => undefined};
  await expect(unpack(path, full, warehouse)).rejects.toMatchObject({code: "ENOSPC"});
});
