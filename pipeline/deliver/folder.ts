import {createReadStream, createWriteStream} from "node:fs";
import {rename, rm} from "node:fs/promises";
import {join} from "node:path";
import {pipeline} from "node:stream/promises";
import {makeFolder} from "../folders.js";
import {openToOthers} from "../umask.js";
import type {FolderTarget} from "./targets.js";
import type {Parcel} from "./transport.js";

/** Copies under a temporary name, so that who looks into the folder never sees half a file. */
export async function copyToFolder({file, path}: Parcel, {folder}: FolderTarget): Promise<void> {
  await makeFolder(folder);
  const temporary = join(folder, `.${file}.part`);
  try {
    await pipeline(createReadStream(path), createWriteStream(temporary, {flush: true}));
    await openToOthers(temporary);
    await rename(temporary, join(folder, file));
  } catch (error) {
    await rm(temporary, {force: true});
    throw error;
  }
}
