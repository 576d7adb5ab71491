-- One row per account, skill and stretch of time in which one calendar holds for them: that of the most specific row of
-- the reference file skills. A row that names the skill goes before one that names the account: hours are the team's.
-- Accounts and skills are all those of the data, in every combination, so that whatever pair a conversation and its
-- messages make is there. A pair without a calendar has no row; one whose row of the file leaves the calendar empty has
-- none from that day on.
--
-- grain account_id, skill, starts_at
-- column account_id varchar: Account of a conversation; '' where it has none.
-- column skill varchar: Team that serves it; '' where it has none.
-- column calendar varchar: The calendar that holds; null = none, though a wider row of the file has one.
-- column starts_at timestamptz: Start of the reporting zone's day from which it holds.
-- column ends_at timestamptz: Start of the day from which another holds.
-- check lasts: starts_at < ends_at

with

accounts as (
    select coalesce(account_id, '') as account_id from staging.conversations
    union
    select coalesce(account_id, '') from staging.messages
    union
    select ''
),

teams as (
    select coalesce(skill, '') as skill from staging.conversations
    union
    select coalesce(skill, '') from staging.messages
    union
    select coalesce(skill, '') from staging.agent_history
    union
    select ''
),

candidates as (
    select
        accounts.account_id,
        teams.skill,
        skills.calendar,
        coalesce(skills.valid_from, date '0001-01-01') as valid_from,
        if(skills.skill is null, 0, 2) + if(skills.account_id is null, 0, 1) as specificity
    from accounts
    cross join teams
    inner join reference.skills
        on coalesce(skills.account_id, accounts.account_id) = accounts.account_id
        and coalesce(skills.skill, teams.skill) = teams.skill
),

turns as (
    select distinct account_id, skill, valid_from from candidates
),

-- On each day on which any row begins to hold: the most specific one that holds by then, and the
-- latest of its kind.
held as (
    select
        turns.account_id,
        turns.skill,
        turns.valid_from,
        arg_max(
            struct_pack(calendar := candidates.calendar),
            (candidates.specificity, candidates.valid_from)
        ) as choice
    from turns
    inner join candidates
        on candidates.account_id = turns.account_id
        and candidates.skill = turns.skill
        and candidates.valid_from <= turns.valid_from
    group by turns.account_id, turns.skill, turns.valid_from
),

-- Days outside the calendar begin and end with it.
placed as (
    select
        held.account_id,
        held.skill,
        held.valid_from,
        held.choice.calendar as calendar,
        coalesce(calendar_days.starts_at, edges.starts_at) as starts_at
    from held
    cross join (
        select min(starts_at) as starts_at, max(day) as last_day from marts.calendar_days
    ) as edges
    asof left join marts.calendar_days on held.valid_from >= calendar_days.day
    where held.valid_from <= edges.last_day
),

changes as (
    select account_id, skill, valid_from, calendar, starts_at
    from placed
    window spell as (partition by account_id, skill order by valid_from)
    qualify row_number() over spell = 1 or calendar is distinct from lag(calendar) over spell
)

select
    changes.account_id,
    changes.skill,
    changes.calendar,
    changes.starts_at,
    lead(changes.starts_at, 1, edges.ends_at)
        over (partition by changes.account_id, changes.skill order by changes.valid_from) as ends_at
from changes
cross join (select max(ends_at) as ends_at from marts.calendar_days) as edges
