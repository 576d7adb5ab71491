import {readFileSync} from "node:fs";
import {type Language, languages, texts} from "./src/components/i18n.js";
import {type PageEntry, pages} from "./src/pages.js";

const theme = readFileSync(new URL("theme.js", import.meta.url), "utf8");

interface Framed {
  path: string;
}

/** What stands in the head of every page: its title, and the theme chosen before, set before anything is painted. */
export function renderHead({path}: Framed): string {
  const {page, language} = pageAt(path);
  const title = page === null ? texts.en.product : `${page.title[language ?? "en"]} · ${texts.en.product}`;
  return [
    `<title>${title}</title>`,
    '<meta name="color-scheme" content="light dark">',
    '<meta name="robots" content="noindex">',
    `<link rel="icon" href="/favicon.svg">`,
    // In the page itself: nothing is painted while it is asked for.
    `<script>${theme}</script>`
  ].join("\n");
}

/** The top of every page in its language; what comes from the data is filled in by components/app.ts. */
export function renderHeader({path}: Framed): string {
  const {page, language} = pageAt(path);
  if (page === null || language === null) return "";
  const words = texts[language];
  const links = pages.map((other) => {
    const current = other === page ? ' aria-current="page"' : "";
    return `<li><a href="${address(other, language)}" data-keep-filters${current}>${other.title[language]}</a></li>`;
  });
  const others = languages.map((other) =>
    other === language
      ? `<span class="chosen" aria-current="true" lang="${other}">${other.toUpperCase()}</span>`
      : `<a href="${address(page, other)}" hreflang="${other}" lang="${other}" data-keep-filters>${other.toUpperCase()}<span class="hidden"> ${texts[other].languageName}</span></a>`
  );
  return `<a class="skip" href="#page">${words.skipToContent}</a>
<div class="bar">
  <a class="brand" href="/${language}/" data-keep-filters aria-label="${words.product}"><span class="mark" aria-hidden="true"></span><span>${words.product}</span></a>
  <nav class="pages" aria-label="${words.pages}"><ul>${links.join("")}</ul></nav>
  <div class="tools">
    <span class="sample" id="sample" hidden>${words.sampleData}</span>
    <div class="languages" role="group" aria-label="${words.language}">${others.join("")}</div>
    <button type="button" class="theme" id="theme" data-auto="${words.themeAuto}" data-light="${words.themeLight}" data-dark="${words.themeDark}" aria-label="${words.theme}"></button>
  </div>
</div>
<noscript><p class="no-script">${words.needsScript}</p></noscript>`;
}

export function renderFooter({path}: Framed): string {
  const {language} = pageAt(path);
  if (language === null) return "";
  return `<p id="provenance"></p>`;
}

// From the root of the site; Framework makes it relative to the page and adds the ending.
function address(page: PageEntry, language: Language): string {
  return page.name === "index" ? `/${language}/` : `/${language}/${page.name}`;
}

function pageAt(path: string): {page: PageEntry | null; language: Language | null} {
  const [, language, name] = /^\/(es|en)\/([\w-]*)$/.exec(path) ?? [];
  return {
    language: (language as Language | undefined) ?? null,
    page: pages.find((page) => page.name === (name || "index")) ?? null
  };
}
