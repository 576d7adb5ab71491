-- One row per text that the bot did not understand, without what tells who wrote it: numbers and everything that has a
-- digit, mail addresses, links, names after a greeting, and the words of the contact's profile name.
--
-- grain message_id
-- column message_id varchar: The message.
-- column conversation_id varchar: The conversation it belongs to.
-- column session_id varchar: The session it belongs to.
-- column sent_at timestamptz: When it was sent.
-- column day date: Local day it was sent.
-- column channel varchar: Where it was sent.
-- column wording varchar: The text in small letters, without accents, punctuation and lengthened letters, every number
--   a #; texts with one wording count as one. Empty where the message has no text.
-- column example varchar: The text as it was written, up to 200 characters; what was taken out is a ••• or a #.
-- check no_digits: not regexp_matches(wording || example, '[0-9]{2}')
-- rebuild key conversation_id

with

fallbacks as (
    select
        contact_messages.message_id,
        contact_messages.conversation_id,
        contact_messages.session_id,
        contact_messages.sent_at,
        contact_messages.day,
        contact_messages.channel,
        left(regexp_replace(trim(coalesce(messages.text, '')), '\s+', ' ', 'g'), 1000) as text,
        list_filter(
            string_split(
                regexp_replace(
                    strip_accents(lower(coalesce(messages.contact_name, ''))), '[^\pL]+', ' ', 'g'
                ),
                ' '
            ),
            lambda word: len(word) >= 3
        ) as names
    from marts.contact_messages
    semi join rebuild.conversation_id using (conversation_id)
    inner join marts.messages
        on messages.message_id = contact_messages.message_id
        and messages.conversation_id = contact_messages.conversation_id
    where contact_messages.is_fallback
),

-- Mail addresses and links first, then whatever has a digit, then numbers side by side.
counted as (
    select
        message_id,
        conversation_id,
        session_id,
        sent_at,
        day,
        channel,
        names,
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(text, '[^\s@,;<>()"]+@[^\s@,;<>()"]+', '•••', 'g'),
                    '(https?://|www\.)\S+',
                    '•••',
                    'gi'
                ),
                '[+]?[\pL\pN]*\pN[\pL\pN]*', '#', 'g'
            ),
            '#([\s./()+-]*#)+', '#', 'g'
        ) as text
    from fallbacks
),

-- A name follows certain words, whatever its letters, or a greeting with a capital letter.
named as (
    select
        message_id,
        conversation_id,
        session_id,
        sent_at,
        day,
        channel,
        names,
        regexp_replace(
            regexp_replace(
                text,
                '\b((?i:me llamo|mi nombre es|me llaman|my name is))'
                    || '\s+[\pL''-]+(\s+\p{Lu}[\pL''-]*){0,3}',
                '\1 •••',
                'g'
            ),
            '\b((?i:hola|buenas|buen d[ií]a|buenos d[ií]as|buenas tardes|buenas noches'
                || '|hi|hello|hey|dear|estimad[oa]|soy|i am|i''m|this is))'
                || '(,?\s+)\p{Lu}\p{Ll}+(\s+\p{Lu}\p{Ll}+){0,3}',
            '\1\2•••',
            'g'
        ) as text
    from counted
),

-- A word of a name is one whatever signs stand beside it.
redacted as (
    select
        message_id,
        conversation_id,
        session_id,
        sent_at,
        day,
        channel,
        left(
            array_to_string(
                list_transform(
                    regexp_extract_all(text, '[\pL\pM]+|[^\pL\pM]+'),
                    lambda part: if(
                        list_contains(names, strip_accents(lower(part))), '•••', part
                    )
                ),
                ''
            ),
            200
        ) as example
    from named
),

-- Three and more of a letter are one; where only signs were written, the sign stands for the text.
lettered as (
    select
        message_id,
        conversation_id,
        session_id,
        sent_at,
        day,
        channel,
        example,
        string_split(
            coalesce(
                nullif(
                    trim(
                        regexp_replace(strip_accents(lower(example)), '[^\pL\p{So}#]+', ' ', 'g')
                    ),
                    ''
                ),
                left(example, 1)
            ),
            ''
        ) as letters
    from redacted
)

select
    message_id,
    conversation_id,
    session_id,
    sent_at,
    day,
    channel,
    array_to_string(
        list_filter(
            letters,
            lambda letter, place: not (
                letter = letters[place - 1]
                and (letter = letters[place - 2] or letter = letters[place + 1])
            ) is true
        ),
        ''
    ) as wording,
    example
from lettered
