import {type Row, rowsOf} from "../components/cube.js";
import {type Child, element} from "../components/dom.js";
import {fold} from "../components/fold.js";
import {counted, inLanguage, type Language, words} from "../components/i18n.js";
import type {Page, View} from "../components/page.js";
import {notice} from "../components/ui.js";

const texts = words(
  {
    search: "Buscar",
    hint: "sesión, engaged, seconds…",
    found: (shown: string, all: string) => `${shown} de ${counted(all, "definición", "definiciones")}`,
    none: "Ninguna definición contiene ese texto.",
    noneTry: "Pruebe con menos palabras o con el nombre de la columna.",
    grain: "Una fila por",
    language: "Lo que aún no está traducido figura en inglés, como en los modelos."
  },
  {
    search: "Search",
    hint: "session, engaged, seconds…",
    found: (shown, all) => `${shown} of ${counted(all, "definition", "definitions")}`,
    none: "No definition contains that text.",
    noneTry: "Try fewer words, or the name of the column.",
    grain: "One row for each",
    language: ""
  }
);

interface Definition {
  table: string;
  tableMeaning: Text;
  grain: string;
  position: number;
  column: string;
  type: string;
  meaning: Text;
}

/** In the page's language where the model's header says it in that. */
interface Text {
  text: string;
  lang: Language;
}

export const page: Page = {
  lead: {
    es: "Qué significa exactamente cada número: una definición por métrica, escrita una sola vez junto a su cálculo.",
    en: "What each number means exactly: one definition a metric, written once beside its computation."
  },
  files: ["definitions"],
  controls: null,
  drawsWithoutData: true,
  draw(view) {
    const t = texts[view.language];
    const definitions = readDefinitions(view);
    const isMixed = definitions.some(({meaning}) => meaning.lang !== view.language);
    const input = element("input", {type: "search", id: "search", placeholder: t.hint, autocomplete: "off"});
    const count = element("p", {class: "muted", role: "status", "data-testid": "found"});
    const list = element("div", {class: "definitions"});
    const show = () => {
      const found = search(definitions, input.value);
      count.textContent = t.found(view.format.integer(found.length), view.format.integer(definitions.length));
      list.replaceChildren(...results(found, definitions.length === 0, view));
    };
    input.addEventListener("input", show);
    show();
    return [
      element(
        "form",
        {class: "search", role: "search", onsubmit: (event) => event.preventDefault()},
        element("label", {for: "search"}, t.search),
        input,
        count
      ),
      ...(isMixed ? [element("p", {class: "note"}, t.language)] : []),
      list
    ];
  }
};

// Metrics, which the pages show, before the marts they are made of.
function readDefinitions({cubes, language}: View): Definition[] {
  const textOf = (row: Row, name: string): Text => {
    const isSpanish = language === "es" && row[`${name}_es`] != null;
    return {text: String(inLanguage(language, row, name) ?? ""), lang: isSpanish ? "es" : "en"};
  };
  const definitions = rowsOf(cubes["definitions"]!).map((row) => ({
    table: String(row["table_name"]).replace(/^metrics\./, ""),
    tableMeaning: textOf(row, "table_meaning"),
    grain: String(row["grain"] ?? ""),
    position: Number(row["position"]),
    column: String(row["column_name"]),
    type: String(row["type"]).toLowerCase(),
    meaning: textOf(row, "meaning")
  }));
  const rank = ({table}: Definition) => (table.includes(".") ? 1 : 0);
  return definitions.sort((a, b) => rank(a) - rank(b) || a.table.localeCompare(b.table) || a.position - b.position);
}

function search(definitions: Definition[], query: string): Definition[] {
  const wanted = fold(query)
    .split(/\s+/)
    .filter((word) => word !== "");
  return definitions.filter(({table, tableMeaning, column, meaning}) => {
    const text = fold(`${table}.${column} ${meaning.text} ${tableMeaning.text}`);
    return wanted.every((word) => text.includes(word));
  });
}

function results(found: Definition[], areNone: boolean, {language, t: shared}: View): Node[] {
  const t = texts[language];
  if (areNone) return [notice(shared.emptyTitle, shared.emptyText, "npx chat-analytics run")];
  if (found.length === 0) return [notice(t.none, t.noneTry)];
  return [...new Set(found.map(({table}) => table))].map((table) => {
    const columns = found.filter((definition) => definition.table === table);
    const {tableMeaning, grain} = columns[0]!;
    return element(
      "section",
      {class: "definition-table"},
      element("h2", {id: table}, table),
      element("p", {class: "table-meaning", lang: tableMeaning.lang}, tableMeaning.text),
      element("p", {class: "note"}, `${t.grain}: `, element("code", {}, grain)),
      element("dl", {}, columns.flatMap(entry))
    );
  });
}

function entry({table, column, type, meaning}: Definition): Node[] {
  const id = `${table}.${column}`;
  return [
    element(
      "dt",
      {id},
      element("a", {href: `#${encodeURIComponent(id)}`}, element("code", {}, breakable(column))),
      element("span", {class: "type"}, type)
    ),
    element("dd", {lang: meaning.lang}, meaning.text)
  ];
}

// A name that is too long for its line goes on behind one of its words.
function breakable(name: string): Child[] {
  return name.split(/(?<=_)/).flatMap((word) => [word, element("wbr")]);
}

// Without case and accents, so that "sesion" finds "sesión".
