import {createReadStream} from "node:fs";
import {stat} from "node:fs/promises";
import {longestLine} from "../warehouse.js";
import {RefusedFile} from "./refused-file.js";

/** A line that is too long is refused by itself; one of twice this length cannot hide between two looks. */
const step = 4 * longestLine;

/**
 * Refuses a text with a line of more than 128 MiB, as a damaged file or a trap may hold: to find where it ends takes
 * minutes, and nothing of it would be kept. Reads a little here and there.
 */
export async function refuseEndless(path: string, signal?: AbortSignal): Promise<void> {
  const {size} = await stat(path);
  for (let at = 0; at + step < size; at += step) {
    if (!(await isEndless(path, at, signal))) continue;
    const [length, limit] = [step, longestLine].map((bytes) => bytes / 1024 / 1024);
    throw new RefusedFile(
      "too_long",
      `after byte ${at} no line ends for ${length} MiB, and a line has ${limit} MiB at most; write a row or a document a line`
    );
  }
}

async function isEndless(path: string, from: number, signal?: AbortSignal): Promise<boolean> {
  let length = 0;
  for await (const chunk of createReadStream(path, {start: from, signal}) as AsyncIterable<Buffer>) {
    if (chunk.includes("\n") || chunk.includes("\r")) return false;
    length += chunk.length;
    if (length > step) return true;
  }
  return false;
}
