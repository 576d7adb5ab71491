-- One row per WhatsApp account that was charged or is in the settings: its name, and the card that holds for it now.
--
-- grain account_id
-- column account_id varchar: WhatsApp Business Account; null where sources name none.
-- column account_name varchar: Its name in the settings, else its id.
-- column portfolio varchar: Business portfolio that owns it.
-- column currency varchar: Currency it is charged in.
-- column time_zone varchar: Its own time zone; its days and months are of this zone.
-- column card_from date: First day of the newest whole card of the currency; null where none is at hand.
-- column card_to_exclusive date: First day on which that card is not in force any more; null = still in force.
-- column has_card boolean: Whether a whole card is in force as of now.
-- es: Una fila por cuenta de WhatsApp que tuvo cobros o figura en los ajustes: su nombre y la tarifa que ahora le
--   corresponde.
-- es account_id: Cuenta de WhatsApp Business; vacío si las fuentes no indican ninguna.
-- es account_name: Su nombre en los ajustes; si no lo tiene, su identificador.
-- es portfolio: Cartera (business portfolio) a la que pertenece.
-- es currency: Moneda en que se le cobra.
-- es time_zone: Su propia zona horaria; sus días y meses son los de esa zona.
-- es card_from: Primer día de la tarifa completa más reciente de la moneda; vacío si no se dispone de ninguna.
-- es card_to_exclusive: Primer día en que esa tarifa ya no está vigente; vacío = sigue vigente.
-- es has_card: Indica si hay una tarifa completa vigente en el momento hasta el que llegan los datos.

with

listed as (
    select account_id
    from reference.accounts
    union
    select account_id
    from metrics.spend_months
),

cards as (
    select currency, effective_from, min(valid_to_exclusive) as valid_to_exclusive
    from reference.whatsapp_rates
    group by currency, effective_from
    having count(distinct market) > 1
),

settled as (
    select
        listed.account_id,
        coalesce(accounts.name, listed.account_id) as account_name,
        coalesce(accounts.portfolio, settings.portfolio) as portfolio,
        coalesce(accounts.currency, settings.currency) as currency,
        coalesce(accounts.time_zone, settings.time_zone) as time_zone,
        timezone(coalesce(accounts.time_zone, settings.time_zone), as_of.as_of)::date as today
    from listed
    cross join ops.as_of
    cross join reference.settings
    asof left join marts.whatsapp_accounts as accounts
        on accounts.account_id = listed.account_id and as_of.as_of >= accounts.valid_from
)

select
    settled.account_id,
    settled.account_name,
    settled.portfolio,
    settled.currency,
    settled.time_zone,
    cards.effective_from as card_from,
    cards.valid_to_exclusive as card_to_exclusive,
    coalesce(settled.today < coalesce(cards.valid_to_exclusive, date '9999-01-01'), false)
        and cards.effective_from is not null as has_card
from settled
asof left join cards on cards.currency = settled.currency and settled.today >= cards.effective_from
