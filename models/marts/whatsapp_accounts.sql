-- One row per WhatsApp account of the settings and stretch of time in which it had these: zone, currency and portfolio.
-- Settings that name no day hold from the first one on; of those that begin before it the last ones count.
--
-- grain account_id, valid_from
-- column account_id varchar: WhatsApp Business Account.
-- column name varchar: Its name in the settings.
-- column time_zone varchar: IANA name.
-- column currency varchar: Currency it is billed in.
-- column portfolio varchar: Business portfolio that owns it.
-- column valid_from timestamptz: First instant of the settings' first day, in the account's own zone.
-- column valid_to timestamptz: First instant of the next ones; infinity for the last.

select
    accounts.account_id,
    accounts.name,
    accounts.time_zone,
    accounts.currency,
    accounts.portfolio,
    whatsapp_days.starts_at as valid_from,
    lead(whatsapp_days.starts_at, 1, timestamptz 'infinity') over (
        partition by accounts.account_id
        order by whatsapp_days.starts_at, accounts.valid_from nulls first
    ) as valid_to
from reference.accounts
inner join marts.whatsapp_days
    on whatsapp_days.time_zone = accounts.time_zone
    and whatsapp_days.day = greatest(
        accounts.valid_from, (select min(first.day) from marts.whatsapp_days as first)
    )
qualify row_number() over (
    partition by accounts.account_id, whatsapp_days.starts_at
    order by accounts.valid_from desc nulls last
) = 1
