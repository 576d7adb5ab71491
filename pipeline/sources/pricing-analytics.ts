import {trimmedSql} from "../contracts/column.js";
import {columnNames, columnsSql} from "../contracts/feed.js";
import {pricingAnalytics as feed} from "../contracts/pricing-analytics.js";
import {firstFault, type Source, type SourceFile, typedValues} from "../ingest/source.js";
import {literal} from "../warehouse.js";
import {documentsIn, isJson, isObject, noJsonMessage} from "./documents.js";
import {givenText} from "./rows.js";

/** Answers of the Graph API with pricing_analytics or conversation_analytics, as they are. */
export const pricingAnalytics: Source = {
  name: "pricing_analytics",
  feeds: ["pricing_analytics"],
  unit: "row",
  read
};

const fields = ["pricing_analytics", "conversation_analytics"];

const answers = {
  isDocument: (value: unknown) => isObject(value) && fields.some((field) => isObject(value[field])),
  refusal: {
    reason: "malformed_row" as const,
    message:
      'the file is JSON without "pricing_analytics" or "conversation_analytics"; keep the whole answer of the Graph API'
  }
};

async function read(file: SourceFile): Promise<number> {
  const {warehouse} = file;
  const documents = await documentsIn(file, answers);
  // All of them: they are few, and a point may be wrong where its document is not.
  await documents.number(`select hash(body) from (${documents.all})`);
  const numbered = "select record, line, body from numbered_documents";
  await warehouse.run(`create or replace temp table analytics_points as ${pointsSql(numbered, file)}`);
  await warehouse.run(`
    insert into incoming_pricing_analytics by name
    select ${columnsSql(feed)}, record, extra from analytics_points where fault is null;
    insert into incoming_rejects by name
    select record, line, nullif(fault.column_name, '') as column_name, fault.reason as reason, ${message} as message, part as row_text
    from analytics_points where fault is not null;
  `);
  const {units} = await warehouse.row<{units: number}>("select count(*)::integer as units from analytics_points");
  await warehouse.run(
    "drop table analytics_points; drop table numbered_documents; drop table if exists stored_documents"
  );
  return units;
}

/** A row per data point with its fault; a document without any is one faulty row, an empty answer is none. */
function pointsSql(documents: string, file: SourceFile): string {
  return `
    with

    answers as (
      select record, line, body, case when ${isJson("body")} then body::json end as document
      from (${documents})
    ),

    judged as (
      select
        *,
        case
          when document is null then {column_name: '', reason: 'invalid_json'}
          when json_type(document, '$.pricing_analytics') is distinct from 'OBJECT'
            and json_type(document, '$.conversation_analytics') is distinct from 'OBJECT'
            then {column_name: '', reason: 'malformed_row'}
        end as document_fault
      from answers
    ),

    points as (
      ${fields
        .map(
          (field) => `
      select record, line, document, '${field}' as field, unnest(document->'$.${field}.data[*].data_points[*]') as point
      from judged
      where document_fault is null`
        )
        .join(" union all ")}
    ),

    texts as (
      select
        record, line, point, ${textColumns(file)}
      from points
    )

    select
      record, line, point::varchar as part, ${firstFault(feed, textNames, file.reading)} as fault,
      left(${givenText("struct_extract(fault, 'column_name')", textNames)}, 80) as told,
      ${typedValues(feed, textNames, file.reading)},
      null::json as extra
    from texts
    union all by name
    select record, line, body as part, document_fault as fault
    from judged
    where document_fault is not null
  `;
}

/** Where each column stands in a data point; the two answers have other names for the same. */
const paths: Record<string, string[]> = {
  starts_at: ["start"],
  ends_at: ["end"],
  phone_number: ["phone_number"],
  country: ["country"],
  tier: ["tier"],
  pricing_type: ["pricing_type", "conversation_type"],
  pricing_category: ["pricing_category", "conversation_category"],
  direction: ["conversation_direction"],
  volume: ["volume", "conversation"],
  cost: ["cost"]
};

const textNames = Object.fromEntries(columnNames(feed).map((name) => [name, `${name}_text`]));

function textColumns(file: SourceFile): string {
  const texts: Record<string, string> = {
    // Later pages of an answer have no id; then the file's name has to begin with it.
    account_id: `coalesce(${trimmedSql("document->>'$.id'")}, ${literal(accountInName(file.name))})`,
    field: "field"
  };
  for (const [name, keys] of Object.entries(paths)) {
    texts[name] = `coalesce(${keys.map((key) => `point->>'$.${key}'`).join(", ")})`;
  }
  return Object.entries(texts)
    .map(([name, text]) => `${trimmedSql(text)} as ${name}_text`)
    .join(", ");
}

function accountInName(name: string): string {
  return /(?:^|\/)(\d{9,20})(?!\d)/.exec(name)?.[1] ?? "";
}

const message = `
  case fault.reason
    when 'invalid_json' then ${noJsonMessage("part", "The line is no JSON; keep one whole answer of the Graph API per file or line.")}
    when 'malformed_row' then 'The document has neither "pricing_analytics" nor "conversation_analytics"; keep the whole answer of the Graph API.'
    when 'missing_value' then case fault.column_name
      when 'account_id' then 'The answer has no "id" of its account; keep it, or begin the file''s name with it.'
      else fault.column_name || ' is missing; each data point has start and end.'
    end
    when 'invalid_instant' then fault.column_name || ' "' || told || '" is no instant; the Graph API gives epoch seconds.'
    when 'impossible_instant' then fault.column_name || ' "' || told || '" is before 2009 or in the future; check its unit.'
    when 'invalid_number' then fault.column_name || ' "' || told || case fault.column_name
      when 'volume' then '" is no whole number; keep it as the Graph API gives it.'
      else '" is no amount; keep it as the Graph API gives it.'
    end
    when 'too_long' then fault.column_name || ' "' || told || '…" is longer than 512 characters; keep it as the Graph API gives it.'
    else fault.column_name || ' cannot be read (' || fault.reason || ').'
  end`;
