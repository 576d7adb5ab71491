-- One row per text that the bot did not understand, without what tells who wrote it: numbers, in words too, everything
-- that has a digit, mail addresses, links, names after a greeting, and the words of the contact's profile name.
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
        left(
            regexp_replace(
                trim(
                    regexp_replace(
                        coalesce(messages.text, ''),
                        '[\x{AD}\x{200B}\x{200C}\x{2060}\x{FEFF}]',
                        '',
                        'g'
                    )
                ),
                '[\s\pZ]+',
                ' ',
                'g'
            ),
            1000
        ) as text,
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

-- Mail addresses first: with spaces around the sign where a dot follows, with "arroba" or "(at)";
-- and accounts' names.
addressed as (
    select
        * exclude (text),
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    text,
                    '[^\s@＠,;<>()"]+ ?(arroba|[\[(](arroba|at)[\])]) ?[^\s@＠,;<>()"\[]+'
                        || '( ?[\[(]?(punto|dot)[\])]? ?\pL+)*',
                    '•••',
                    'gi'
                ),
                '[^\s@＠,;<>()"]+ ?[@＠] ?[^\s@＠,;<>()".]+\.[^\s@＠,;<>()"]+',
                '•••',
                'g'
            ),
            '[^\s@＠,;<>()"]*[@＠][^\s@＠,;<>()"]+',
            '•••',
            'g'
        ) as text
    from fallbacks
),

-- Then links, then whatever has a digit, then numbers side by side.
counted as (
    select
        * exclude (text),
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    text,
                    '(https?://|www\.)\S+|[\pL\pN.-]+\.\pL{2,24}/\S*'
                        || '|[\pL\pN.-]+\.(com|net|org|info|app)(\.\pL{2})?\b',
                    '•••',
                    'gi'
                ),
                '[+]?[\pL\pN]*\pN[\pL\pN]*', '#', 'g'
            ),
            '#([\s./()+-]*#)+', '#', 'g'
        ) as text
    from addressed
),

-- Three numbers in words side by side are a number that was said, also with digits among them.
said as (
    select
        * exclude (text),
        regexp_replace(
            text,
            replace(
                '(#|\bNUMBER\b)(([ ,.-]+| y )(#|\bNUMBER\b)){2,}',
                'NUMBER',
                '(cero|una?|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece'
                    || '|catorce|quince|dieci\pL+|veint\pL+|treinta|cuarenta|cincuenta|sesenta'
                    || '|setenta|ochenta|noventa|cien|ciento|\pL+cient[oa]s|quinient[oa]s|mil|doble'
                    || '|zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve'
                    || '|\pL+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred'
                    || '|double)'
            ),
            '#',
            'gi'
        ) as text
    from counted
),

-- After some words a name follows, whatever its letters. Where they are small nobody can tell its
-- end: it is a word with which people go on, else the third. Else it has all the capital letters.
introduced as (
    select
        * exclude (text),
        regexp_replace(
            regexp_replace(
                text,
                replace(
                    '\b((?i:me llamo|mi nombre es|me llaman|my name is))[ :,]+\p{Ll}[\pL''-]*'
                        || '(?:( REST\b)|(?: PART)* [\pL''-]+(?:( REST\b)|(?: PART)* [\pL''-]+)?)?',
                    'REST',
                    '(?i:y|e|and|pero|but|quiero|quisiera|necesito|tengo|puedo|no|me|mi|mis|para'
                        || '|por|porque|que|con|soy|vivo|estoy|he|en|desde|como|al?|una?|el|lo|ya'
                        || '|from|i|my|want|need|have|can)'
                ).replace('PART', '(?:de|del|la|las|los|da|do|dos|van|von)'),
                '\1 •••\2\3',
                'g'
            ),
            '\b((?i:me llamo|mi nombre es|me llaman|my name is))[ :,]+\p{Lu}[\pL''-]*'
                || '(?:(?: (?:de|del|la|las|los|da|do|dos|van|von))* \p{Lu}[\pL''-]*){0,3}',
            '\1 •••',
            'g'
        ) as text
    from said
),

-- After a greeting it is what has a capital letter, but where all letters are capitals.
named as (
    select
        * exclude (text),
        if(
            text = upper(text),
            text,
            regexp_replace(
                text,
                '\b((?i:hola|buenas|buen d[ií]a|buenos d[ií]as|buenas tardes|buenas noches'
                    || '|hi|hello|hey|dear|estimad[oa]|soy|i am|i''m|this is|nombre|firmado'
                    || '|atentamente|de parte de))([,:]? )(?:(?i:el|la) )?'
                    || '(?:(?i:sra?|srta|don|do[ñn]a|d[ñn]?a?|se[ñn]or(?:a|ita)?|mrs?|ms)\.? )?'
                    || '\p{Lu}\pL+'
                    || '(?:(?: (?:de|del|la|las|los|da|do|dos|van|von))* \p{Lu}\pL+){0,3}',
                '\1\2•••',
                'g'
            )
        ) as text
    from introduced
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
