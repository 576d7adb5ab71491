-- Accounts, their currencies, and whether a card is at hand.
select account_name as account, portfolio, currency, time_zone, card_from, card_to_exclusive, has_card
from metrics.spend_accounts
