-- Accounts, their currencies, and whether a card is at hand.
select
    coalesce(account_id, '–') as account_id,
    portfolio,
    currency,
    time_zone,
    card_from,
    card_to_exclusive,
    has_card
from metrics.spend_accounts
