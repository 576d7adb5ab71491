import {groupBy} from "../../pipeline/reference/group.js";
import {endInstant, instantOf, isoOf, seconds} from "./clock.js";
import {accounts, america, spain} from "./company.js";
import type {Contact} from "./contacts.js";
import type {Message} from "./conversations.js";
import {errorTitles, type Status} from "./deliveries.js";
import {jsonLinesFile, type SampleFile} from "./files.js";
import {templates} from "./templates.js";
import type {World} from "./world.js";

interface Hook {
  arrivesAt: number;
  document: unknown;
}

/** The webhook bodies as our server wrote them down, in order of arrival, a file a month. */
export function whatsappFiles(world: World): SampleFile[] {
  const hooks = [
    ...world.messages.filter(isHeardOf).map(messageHook),
    ...world.statuses.map(statusHook),
    ...accountHooks(),
    ...world.optOuts.map(preferenceHook)
  ].sort((a, b) => a.arrivesAt - b.arrivesAt);
  // What is still on its way when the sample ends never arrives.
  const arrived = repeated(hooks).filter(({arrivesAt}) => arrivesAt < endInstant);
  return [...groupBy(arrived, ({arrivesAt}) => isoOf(arrivesAt).slice(0, 7))].map(([month, group]) =>
    jsonLinesFile(`inbox/whatsapp_cloud/webhooks-${month}.jsonl.gz`, [
      ...group.map(({document}) => document),
      ...(badLines[month] ?? [])
    ])
  );
}

function isHeardOf({contact, author, isEcho}: Message): boolean {
  return contact.channel === "whatsapp" && (author === "contact" || isEcho === true);
}

/** Meta sends again what was not acknowledged in time: one in a hundred, some minutes later. */
function repeated(hooks: Hook[]): Hook[] {
  return hooks.flatMap((hook, index) => (index % 97 === 13 ? [hook, hook] : [hook]));
}

function body(contact: Pick<Contact, "account">, field: string, value: object): object {
  return {object: "whatsapp_business_account", entry: [{id: contact.account!.id, changes: [{value, field}]}]};
}

function metadataOf(contact: Contact): object {
  const {businessNumber, phoneNumberId} = contact.account!;
  return {
    messaging_product: "whatsapp",
    metadata: {display_phone_number: businessNumber, phone_number_id: phoneNumberId}
  };
}

function messageHook(message: Message): Hook {
  const {contact} = message;
  if (message.isEcho) {
    const echo = {from: contact.account!.businessNumber, to: contact.id, ...partsOf(message)};
    return {
      arrivesAt: message.at,
      document: body(contact, "smb_message_echoes", {...metadataOf(contact), message_echoes: [echo]})
    };
  }
  const profile = {name: contact.name};
  const person =
    contact.phone === null
      ? {profile, user_id: contact.id, country_code: contact.country}
      : {profile, wa_id: contact.phone};
  const sender = contact.phone === null ? {from_user_id: contact.id} : {from: contact.phone};
  const value = {...metadataOf(contact), contacts: [person], messages: [{...sender, ...partsOf(message)}]};
  return {arrivesAt: message.at, document: body(contact, "messages", value)};
}

function partsOf(message: Message): object {
  const parts = {id: message.id, timestamp: seconds(message.at), ...contentOf(message)};
  if (!message.referral) return parts;
  const {kind, source, headline} = message.referral;
  const referral = {
    source_url: `https://fb.example/${source}`,
    source_id: source,
    source_type: kind,
    headline,
    media_type: "image",
    ...(kind === "ad" ? {ctwa_clid: `ARA${source}`} : {})
  };
  return {...parts, referral};
}

function contentOf({type, text, option, id, reactsTo}: Message): object {
  if (type === "list") return {type: "interactive", interactive: {type: "list_reply", list_reply: {...option}}};
  if (type === "button" && option?.id.match(/^(campaign|baja)$/)) {
    return {type: "button", button: {payload: option.id, text: option.title}};
  }
  if (type === "button") return {type: "interactive", interactive: {type: "button_reply", button_reply: {...option}}};
  if (type === "reaction") return {type, reaction: {message_id: reactsTo!.id, emoji: text}};
  if (type === "image") return {type, image: {mime_type: "image/jpeg", id: mediaId(id)}};
  if (type === "audio") return {type, audio: {mime_type: "audio/ogg; codecs=opus", id: mediaId(id), voice: true}};
  return {type: "text", text: {body: text}};
}

function mediaId(id: string): string {
  return String(Number.parseInt(Buffer.from(id.slice(-12), "base64").toString("hex").slice(0, 10), 16));
}

