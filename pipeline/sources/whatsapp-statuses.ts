import {deliveryEvents, deliveryStatuses} from "../contracts/delivery-events.js";
import type {SourceFile} from "../ingest/source.js";
import {phoneCountryJoins} from "./phone-countries.js";
import {checked, faultUnless, missingFault, oddId, oddWord, rowValues, usualOr} from "./rows.js";
import {countryOf, instantOf, phoneOf, stampFault, stampOf} from "./whatsapp-fields.js";

/** SQL: the delivery events of a table of items, each with its fault (null when good), body_hash, record, line and part. */
export function statusesSql(items: string, {reading}: SourceFile): string {
  return `
    with

    parsed as (
      select
        record, line, body_hash, account_id, business_number, status as part, contacts[1].country_code as country_code,
        from_json(status, '${statusShape}') as status
      from ${items}
    ),

    texts as (
      select
        *,
        status.timestamp as stamp_text, ${stampOf("status.timestamp")} as stamp,
        status.conversation.expiration_timestamp as expiry_text,
        ${stampOf("status.conversation.expiration_timestamp")} as expiry,
        coalesce(nullif(status.recipient_id, ''), status.recipient_user_id) as recipient,
        coalesce(nullif(status.recipient_participant_id, ''), status.recipient_participant_user_id) as participant,
        status.biz_opaque_callback_data as callback,
        ${oddId("status.id")} as odd_id,
        ${oddWord("status.status", deliveryStatuses)} as odd_status,
        ${oddWord("status.pricing.billable", ["true", "false"])} as odd_billable
      from parsed
    ),

    checked as (
      select
        *,
        ${usualOr(deliveryEvents, "message_id", "status.id", "odd_id", reading)} as id_value,
        ${usualOr(deliveryEvents, "status", "status.status", "odd_status", reading)} as status_value,
        ${instantOf("stamp", reading)} as occurred_at_value,
        ${instantOf("expiry", reading, 366 * 24)} as expires_at_value,
        ${usualOr(deliveryEvents, "billable", "status.pricing.billable", "odd_billable", reading)} as billable_value,
        ${checked(deliveryEvents, "cost_amount", "status.pricing.cost.amount", reading)} as cost_amount_value,
        ${phoneOf("coalesce(participant, recipient)")} as phone,
        case when callback like '{%' and json_valid(callback) then callback::json end as callback_json
      from texts
    )

    select
      record, line, body_hash, part,
      coalesce(
        ${missingFault("message_id", "status.id")},
        ${faultUnless("id_value", "message_id", "status.id", "too_long")},
        ${missingFault("status", "status.status")},
        ${faultUnless("status_value", "status", "status.status", "unknown_status")},
        ${stampFault("occurred_at", "stamp", "occurred_at_value")},
        case when expiry_text is not null then ${stampFault("conversation_expires_at", "expiry", "expires_at_value")} end,
        ${faultUnless("billable_value", "billable", "status.pricing.billable", "invalid_flag")},
        ${faultUnless("cost_amount_value", "cost_amount", "status.pricing.cost.amount", "invalid_number")}
      ) as fault,
      ${rowValues(deliveryEvents, {
        message_id: "id_value",
        status: "status_value",
        occurred_at: "occurred_at_value",
        channel: "'whatsapp'",
        account_id: "account_id",
        business_number: "business_number",
        recipient_id: "recipient",
        recipient_participant_id: "participant",
        recipient_country: countryOf("country_code", "coalesce(participant, recipient)"),
        conversation_id: "status.conversation.id",
        conversation_expires_at: "expires_at_value",
        conversation_origin: "status.conversation.origin.type",
        template_name: "coalesce(callback_json->>'template_name', callback_json->>'template')",
        campaign_id: "case when callback_json is null then callback else callback_json->>'campaign_id' end",
        category: "status.pricing.category",
        pricing_model: "status.pricing.pricing_model",
        pricing_type: "status.pricing.type",
        billable: "billable_value",
        cost_amount: "cost_amount_value",
        cost_currency: "status.pricing.cost.currency",
        error_code: "status.errors[1].code",
        error_title: "coalesce(status.errors[1].title, status.errors[1].message)"
      })},
      case when ${isRich} then part end as extra
    from checked
    ${phoneCountryJoins("phone")}
  `;
}

const statusShape = JSON.stringify({
  id: "VARCHAR",
  status: "VARCHAR",
  timestamp: "VARCHAR",
  recipient_id: "VARCHAR",
  recipient_user_id: "VARCHAR",
  recipient_participant_id: "VARCHAR",
  recipient_participant_user_id: "VARCHAR",
  biz_opaque_callback_data: "VARCHAR",
  conversation: {id: "VARCHAR", expiration_timestamp: "VARCHAR", origin: {type: "VARCHAR"}},
  pricing: {
    billable: "VARCHAR",
    pricing_model: "VARCHAR",
    type: "VARCHAR",
    category: "VARCHAR",
    cost: {amount: "VARCHAR", currency: "VARCHAR"}
  },
  errors: [{code: "VARCHAR", title: "VARCHAR", message: "VARCHAR"}]
});

/** Whether a status says more than the columns hold; it is then kept whole in extra. */
const isRich = `
  status.errors is not null or status.recipient_user_id is not null or status.biz_opaque_callback_data like '{%'
  or status.recipient_participant_user_id is not null`;
