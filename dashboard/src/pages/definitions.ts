import type {Manifest} from "../components/data.js";
import {element} from "../components/dom.js";
import {words} from "../components/i18n.js";
import type {Page, View} from "../components/page.js";
import {notice} from "../components/ui.js";

const texts = words(
  {
    search: "Buscar",
    hint: "sesión, engaged, seconds…",
    found: (shown: string, all: string) => `${shown} de ${all} definiciones`,
    none: "Ninguna definición contiene ese texto.",
    noneTry: "Pruebe con menos palabras o con el nombre de la columna.",
    language: "Las definiciones están en inglés, tal como figuran en los modelos."
  },
  {
    search: "Search",
    hint: "session, engaged, seconds…",
    found: (shown, all) => `${shown} of ${all} definitions`,
    none: "No definition contains that text.",
    noneTry: "Try fewer words, or the name of the column.",
    language: ""
  }
);

type Definition = Manifest["definitions"][number];

export const page: Page = {
  lead: {
    es: "Qué significa exactamente cada número: una definición por métrica, escrita una sola vez junto a su cálculo.",
    en: "What each number means exactly: one definition a metric, written once beside its computation."
  },
  files: [],
  controls: null,
  drawsWithoutData: true,
  draw(view) {
    const t = texts[view.language];
    const input = element("input", {type: "search", id: "search", placeholder: t.hint, autocomplete: "off"});
    const count = element("p", {class: "muted", role: "status", "data-testid": "found"});
    const list = element("div", {class: "definitions"});
    const show = () => list.replaceChildren(...results(input.value, count, view));
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
      t.language === "" ? element("span", {hidden: true}) : element("p", {class: "note"}, t.language),
      list
    ];
  }
};

function results(query: string, count: HTMLElement, {manifest, format, language, t: shared}: View): Node[] {
  const t = texts[language];
  const wanted = fold(query)
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = manifest.definitions.filter((definition) => {
    const text = fold(`${definition.table_name}.${definition.column_name} ${definition.meaning}`);
    return wanted.every((word) => text.includes(word));
  });
  count.textContent = t.found(format.integer(found.length), format.integer(manifest.definitions.length));
  if (manifest.definitions.length === 0) return [notice(shared.emptyTitle, shared.emptyText, "npx chat-analytics run")];
  if (found.length === 0) return [notice(t.none, t.noneTry)];
  return [...new Set(found.map(tableOf))].map((name) =>
    element(
      "section",
      {class: "definition-table"},
      element("h2", {id: name}, name),
      element("dl", {}, found.filter((definition) => tableOf(definition) === name).flatMap(entry))
    )
  );
}

function entry(definition: Definition): Node[] {
  const id = `${tableOf(definition)}.${definition.column_name}`;
  return [
    element(
      "dt",
      {id},
      element("a", {href: `#${encodeURIComponent(id)}`}, element("code", {}, definition.column_name)),
      element("span", {class: "type"}, definition.type.toLowerCase())
    ),
    element("dd", {lang: "en"}, definition.meaning)
  ];
}

function tableOf({table_name: name}: Definition): string {
  return name.replace(/^metrics\./, "");
}

// Without case and accents, so that "sesion" finds "sesión".
function fold(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}
