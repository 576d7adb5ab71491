import {stat} from "node:fs/promises";
import {deliveryEvents} from "../contracts/delivery-events.js";
import type {Feed} from "../contracts/feed.js";
import {messages} from "../contracts/messages.js";
import type {SourceFile} from "../ingest/source.js";
import {documentLines} from "./documents.js";
import {singleItemsSql} from "./whatsapp-items.js";
import {messagesSql} from "./whatsapp-messages.js";
import {statusesSql} from "./whatsapp-statuses.js";

// Smaller files are read sooner with fewer statements.
const smallestFile = 1024 * 1024;

export interface Singles {
  accepted: number;
  /** SQL: whether a document, given its body, is still to be read; null when none is. */
  isLeft: string | null;
}

const everything: Singles = {accepted: 0, isLeft: "true"};

/**
 * Loads the webhooks that hold one good status or one good message and nothing else, as Meta sends nearly all of them:
 * from their lines into the raw tables in one statement, which costs half of what it costs to cut documents into items
 * first. Whatever looks like one and turns out to be anything else is left to be read as a whole.
 */
export async function readSingles(file: SourceFile): Promise<Singles> {
  const {insertGood, warehouse} = file;
  if (!insertGood || (await stat(file.path)).size < smallestFile) return everything;
  const lines = await documentLines(file);
  if (lines === null) return everything;
  const kinds: [feed: Feed, test: string, rowsOf: typeof statusesSql][] = [
    [deliveryEvents, hasStatuses, statusesSql],
    [messages, hasMessagesOnly, messagesSql]
  ];
  let accepted = 0;
  for (const [feed, test, rowsOf] of kinds) {
    const items = singleItemsSql(`${lines} and ${test}`, feed === messages ? "message" : "status");
    accepted += await insertGood(
      feed,
      `select *, fault is null as is_good, ${documentNumber("body_hash")} as document from (${rowsOf(`(${items})`, file)})`
    );
  }
  const {documents} = await warehouse.row<{documents: number}>(`select count(*)::double as documents from (${lines})`);
  const isSetAside = `${documentNumber("hash(body)")} in (select document from set_aside)`;
  const isLeft = `not (${hasStatuses} or ${hasMessagesOnly}) or ${isSetAside}`;
  return {accepted, isLeft: accepted === documents ? null : isLeft};
}

const hasStatuses = `contains(body, '"statuses"')`;
const hasMessagesOnly = `(contains(body, '"contacts"') and not ${hasStatuses})`;

// Half a hash, because it has to fit into a signed number.
function documentNumber(hash: string): string {
  return `(${hash} >> 1)::bigint`;
}