function statusHook({message, status, at, arrivesAt, error, pricing, conversation}: Status): Hook {
  const {contact} = message;
  const recipient = contact.phone === null ? {recipient_user_id: contact.id} : {recipient_id: contact.phone};
  const parts = {
    id: message.id,
    status,
    timestamp: seconds(at),
    ...recipient,
    ...(conversation && status !== "failed"
      ? {
          conversation: {
            id: conversation.id,
            ...(status === "sent" ? {expiration_timestamp: seconds(conversation.expiresAt)} : {}),
            origin: {type: "referral_conversion"}
          }
        }
      : {}),
    ...(pricing
      ? {pricing: {billable: pricing.billable, pricing_model: "PMP", type: pricing.type, category: pricing.category}}
      : {}),
    ...(error ? {errors: [{code: Number(error), title: errorTitles[error], message: errorTitles[error]}]} : {})
  };
  return {arrivesAt, document: body(contact, "messages", {...metadataOf(contact), statuses: [parts]})};
}

function preferenceHook({contact, at}: {contact: Contact; at: number}): Hook {
  const preference = {
    wa_id: contact.id,
    detail: "User requested to stop marketing messages",
    category: "marketing_messages",
    value: "stop",
    timestamp: Math.floor(at / 1000)
  };
  return {
    arrivesAt: at + 1000,
    document: body(contact, "user_preferences", {...metadataOf(contact), user_preferences: [preference]})
  };
}

/** What becomes of the accounts, their numbers and their templates. */
function accountHooks(): Hook[] {
  const of = (account: typeof spain, day: string, time: number, field: string, value: object): Hook => {
    const at = instantOf("Europe/Madrid", day, time * 3_600_000);
    const entry = [{id: account.id, time: Math.floor(at / 1000), changes: [{value, field}]}];
    return {arrivesAt: at, document: {object: "whatsapp_business_account", entry}};
  };
  const template = (name: string, rest: object) => ({
    message_template_id: 770100 + templates.findIndex((one) => one.name === name),
    message_template_name: name,
    message_template_language: "es",
    ...rest
  });
  return [
    of(
      spain,
      "2026-09-29",
      11,
      "message_template_status_update",
      template("otono_salon", {event: "APPROVED", reason: "NONE"})
    ),
    of(
      spain,
      "2026-10-07",
      13,
      "message_template_quality_update",
      template("otono_salon", {previous_quality_score: "GREEN", new_quality_score: "YELLOW"})
    ),
    of(
      spain,
      "2026-10-08",
      9,
      "message_template_status_update",
      template("otono_salon", {event: "PAUSED", reason: "NONE", other_info: {title: "FIRST_PAUSE"}})
    ),
    of(
      spain,
      "2026-10-08",
      15,
      "message_template_status_update",
      template("otono_salon", {event: "APPROVED", reason: "NONE"})
    ),
    of(
      spain,
      "2026-10-15",
      10,
      "template_category_update",
      template("retomar_conversacion", {previous_category: "MARKETING", new_category: "UTILITY"})
    ),
    of(
      spain,
      "2026-11-05",
      12,
      "message_template_status_update",
      template("black_friday_previa", {event: "APPROVED", reason: "NONE"})
    ),
    of(spain, "2026-10-07", 14, "phone_number_quality_update", {
      display_phone_number: spain.businessNumber,
      event: "FLAGGED",
      current_limit: "TIER_10K"
    }),
    of(america, "2026-09-03", 18, "account_update", {event: "VERIFIED_ACCOUNT", phone_number: america.businessNumber}),
    ...accounts.map((account) => of(account, "2026-11-02", 8, "account_review_update", {decision: "APPROVED"}))
  ];
}

const good = {from: "34700000999", id: "wamid.bad0001", type: "text", text: {body: "hola"}};

/** Lines as they should not be, by the month whose file they end. */
const badLines: Record<string, unknown[]> = {
  "2026-09": [
    body({account: spain}, "messages", {...metadata(), messages: [{...good, timestamp: "ayer a las diez"}]}),
    '{"object":"whatsapp_business_account","entry":[{"id":"104830000000001","changes":[{"va'
  ],
  "2026-10": [
    body({account: spain}, "messages", {
      ...metadata(),
      statuses: [{id: "wamid.bad0002", status: "teleported", timestamp: "1791800000", recipient_id: "34700000999"}]
    }),
    body({account: spain}, "messages", {
      ...metadata(),
      messages: [{...good, id: "wamid.bad0003", from: "desconocido", timestamp: "1791800000"}]
    })
  ],
  "2026-11": [{ping: true}]
};

function metadata(): object {
  return {
    messaging_product: "whatsapp",
    metadata: {display_phone_number: spain.businessNumber, phone_number_id: spain.phoneNumberId}
  };
}
