import {noJsonMessage} from "./documents.js";

/** SQL: what a refused part of a webhook is told, out of column_name, reason and given. */
export const rejectMessage = `
  case reason
    when 'invalid_json' then ${noJsonMessage("part", "the line is no JSON; write one whole webhook body per line")}
    when 'not_a_webhook' then 'the document is no WhatsApp webhook: ' || case
      when given <> 'whatsapp_business_account' then 'its "object" is "' || left(given, 80) || '", not "whatsapp_business_account"; take it out of this folder'
      else 'it needs "entry", a list that is not empty'
    end
    when 'malformed_row' then 'an entry of this webhook needs a list "changes", and each change a "field" and a "value" whose lists are lists; its good parts were loaded'
    when 'invalid_sender' then 'the contact ' || coalesce('"' || left(given, 80) || '" is neither digits nor a business-scoped id like ES.1234', 'is missing') || '; look at "from" and "from_user_id" ("to" of an echo)'
    when 'invalid_timestamp' then column_name || ': the timestamp ' || coalesce('"' || left(given, 80) || '" is not epoch seconds of 9 to 13 digits', 'is missing; Meta always sends it')
    when 'impossible_instant' then column_name || ': the timestamp "' || given || '" is before 2009 or in the future; check its unit'
    when 'invalid_flag' then column_name || ': "' || left(given, 80) || '" is neither true nor false'
    when 'invalid_number' then column_name || ': "' || left(given, 80) || '" is no amount; keep it as Meta sends it'
    when 'unknown_status' then 'status: "' || coalesce(given, '') || '" is no delivery status; sent, delivered, read, played and failed are'
    when 'missing_value' then column_name || ' is missing; Meta always sends it'
    when 'too_long' then column_name || ' is longer than 512 characters'
    else column_name || ' cannot be read (' || reason || ')'
  end`;
