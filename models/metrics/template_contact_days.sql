-- Who gets templates, by day, channel, account, template and how much marketing the contact had got in the 30 days
-- before: whether its reading wears off, and whether people are written to who never wrote or who had asked to stop.
--
-- grain day, channel, account_id, template_name, templates_before
-- column day date: Local day of the message's first event.
-- column channel varchar: Where it was sent.
-- column account_id varchar: WhatsApp Business Account, page, site or app; null where neither the message nor its
--   statuses name it: the conversation's does not count here.
-- column template_name varchar: Template it was made from.
-- column templates_before integer: Templates that may be marketing, delivered to the contact in the 30 days before; 10
--   stands for 10 or more.
-- column accepted integer: Template messages, once for each recipient.
-- column delivered integer: Delivered; read implies it.
-- column read integer: Read. Read rate: of delivered.
-- column marketing_delivered integer: Those delivered that may be marketing.
-- column marketing_read integer: Those of marketing_delivered that were read. Read rate: of marketing_delivered, on
--   channels that tell of reading.
-- column never_wrote_base integer: Those that may be marketing, on channels from which some contact's message is on
--   record: login codes, notices, and channels on which nobody can answer tell nothing about who never wrote.
-- column never_wrote integer: Those of never_wrote_base to contacts of whom no earlier message is on record. Opt-ins
--   given elsewhere are not known here.
-- column opted_out integer: Those that failed because the person had stopped marketing messages (131050).
-- column after_opt_out integer: Those that may be marketing, sent in vain after an earlier one of the same number (else
--   account) to the contact had failed so and none was delivered since; the contact should be off the list.
-- column capped integer: Those that failed because Meta limits how many marketing messages a person gets (131049).
-- es: Quién recibe plantillas, por día, canal, cuenta, plantilla y cuánto marketing había recibido el contacto en los
--   30 días anteriores: si su lectura se desgasta, y si se escribe a quien nunca escribió o pidió no recibir más.
-- es day: Día local del primer evento del mensaje.
-- es channel: Canal por el que se envió.
-- es account_id: Cuenta de WhatsApp Business, página, sitio o app; vacío cuando no la nombran ni el mensaje ni sus
--   estados: aquí no cuenta la de la conversación.
-- es template_name: Plantilla de la que salió.
-- es templates_before: Plantillas que pueden ser de marketing, entregadas al contacto en los 30 días anteriores; 10
--   significa 10 o más.
-- es accepted: Mensajes de plantilla, uno por destinatario.
-- es delivered: Entregados; leído implica entregado.
-- es read: Leídos. Tasa de lectura: de los entregados.
-- es marketing_delivered: Los entregados que pueden ser de marketing.
-- es marketing_read: Los leídos de marketing_delivered. Tasa de lectura: de marketing_delivered, en los canales que
--   informan de la lectura.
-- es never_wrote_base: Los que pueden ser de marketing, en canales por los que consta algún mensaje de un contacto: las
--   claves de acceso, los avisos y los canales por los que nadie puede responder no dicen nada de quién nunca escribió.
-- es never_wrote: Los de never_wrote_base dirigidos a contactos de los que no consta ningún mensaje anterior. Un
--   consentimiento dado en otro sitio no se conoce aquí.
-- es opted_out: Los que fallaron porque la persona había dejado de aceptar mensajes de marketing (131050).
-- es after_opt_out: Los que pueden ser de marketing, enviados en vano después de que otro anterior del mismo número (si
--   falta, de la misma cuenta) al contacto fallara por eso, sin ninguno entregado desde entonces; el contacto debería
--   estar fuera de la lista.
-- es capped: Los que fallaron porque Meta limita cuántos mensajes de marketing recibe una persona (131049).
-- check read_of_delivered: read <= delivered and delivered <= accepted
-- check marketing_of_all: marketing_read <= marketing_delivered and marketing_delivered <= delivered
-- check hygiene_of_accepted: opted_out + capped <= accepted and after_opt_out <= accepted
-- check never_wrote_of_its_base: never_wrote <= never_wrote_base and never_wrote_base <= accepted
-- rebuild day

with

bounded as (
    select
        template_contacts.day,
        template_contacts.channel,
        template_contacts.account_id,
        template_contacts.template_name,
        least(template_contacts.templates_before, 10) as templates_before,
        template_contacts.is_delivered,
        template_contacts.is_read,
        template_contacts.is_opted_out,
        template_contacts.is_capped,
        template_contacts.may_be_marketing,
        template_contacts.may_be_marketing and writing_channels.channel is not null
            as is_never_wrote_base,
        template_contacts.has_written_before,
        template_contacts.is_after_opt_out
    from marts.template_contacts
    semi join rebuild.day using (day)
    left join marts.writing_channels on writing_channels.channel = template_contacts.channel
)

select
    bounded.day,
    bounded.channel,
    bounded.account_id,
    bounded.template_name,
    bounded.templates_before,
    count(*)::integer as accepted,
    (count(*) filter (where bounded.is_delivered))::integer as delivered,
    (count(*) filter (where bounded.is_read))::integer as read,
    (
        count(*) filter (where bounded.may_be_marketing and bounded.is_delivered)
    )::integer as marketing_delivered,
    (
        count(*) filter (where bounded.may_be_marketing and bounded.is_read)
    )::integer as marketing_read,
    (count(*) filter (where bounded.is_never_wrote_base))::integer as never_wrote_base,
    (
        count(*) filter (where bounded.is_never_wrote_base and not bounded.has_written_before)
    )::integer as never_wrote,
    (count(*) filter (where bounded.is_opted_out))::integer as opted_out,
    (count(*) filter (where bounded.is_after_opt_out))::integer as after_opt_out,
    (count(*) filter (where bounded.is_capped))::integer as capped
from bounded
group by
    bounded.day,
    bounded.channel,
    bounded.account_id,
    bounded.template_name,
    bounded.templates_before
