-- From one intent to the next: what followed each message that the bot took for an intent, by the month the session
-- started. An intent that is repeated is followed by itself. Added up by what follows, this says which intents most
-- often come before a fallback, a request for a person, or the end.
--
-- grain month, channel, intent, next_kind, next_intent
-- column month date: First day of the month in which the session started.
-- column channel varchar: Where the session took place.
-- column intent varchar: What the contact meant; null for a fallback that no intent is known of.
-- column next_intent varchar: The next intent in the session, handoff (a request for a person) or end (nothing more in
--   it, as of the data); null for a fallback that no intent is known of.
-- column steps integer: How often; all steps from an intent are as many as its messages.
-- column next_kind varchar: intent, fallback (an intent too, of a text that was not understood), handoff or end.
-- check some_steps: steps > 0
-- rebuild month

select
    bot_steps.month,
    bot_steps.channel,
    bot_steps.intent,
    bot_steps.next_intent,
    count(*)::integer as steps,
    bot_steps.next_kind
from marts.bot_steps
semi join rebuild.month using (month)
group by
    bot_steps.month,
    bot_steps.channel,
    bot_steps.intent,
    bot_steps.next_kind,
    bot_steps.next_intent
