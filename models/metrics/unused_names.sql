-- Names in the settings and the reference files that no data has, so that what is decided of them holds for nobody: an
-- account, a team, an intent that the bot spells otherwise, or a budget in a currency without charges of its account.
--
-- grain code, name
-- column code varchar: unused_accounts, unused_skills, respelled_intents or unused_budgets.
-- column name varchar: The name as it is written there; the account and the currency of a budget.
-- column places varchar: Where it is written: settings.yaml or files of the folder reference, joined by ", ".
-- column data_name varchar: The data's name that differs in letter case, accents, spaces and signs only; null if none.
-- es: Nombres de los ajustes y de los ficheros de referencia que ningún dato tiene, de modo que lo que se decide de
--   ellos no vale para nadie: una cuenta, un equipo, una intención que el bot escribe de otro modo o un presupuesto en
--   una moneda en que a la cuenta no se le cobra.
-- es code: unused_accounts (cuentas), unused_skills (equipos), respelled_intents (intenciones) o unused_budgets
--   (presupuestos).
-- es name: El nombre tal como está escrito allí; de un presupuesto, la cuenta y la moneda.
-- es places: Dónde está escrito: settings.yaml o ficheros de la carpeta reference, separados por «, ».
-- es data_name: El nombre de los datos que solo se distingue en mayúsculas, tildes, espacios y signos; vacío si no hay.

with

-- In the budget's month, or in any where that has nothing of the account.
unused_budgets as (
    select budgets.month, budgets.account_id, budgets.currency
    from reference.budgets
    inner join metrics.spend_months using (account_id)
    group by budgets.month, budgets.account_id, budgets.currency
    having not coalesce(
        bool_or(spend_months.currency = budgets.currency) filter (
            where spend_months.month = budgets.month
        ),
        bool_or(spend_months.currency = budgets.currency)
    )
),

written as (
    select 'unused_accounts' as code, account_id as name, 'settings.yaml' as place
    from reference.accounts
    union all
    select 'unused_accounts', account_id, 'budgets.csv'
    from reference.budgets
    union all
    select 'unused_budgets', account_id || ' ' || currency, 'budgets.csv'
    from unused_budgets
    union all
    select 'unused_accounts', account_id, 'skills.csv'
    from reference.skills
    union all
    select 'unused_skills', skill, 'skills.csv'
    from reference.skills
    union all
    select 'respelled_intents', source_intent, 'intents.csv'
    from reference.intents
    union all
    select 'respelled_intents', intent, 'settings.yaml'
    from reference.fallback_intents
),

used as (
    select 'unused_accounts' as code, account_id as name
    from metrics.conversation_days
    union
    select 'unused_accounts', account_id
    from metrics.delivery_days
    union
    select 'unused_accounts', account_id
    from metrics.spend_months
    union
    select 'unused_skills', skill
    from metrics.hour_days
    union
    select 'unused_skills', skill
    from metrics.service_days
    union
    select 'unused_skills', skill
    from metrics.agent_days
    union
    select 'respelled_intents', intent
    from metrics.intent_days
    where not is_mapped
),

spelled as (
    select
        *,
        regexp_replace(strip_accents(lower(name)), '[^\pL\pN]+', '', 'g') as spelling
    from (from written union all by name from used)
    where name is not null
),

-- The data's names by how they are spelled.
spellings as (
    select code, spelling, min(name) as name
    from spelled
    where place is null
    group by code, spelling
)

select
    written.code,
    written.name,
    string_agg(distinct written.place, ', ' order by written.place) as places,
    any_value(spellings.name) as data_name
from spelled as written
left join spellings using (code, spelling)
where written.place is not null
    and not exists (
        from used
        where used.code = written.code and used.name = written.name
    )
    -- A table of intents may well list some that nobody has meant yet.
    and (written.code != 'respelled_intents' or spellings.name is not null)
group by written.code, written.name
