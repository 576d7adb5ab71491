-- What the bot did not understand, by day, channel and wording: the 2,000 wordings used most; all others stand together
-- under no wording, so that the counts stay whole.
with

ranked as (
    select
        wording,
        row_number() over (order by sum(messages) desc, wording) <= 2000 as is_kept
    from metrics.unmatched_texts
    group by wording
)

select
    unmatched_texts.day,
    unmatched_texts.channel,
    if(ranked.is_kept, unmatched_texts.wording, null) as wording,
    max(if(ranked.is_kept, unmatched_texts.example, null)) as example,
    sum(unmatched_texts.messages)::integer as messages,
    min(unmatched_texts.first_seen_at) as first_seen_at,
    max(unmatched_texts.last_seen_at) as last_seen_at
from metrics.unmatched_texts
inner join ranked on ranked.wording = unmatched_texts.wording
group by
    unmatched_texts.day,
    unmatched_texts.channel,
    if(ranked.is_kept, unmatched_texts.wording, null)
