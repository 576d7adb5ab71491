import {trimmedSql} from "../contracts/column.js";
import {dialogflowTurns} from "../contracts/dialogflow-turns.js";
import type {SourceFile} from "../ingest/source.js";
import {literal} from "../warehouse.js";
import {channelOf} from "./channels.js";
import {checked, fault, faultOf, faultUnless, rowValues} from "./rows.js";
import {instantOf, stampOf} from "./whatsapp-fields.js";

/** SQL: a turn per document of a table of (record, line, body, body_hash, is_json, turn, wrapper), with its fault. */
export function turnsSql(documents: string, {reading, fallbackIntents}: SourceFile): string {
  const names = fallbackIntents.length > 0 ? fallbackIntents : [""];
  return `
    with

    parsed as (
      select
        record, line, body, body_hash, is_json, turn is not null as is_turn,
        from_json(turn, '${turnShape}') as turn,
        from_json(wrapper, '${wrapperShape}') as wrapper
      from ${documents}
    ),

    texts as (
      select
        *,
        ${trimmedSql("coalesce(wrapper.timestamp, turn.timestamp)")} as time_text,
        ${stampOf("time_text")} as stamp,
        case when stamp is null then time_text end as clock_text,
        coalesce(
          turn.session, turn.sessionInfo.session, turn.sessionId, turn.queryResult.outputContexts[1].name
        ) as session,
        coalesce(${trimmedSql("wrapper.conversation_id")}, ${sessionId("session")}) as conversation,
        ${trimmedSql(queryText)} as query_text,
        coalesce(
          ${["responseId", "detectIntentResponseId", "id"].map((name) => trimmedSql(`turn.${name}`)).join(", ")},
          'turn-' || md5(concat_ws('|', conversation, time_text, query_text))
        ) as id,
        coalesce(
          turn.queryResult.intent.displayName, turn.queryResult.match.intent.displayName, turn.intentInfo.displayName,
          turn.result.metadata.intentName
        ) as intent,
        coalesce(
          turn.queryResult.intentDetectionConfidence, turn.queryResult.match.confidence, turn.intentInfo.confidence,
          turn.result.score
        ) as confidence,
        wrapper.channel as channel_text,
        coalesce(
          turn.originalDetectIntentRequest.source, turn.originalDetectIntentRequest.payload.source,
          turn.originalRequest.source, turn.originalRequest.data.source
        ) as origin
      from parsed
    ),

    checked as (
      select
        *,
        coalesce(${instantOf("stamp", reading)}, ${checked(dialogflowTurns, "occurred_at", "clock_text", reading)}) as occurred_at_value,
        ${channelOf("channel_text")} as channel_value,
        ${checked(dialogflowTurns, "turn_id", "id", reading)} as id_value,
        ${checked(dialogflowTurns, "intent_confidence", "confidence", reading)} as confidence_value
      from texts
    )

    select
      record, line, body, body_hash, channel_text, time_text, confidence, id,
      coalesce(
        case when not is_json then ${fault("", "invalid_json")} when not is_turn then ${fault("", "malformed_row")} end,
        case when time_text is null then ${fault("timestamp", "missing_value")} end,
        case when stamp is not null and occurred_at_value is null then ${fault("timestamp", "impossible_instant")} end,
        ${faultOf(dialogflowTurns, "occurred_at", "occurred_at_value", "timestamp", "clock_text", reading)},
        ${faultUnless("id_value", "turn_id", "id", "too_long")},
        ${faultUnless("channel_value", "channel", "channel_text", "unknown_code")},
        ${faultUnless("confidence_value", "intent_confidence", "confidence", "invalid_number")}
      ) as fault,
      ${rowValues(dialogflowTurns, {
        turn_id: "id_value",
        occurred_at: "occurred_at_value",
        conversation_id: trimmedSql("conversation"),
        channel: `coalesce(channel_value, ${channelOf("origin")})`,
        contact_id: trimmedSql("coalesce(wrapper.contact_id, turn.originalDetectIntentRequest.payload.data.sender.id)"),
        text: "query_text",
        intent: trimmedSql("intent"),
        intent_confidence: "confidence_value",
        is_fallback: `
          coalesce(turn.queryResult.intent.isFallback, false)
          or coalesce(turn.queryResult.action, turn.result.action, '') = 'input.unknown'
          or coalesce(turn.queryResult.match.matchType, turn.matchType, '') = 'NO_MATCH'
          or coalesce(intent, '') in (${names.map(literal).join(", ")}) and intent is not null`,
        response_text: trimmedSql(responseText)
      })},
      null::json as extra
    from checked
  `;
}

/** What stands after "sessions/" in "projects/x/agent/sessions/S/contexts/y"; a bare session is its own id. */
function sessionId(session: string): string {
  return `case
    when contains(${session}, '/sessions/') then split_part(split_part(${session}, '/sessions/', 2), '/', 1)
    else ${session}
  end`;
}

const intent = {displayName: "VARCHAR", isFallback: "BOOLEAN"};
const spoken = [{text: {text: ["VARCHAR"]}}];

const turnShape = JSON.stringify({
  responseId: "VARCHAR",
  detectIntentResponseId: "VARCHAR",
  id: "VARCHAR",
  timestamp: "VARCHAR",
  session: "VARCHAR",
  sessionId: "VARCHAR",
  sessionInfo: {session: "VARCHAR"},
  text: "VARCHAR",
  transcript: "VARCHAR",
  matchType: "VARCHAR",
  messages: spoken,
  intentInfo: {displayName: "VARCHAR", confidence: "VARCHAR"},
  queryResult: {
    queryText: "VARCHAR",
    text: "VARCHAR",
    transcript: "VARCHAR",
    action: "VARCHAR",
    intent,
    intentDetectionConfidence: "VARCHAR",
    match: {intent, confidence: "VARCHAR", matchType: "VARCHAR"},
    fulfillmentText: "VARCHAR",
    fulfillmentMessages: spoken,
    responseMessages: spoken,
    outputContexts: [{name: "VARCHAR"}]
  },
  result: {
    resolvedQuery: "VARCHAR",
    action: "VARCHAR",
    score: "VARCHAR",
    metadata: {intentName: "VARCHAR"},
    fulfillment: {speech: "VARCHAR", messages: [{speech: "VARCHAR"}]}
  },
  originalDetectIntentRequest: {
    source: "VARCHAR",
    payload: {source: "VARCHAR", data: {sender: {id: "VARCHAR"}}}
  },
  originalRequest: {source: "VARCHAR", data: {source: "VARCHAR"}}
});

const wrapperShape = JSON.stringify({
  timestamp: "VARCHAR",
  conversation_id: "VARCHAR",
  channel: "VARCHAR",
  contact_id: "VARCHAR"
});

const queryText = `coalesce(
  turn.queryResult.queryText, turn.queryResult.text, turn.queryResult.transcript, turn.result.resolvedQuery, turn.text,
  turn.transcript
)`;

function lines(messages: string): string {
  return `array_to_string(flatten(list_transform(${messages}, lambda message: message.text.text)), chr(10))`;
}

const responseText = `coalesce(
  nullif(turn.queryResult.fulfillmentText, ''), nullif(${lines("turn.queryResult.fulfillmentMessages")}, ''),
  nullif(${lines("turn.queryResult.responseMessages")}, ''), nullif(turn.result.fulfillment.speech, ''),
  nullif(array_to_string(list_transform(turn.result.fulfillment.messages, lambda message: message.speech), chr(10)), ''),
  ${lines("turn.messages")}
)`;
