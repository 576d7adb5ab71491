import {createReadStream, createWriteStream, existsSync, mkdirSync, rmSync} from "node:fs";
import {open} from "node:fs/promises";
import {join} from "node:path";
import {Transform} from "node:stream";
import {pipeline} from "node:stream/promises";
import zlib from "node:zlib";
import {identifier, keepOrder, literal, longLines, pathLiteral, type Warehouse} from "../warehouse.js";
import {RefusedFile} from "./refused-file.js";

export type Encoding = "utf-8" | "utf-8-with-mark" | "utf-16le" | "utf-16be" | "windows-1252" | "broken";

/** Stands where bytes were that are no text; a row that holds it is refused. No text may contain this character. */
export const brokenCharacter = "\ufdd0";

const chunkSize = 1_000_000;

/** Copies in the making for one file; `remove` leaves nothing behind. */
export interface Copies {
  /** A path that no file has yet. */
  next(): string;
  remove(): void;
}

export function copiesIn(temporary: string, label: string): Copies {
  const paths: string[] = [];
  return {
    next() {
      mkdirSync(temporary, {recursive: true});
      const path = join(temporary, `${label}-${paths.length + 1}.txt`);
      paths.push(path);
      return path;
    },
    remove() {
      for (const path of paths) rmSync(path, {force: true});
    }
  };
}

/** Unpacks a .gz or .zst file; gives the path itself for any other. */
export async function unpack(
  path: string,
  copies: Copies,
  warehouse: Warehouse,
  signal?: AbortSignal
): Promise<string> {
  const name = path.toLowerCase();
  if (!name.endsWith(".gz") && !name.endsWith(".zst")) return path;
  const copy = copies.next();
  try {
    if (name.endsWith(".gz")) await transform(path, copy, zlib.createGunzip(), signal);
    else if ("createZstdDecompress" in zlib) {
      const decompress = (zlib as unknown as {createZstdDecompress(): Transform}).createZstdDecompress();
      await transform(path, copy, decompress, signal);
    } else await unpackWithDuckdb(path, copy, warehouse);
  } catch (error) {
    signal?.throwIfAborted();
    if (isOfSystem(error as NodeJS.ErrnoException)) throw error;
    const detail = (error as Error).message.split("\n")[0];
    const remedy = name.endsWith(".gz") ? "copy it here again" : "copy it here again, or pack it as .gz";
    throw new RefusedFile("unreadable_file", `the file cannot be unpacked (${detail}); ${remedy}`);
  }
  return copy;
}

// A full disk says nothing of the file, which must be tried again.
function isOfSystem({syscall, message}: NodeJS.ErrnoException): boolean {
  return syscall !== undefined || /No space left on device|Could not write/.test(message);
}

/** How a file's first bytes say it is written; "utf-8" until a whole pass says otherwise. */
export async function sniffEncoding(path: string): Promise<Encoding> {
  const head = await readHead(path, 65_536);
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8-with-mark";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  // Without a mark, UTF-16 shows by the zero in every other byte of what is mostly ASCII.
  const pairs = Math.floor(head.length / 2);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < pairs * 2; at += 2) {
    if (head[at] === 0) even++;
    if (head[at + 1] === 0) odd++;
  }
  if (odd > pairs * 0.4 && even < pairs * 0.1) return "utf-16le";
  if (even > pairs * 0.4 && odd < pairs * 0.1) return "utf-16be";
  return "utf-8";
}

/** Which encoding a file has that is not UTF-8 throughout: UTF-8 with damage, or the eight-bit code of Windows. */
export async function judgeEncoding(path: string, signal?: AbortSignal): Promise<Encoding> {
  let damaged = 0;
  let whole = 0;
  const decoder = new TextDecoder("utf-8");
  for await (const chunk of createReadStream(path, {highWaterMark: chunkSize, signal})) {
    const text = decoder.decode(chunk as Buffer, {stream: true});
    damaged += text.match(/\ufffd/g)?.length ?? 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is not ASCII is meant.
    whole += text.match(/[^\x00-\x7f\ufffd]/g)?.length ?? 0;
  }
  return damaged > whole ? "windows-1252" : "broken";
}

/** Writes a file again as UTF-8 without a mark; what is no text becomes the broken character. */
export async function transcode(
  path: string,
  encoding: Encoding,
  copies: Copies,
  signal?: AbortSignal
): Promise<string> {
  const copy = copies.next();
  if (encoding === "utf-8-with-mark") {
    await pipeline(createReadStream(path, {start: 3, highWaterMark: chunkSize}), createWriteStream(copy), {signal});
    return copy;
  }
  const decoder = new TextDecoder(encoding === "broken" ? "utf-8" : encoding);
  const clean = (text: string) => text.replaceAll("\0", brokenCharacter).replaceAll("\ufffd", brokenCharacter);
  const decode = new Transform({
    transform(chunk: Buffer, _, done) {
      done(null, clean(decoder.decode(chunk, {stream: true})));
    },
    flush(done) {
      done(null, clean(decoder.decode()));
    }
  });
  await transform(path, copy, decode, signal);
  return copy;
}

/** The first bytes of a file. */
export async function readHead(path: string, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const {bytesRead, buffer} = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function transform(from: string, to: string, step: Transform, signal?: AbortSignal): Promise<void> {
  await pipeline(createReadStream(from, {highWaterMark: chunkSize}), step, createWriteStream(to), {signal});
}

// Node before 22.15 cannot read zstd, DuckDB can: line by line, as text that nothing quotes.
async function unpackWithDuckdb(path: string, copy: string, warehouse: Warehouse): Promise<void> {
  if (!existsSync(path)) throw new Error("it is gone");
  const line = identifier("line");
  const options = `delim = '\\x1f', quote = '', escape = '', header = false, columns = {'line': 'varchar'},
    auto_detect = false, ${longLines}, hive_partitioning = false`;
  await keepOrder(warehouse, true);
  await warehouse.run(`
    copy (select ${line} from read_csv(${pathLiteral(path)}, compression = 'zstd', ${options}))
    to ${literal(copy)} (format csv, delimiter '\\x1f', quote '', escape '', header false)
  `);
  await keepOrder(warehouse, false);
}
