import {dialogflowTurns} from "../contracts/dialogflow-turns.js";
import {columnsSql} from "../contracts/feed.js";
import type {Source, SourceFile} from "../ingest/source.js";
import {turnsSql} from "./dialogflow-turns.js";
import {type Documents, documentsIn, isJson, isObject, noJsonMessage} from "./documents.js";
import {faultyRows} from "./rows.js";

/** Responses and webhook requests of Dialogflow ES v1 and v2 and of CX, bare or wrapped. */
export const dialogflow: Source = {name: "dialogflow", feeds: ["dialogflow_turns"], unit: "row", read};

/** Keys of which a turn has one: v2 and CX, v1, CX's webhook requests. */
const marks = ["queryResult", "result", "intentInfo", "fulfillmentInfo", "sessionInfo"];

const turns = {
  isDocument: (value: unknown) => isObject(value) && (isTurn(value) || Object.values(value).some(isTurn)),
  refusal: {
    reason: "malformed_row" as const,
    message:
      'the file is JSON without a turn of Dialogflow (an object with "queryResult", "result" or "intentInfo"); export detect-intent responses or webhook requests'
  }
};

function isTurn(value: unknown): boolean {
  return isObject(value) && marks.some((mark) => isObject(value[mark]));
}

async function read(file: SourceFile): Promise<number> {
  const {warehouse} = file;
  const documents = await documentsIn(file, turns);
  await warehouse.run(`create or replace temp table dialogflow_documents as ${judgedSql(documents.all)}`);
  await warehouse.run(`
    insert into incoming_dialogflow_turns by name
    select ${columnsSql(dialogflowTurns)}, record, extra from (${turnsSql("dialogflow_documents", file)}) where fault is null
  `);
  const {units, accepted} = await warehouse.row<{units: number; accepted: number}>(`
    select
      (select count(*)::integer from dialogflow_documents) as units,
      (select count(*)::integer from incoming_dialogflow_turns) as accepted
  `);
  if (accepted < units) await explainRefused(file, documents);
  await warehouse.run("drop table dialogflow_documents; drop table if exists stored_documents");
  return units;
}

/** Each document with its turn (itself, or what a wrapper holds) as JSON; null where there is none. */
function judgedSql(documents: string): string {
  const isTurnSql = (path: string) =>
    `list_contains(json_type(body, [${marks.map((mark) => `'${path}.${mark}'`).join(", ")}]), 'OBJECT')`;
  const held = wrapperKeys.map((key) => `when ${isTurnSql(`$.${key}`)} then body->'$.${key}'`);
  return `
    select
      record, line, body, hash(body) as body_hash, is_json,
      case when not is_json then null when ${isTurnSql("$")} then body::json ${held.join(" ")} end as turn,
      case when is_json then body::json end as wrapper
    from (select record, line, body, ${isJson("body")} as is_json from (${documents}))
  `;
}

// Under which names people keep the turn when they wrap it.
const wrapperKeys = ["response", "request", "body", "payload", "dialogflow", "data", "message", "event", "webhook"];

async function explainRefused(file: SourceFile, documents: Documents): Promise<void> {
  const {warehouse} = file;
  await documents.number(`
    select body_hash from (${turnsSql("dialogflow_documents", file)}) where fault is not null
  `);
  const numbered = judgedSql("select record, line, body from numbered_documents");
  await warehouse.run(`
    create or replace temp table dialogflow_documents as ${numbered};
    insert into incoming_rejects by name
    select record, line, fault.column_name as column_name, fault.reason as reason, ${message} as message, body as row_text
    from (${faultyRows(turnsSql("dialogflow_documents", file))});
    drop table numbered_documents
  `);
}

const message = `
  case fault.reason
    when 'invalid_json' then ${noJsonMessage("body", "The line is no JSON; write one whole response or webhook request per line.")}
    when 'malformed_row' then 'The document is no turn of Dialogflow: it has none of "queryResult", "result" and "intentInfo".'
    when 'missing_value' then fault.column_name || ' is missing; wrap the turn as {"timestamp": …, "conversation_id": …, "response": {…}}.'
    when 'invalid_instant' then 'The timestamp "' || left(time_text, 80) || '" is no instant; write ISO 8601 with its offset, or epoch seconds.'
    when 'impossible_instant' then 'The timestamp "' || time_text || '" is before 2009 or in the future; check its unit.'
    when 'unknown_code' then 'The channel "' || coalesce(channel_text, '') || '" is none that is known.'
    when 'invalid_number' then 'The confidence "' || left(confidence, 80) || '" is no number from 0 to 1.'
    when 'too_long' then 'The turn''s id "' || left(id, 80) || '…" is longer than 512 characters; shorten it.'
    else fault.column_name || ' cannot be read (' || fault.reason || ').'
  end`;
