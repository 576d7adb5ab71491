import {loadManifest} from "./data.js";

/** The site's root goes to the language that the settings name. */
export async function openHome(): Promise<void> {
  const base = new URL("./", document.baseURI);
  const language = await loadManifest(new URL("data/", base)).then(
    (manifest) => manifest.meta.language,
    () => (navigator.language.startsWith("es") ? "es" : "en")
  );
  location.replace(new URL(`${language}/${location.search}`, base));
}
