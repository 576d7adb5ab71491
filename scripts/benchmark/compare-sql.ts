/**
 * The same questions in the SQL of each side: conversations a day, median first reply, agents' connected time, texts
 * the bot did not understand. An answer is a line of question, local day, of whom, value.
 */
export interface Answers {
  /** Statements that give rows (question, day, whom, value), all text. */
  [question: string]: string;
}

/** From raw events, where days are looked up in time zones. `seconds` is an instant as epoch seconds. */
function fromEvents(localDay: (at: string) => string, seconds: (at: string) => string, median: string): Answers {
  return {
    conversations: `
      select 'conversations', ${localDay("opened_at")} as day, channel, cast(count(*) as text)
      from conversations
      group by ${localDay("opened_at")}, channel`,
    first_reply: `
      with waits as (
        select
          ${localDay("requests.sent_at")} as day,
          requests.channel || '|' || requests.skill as whom,
          min(${seconds("replies.sent_at")}) - ${seconds("requests.sent_at")} as wait
        from messages as requests
        inner join messages as replies
          on replies.conversation_id = requests.conversation_id
          and replies.author = 'agent'
          and replies.sent_at >= requests.sent_at
        where requests.event = 'handoff_requested'
        group by requests.message_id, requests.sent_at, requests.channel, requests.skill
      )
      ${median}`,
    agent_seconds: `
      with sessions as (
        select
          agent_id,
          ${localDay("connected_at")} as day,
          ${seconds("connected_at")} as starts,
          ${seconds("disconnected_at")} as ends
        from agent_history
      ),
      reached as (
        select
          *,
          max(ends) over (
            partition by agent_id, day order by starts, ends rows between unbounded preceding and 1 preceding
          ) as reach
        from sessions
      )
      select 'agent_seconds', day, agent_id, cast(sum(
        case when reach is null or reach <= starts then ends - starts when reach < ends then ends - reach else 0 end
      ) as text)
      from reached
      group by day, agent_id`,
    fallbacks: `
      with humans as (
        select conversation_id, min(sent_at) as first_at from messages where author = 'agent' group by conversation_id
      )
      select
        'fallbacks',
        ${localDay("messages.sent_at")} as day,
        messages.channel,
        sum(case when messages.is_fallback = 'true' then 1 else 0 end) || '/' || count(*)
      from messages
      left join humans on humans.conversation_id = messages.conversation_id
      where messages.direction = 'inbound' and messages.type = 'text'
        and (humans.first_at is null or messages.sent_at <= humans.first_at)
      group by ${localDay("messages.sent_at")}, messages.channel`
  };
}

const percentile = `
      select 'first_reply', day, whom, cast(percentile_disc(0.5) within group (order by wait) as text)
      from waits
      group by day, whom`;

const madrid = (at: string) => `cast(cast((${at} at time zone 'Europe/Madrid') as date) as text)`;
const epoch = (at: string) => `cast(extract(epoch from ${at}) as bigint)`;

export const postgresAnswers = fromEvents(madrid, epoch, percentile);

/** What somebody would write in DuckDB without us. */
export const bareAnswers = fromEvents(madrid, epoch, percentile);

/** SQLite knows neither time zones nor medians: days come from a table of their own, see sqliteDays. */
export const sqliteAnswers = fromEvents(
  (at) => `(select day from days where starts_at <= ${at} order by starts_at desc limit 1)`,
  (at) => `unixepoch(${at})`,
  `,
      ranked as (
        select
          day,
          whom,
          wait,
          row_number() over (partition by day, whom order by wait) as place,
          count(*) over (partition by day, whom) as waits
        from waits
      )
      select 'first_reply', day, whom, cast(wait as text) from ranked where place = (waits + 1) / 2`
);

/** From the tables that our models have made. */
export const ourAnswers: Answers = {
  conversations: `
      select 'conversations', day::varchar, channel, sum(conversations_opened)::varchar
      from metrics.conversation_days where conversations_opened > 0 group by day, channel`,
  first_reply: `
      select 'first_reply', day::varchar, channel || '|' || skill, first_reply_median_seconds::varchar
      from metrics.service_days where first_reply_median_seconds is not null`,
  agent_seconds: `
      select 'agent_seconds', day::varchar, agent_id, connected_seconds::varchar
      from metrics.agent_days where connected_seconds > 0`,
  fallbacks: `
      select 'fallbacks', day::varchar, channel, fallback_messages || '/' || free_text_messages
      from metrics.bot_days where free_text_messages > 0`
};

export const ourModels = ["conversation_days", "service_days", "agent_days", "bot_days"];

/** Tables with the columns of the files, in their order. */
export function createTables(headers: Record<string, string[]>, typeOf: (column: string) => string): string {
  return Object.entries(headers)
    .map(
      ([table, columns]) => `create table ${table} (${columns.map((name) => `${name} ${typeOf(name)}`).join(", ")});`
    )
    .join("\n");
}

/** As Chatwoot 4 has them on messages, conversations and reporting events, with our names for its columns. */
export const indexes = [
  "create unique index messages_pkey on messages (message_id);",
  "create index index_messages_on_account_created_type on messages (account_id, sent_at, direction);",
  "create index index_messages_on_account_id on messages (account_id);",
  "create index index_messages_on_account_id_and_inbox_id on messages (account_id, business_number);",
  `create index index_messages_on_conversation_account_type_created
    on messages (conversation_id, account_id, direction, sent_at);`,
  "create index index_messages_on_conversation_id on messages (conversation_id);",
  "create index index_messages_on_created_at on messages (sent_at);",
  "create index index_messages_on_inbox_id on messages (business_number);",
  "create index index_messages_on_sender_type_and_sender_id on messages (author, agent_id);",
  "create unique index conversations_pkey on conversations (conversation_id);",
  "create index index_conversations_on_account_id on conversations (account_id);",
  "create index index_conversations_on_contact_id on conversations (contact_id);",
  "create index index_conversations_on_inbox_id on conversations (business_number);",
  "create unique index agent_history_pkey on agent_history (session_id);",
  "create index index_reporting_events_on_user_id on agent_history (agent_id);",
  "create index index_reporting_events_on_created_at on agent_history (connected_at);"
];

/** Chatwoot searches texts with it. */
export const trigramIndex = `create extension pg_trgm;
  create index index_messages_on_content on messages using gin (text gin_trgm_ops);`;
