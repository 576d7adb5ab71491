-- What happened to templates and numbers, as marks on the trends: approved, paused or disabled, another category,
-- another quality. One row for what happened so on a day.
--
-- grain day, account_id, kind, template_name, business_number, old_value, new_value, reason
-- column day date: Local day it happened.
-- column account_id varchar: WhatsApp Business Account.
-- column kind varchar: status, category, quality (of a template) or number_quality.
-- column template_name varchar: Template; null for a number, or where the event names no more than an id.
-- column business_number varchar: The company's number, digits only; null for a template.
-- column old_value varchar: What it was; null where Meta does not say.
-- column new_value varchar: What it is now, as Meta writes it: APPROVED, PAUSED, MARKETING, YELLOW …
-- column reason varchar: Why, where Meta says it.
-- column first_at timestamptz: When it happened, first on that day.
-- column events integer: How often on that day, a template's languages counted one by one.
-- es: Lo que les pasó a plantillas y números, como marcas en las tendencias: aprobación, pausa o desactivación, otra
--   categoría, otra calidad. Una fila por lo que pasó del mismo modo en un día.
-- es day: Día local en que pasó.
-- es account_id: Cuenta de WhatsApp Business.
-- es kind: status, category, quality (de una plantilla) o number_quality.
-- es template_name: Plantilla; vacío para un número, o cuando el evento solo da un identificador.
-- es business_number: Número de la empresa, solo cifras; vacío para una plantilla.
-- es old_value: Lo que era; vacío si Meta no lo dice.
-- es new_value: Lo que es ahora, como lo escribe Meta: APPROVED, PAUSED, MARKETING, YELLOW…
-- es reason: Por qué, si Meta lo dice.
-- es first_at: Cuándo pasó, la primera vez ese día.
-- es events: Cuántas veces ese día, contando uno por uno los idiomas de una plantilla.
-- check never_empty: events > 0

select
    template_marks.day,
    template_marks.account_id,
    template_marks.kind,
    template_marks.template_name,
    template_marks.business_number,
    template_marks.old_value,
    template_marks.new_value,
    template_marks.reason,
    min(template_marks.occurred_at) as first_at,
    count(*)::integer as events
from marts.template_marks
group by
    template_marks.day,
    template_marks.account_id,
    template_marks.kind,
    template_marks.template_name,
    template_marks.business_number,
    template_marks.old_value,
    template_marks.new_value,
    template_marks.reason
