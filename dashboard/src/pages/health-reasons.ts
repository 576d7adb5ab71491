import type {Reason} from "../../../pipeline/contracts/reasons.js";
import {words} from "../components/i18n.js";

/** Why a row was refused, and what to do about it: without its values, which nobody but who loads it needs to see. */
export const reasonTexts = words<Record<Reason, {name: string; remedy: string}>>(
  {
    missing_value: {
      name: "Falta un valor",
      remedy: "Está vacío o no viene, y toda fila lo necesita: complételo en el origen y exporte otra vez."
    },
    invalid_instant: {
      name: "Instante no válido",
      remedy: "No es una fecha con hora: escríbala en ISO 8601 con su desfase, como 2026-03-02T09:00:00Z."
    },
    impossible_instant: {
      name: "Instante imposible",
      remedy: "Es anterior a 2009 o está en el futuro: revise el año y si son segundos o milisegundos."
    },
    impossible_interval: {
      name: "Acaba antes de empezar",
      remedy: "El final es anterior al principio: uno de los dos está mal; corríjalo en el origen."
    },
    period_is_final: {
      name: "De un período ya cerrado",
      remedy: "Las cifras de esos días ya son definitivas: para verla, cárguela en otra carpeta, sin retain_days."
    },
    invalid_timestamp: {
      name: "Marca de tiempo no válida",
      remedy: "Tienen que ser segundos desde 1970, de 9 a 13 cifras, tal como los manda Meta."
    },
    invalid_day: {name: "Día no válido", remedy: "No es un día: escríbalo como 2026-03-02."},
    invalid_number: {
      name: "Número no válido",
      remedy:
        "No es un número, se sale de lo posible o lo redondeó una hoja de cálculo: exporte otra vez, con punto decimal."
    },
    invalid_flag: {name: "Ni verdadero ni falso", remedy: "Escriba true o false (yes o no en la consola)."},
    invalid_phone: {
      name: "Teléfono no válido",
      remedy: "No es un teléfono: escriba de 7 a 15 cifras, con el prefijo del país."
    },
    invalid_sender: {
      name: "Remitente no válido",
      remedy: "El contacto no viene, o no son cifras ni un identificador como ES.1234: mire «from» y «from_user_id»."
    },
    unknown_code: {name: "Código desconocido", remedy: "La columna no admite ese valor: corríjalo en el origen."},
    unknown_status: {
      name: "Estado desconocido",
      remedy: "No es un estado de entrega conocido: corríjalo en el origen."
    },
    too_long: {
      name: "Demasiado largo",
      remedy: "Un identificador pasa de 512 caracteres, o una línea, de 16 MiB: acórtelos en el origen."
    },
    malformed_row: {
      name: "Fila mal formada",
      remedy: "No tiene la forma de las demás, como otro número de columnas: exporte otra vez, sin editar el fichero."
    },
    invalid_json: {
      name: "JSON no válido",
      remedy: "No es JSON: revise comillas y llaves, y escriba un documento entero en cada línea."
    },
    invalid_encoding: {
      name: "Codificación no válida",
      remedy: "Tiene bytes que no son texto: guarde el fichero otra vez, en UTF-8."
    },
    not_a_webhook: {
      name: "No es un webhook",
      remedy: "No es un webhook de WhatsApp, que trae «object» y una lista «entry»: sáquelo de esta carpeta."
    },
    missing_header: {
      name: "Falta la cabecera",
      remedy: "A la cabecera le falta esa columna, o el fichero está vacío: añádala o exporte otra vez."
    },
    unreadable_file: {
      name: "Fichero ilegible",
      remedy: "No se puede abrir o no es de un tipo admitido: exporte otra vez, en CSV, JSON o Parquet."
    }
  },
  {
    missing_value: {
      name: "A value is missing",
      remedy: "It is empty or absent, and every row needs it: fill it in at the source and export again."
    },
    invalid_instant: {
      name: "Invalid instant",
      remedy: "It is no date with a time: write ISO 8601 with its offset, like 2026-03-02T09:00:00Z."
    },
    impossible_instant: {
      name: "Impossible instant",
      remedy: "It is before 2009 or in the future: check the year, and whether it is seconds or milliseconds."
    },
    impossible_interval: {
      name: "Ends before it begins",
      remedy: "The end is before the beginning: one of the two is wrong; correct it at the source."
    },
    period_is_final: {
      name: "Of a period that is closed",
      remedy: "The figures of those days are final: to see it, load it into another home, without retain_days."
    },
    invalid_timestamp: {
      name: "Invalid timestamp",
      remedy: "It has to be seconds since 1970, of 9 to 13 digits, as Meta sends them."
    },
    invalid_day: {name: "Invalid day", remedy: "It is no day: write it like 2026-03-02."},
    invalid_number: {
      name: "Invalid number",
      remedy: "It is no number, out of range or rounded by a spreadsheet: export it again, with a decimal point."
    },
    invalid_flag: {name: "Neither true nor false", remedy: "Write true or false (yes or no in the console)."},
    invalid_phone: {
      name: "Invalid phone number",
      remedy: "It is no phone number: write 7 to 15 digits, with the country's prefix."
    },
    invalid_sender: {
      name: "Invalid sender",
      remedy: 'The contact is missing, or neither digits nor an id like ES.1234: look at "from" and "from_user_id".'
    },
    unknown_code: {name: "Unknown code", remedy: "The column does not take that value: correct it at the source."},
    unknown_status: {
      name: "Unknown status",
      remedy: "It is no delivery status that is known: correct it at the source."
    },
    too_long: {
      name: "Too long",
      remedy: "An id has more than 512 characters, or a line more than 16 MiB: shorten them at the source."
    },
    malformed_row: {
      name: "Malformed row",
      remedy: "It is not built like the others, say with more columns: export it again, and do not edit the file."
    },
    invalid_json: {
      name: "Invalid JSON",
      remedy: "It is no JSON: check quotes and brackets, and write one whole document per line."
    },
    invalid_encoding: {
      name: "Invalid encoding",
      remedy: "It holds bytes that are no text: save the file again as UTF-8."
    },
    not_a_webhook: {
      name: "No webhook",
      remedy: 'It is no WhatsApp webhook, which has an "object" and a list "entry": take it out of this folder.'
    },
    missing_header: {
      name: "The header is missing",
      remedy: "The header lacks that column, or the file is empty: add it or export again."
    },
    unreadable_file: {
      name: "Unreadable file",
      remedy: "It cannot be opened, or is of no kind that is taken: export it again as CSV, JSON or Parquet."
    }
  }
);
