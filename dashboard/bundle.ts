import {readFile, rm} from "node:fs/promises";
import {dirname, join, relative} from "node:path";
import {build, type Metafile} from "esbuild";

/** The modules of a built site, put together into few. */
export interface Bundle {
  /** A page that loads them, and names in its head all that it is drawn with. */
  finish(path: string, html: string): string;
}

/**
 * Puts the modules that Framework wrote, one for each source, together: what all pages load, what each adds to it, and
 * what some share. A browser asks for some ten files instead of fifty, and for all of them at once: by itself it learns
 * of a page's own module from the one that loads it, and of what that one imports when it has come. Framework's own
 * client stays as it is: it mentions packages that nobody uses here.
 */
export async function bundleModules(folder: string, pages: string[]): Promise<Bundle> {
  const started = await Promise.all(
    pages.map(async (path) => startedBy(folder, path, await readFile(path, "utf8")).map(({module}) => module))
  );
  const entryPoints = [...new Set(started.flat())];
  if (entryPoints.length === 0) return {finish: (_, html) => html};
  const {metafile} = await build({
    absWorkingDir: folder,
    entryPoints,
    outdir: "_modules",
    entryNames: "[name].[hash]",
    chunkNames: "[name].[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    metafile: true,
    logLevel: "silent"
  });
  for (const input of Object.keys(metafile.inputs)) await rm(join(folder, input));
  return {finish: (path, html) => finishPage(folder, path, html, metafile)};
}

/** The modules that the script in a page imports, as paths in the site and as written there. */
function startedBy(folder: string, path: string, html: string): {module: string; href: string}[] {
  return [...html.matchAll(/(?:\bimport\(|\bfrom )"([^"]*\/_import\/[^"]*\.js)"/g)].map(([, href]) => ({
    href: href!,
    module: relative(folder, join(dirname(path), href!))
  }));
}

function finishPage(folder: string, path: string, html: string, {inputs, outputs}: Metafile): string {
  const here = dirname(path);
  const hrefOf = (module: string): string => {
    const href = relative(here, join(folder, module));
    return href.startsWith(".") ? href : `./${href}`;
  };
  const started = startedBy(folder, path, html).map(({module, href}) => ({
    href,
    output: outputOf(outputs, ({entryPoint}) => entryPoint === module)!
  }));
  const named = new Set<string>();
  for (const output of [...started.map(({output}) => output), ...ownOutput(relative(folder, path), outputs)]) {
    addWithImports(output, outputs, named);
  }
  const links = [...named].map((module) => `<link rel="modulepreload" href="${hrefOf(module)}">\n`).join("");
  const page = html.replace(/<link rel="modulepreload" href="([^"]*)">\n?/g, (link, href) =>
    inputs[relative(folder, join(here, href))] === undefined ? link : ""
  );
  return started
    .reduce((page, {href, output}) => page.replaceAll(`"${href}"`, `"${hrefOf(output)}"`), page)
    .replace("<title>", `${links}<title>`);
}

/** What became of the module that a page loads by its name; nothing for one that loads none, like the start. */
function ownOutput(page: string, outputs: Metafile["outputs"]): string[] {
  const name = /^(?:es|en)\/([\w-]+)\.html$/.exec(page)?.[1];
  if (name === undefined) return [];
  const own = new RegExp(`/pages/${name === "index" ? "overview" : name}\\.[0-9a-f]+\\.js$`);
  const output = outputOf(outputs, ({entryPoint}) => entryPoint !== undefined && own.test(entryPoint));
  if (output === undefined) throw new Error(`${page}: no built module is named like ${own}`);
  return [output];
}

type Output = Metafile["outputs"][string];

function outputOf(outputs: Metafile["outputs"], isIt: (output: Output) => boolean): string | undefined {
  return Object.entries(outputs).find(([, output]) => isIt(output))?.[0];
}

function addWithImports(output: string, outputs: Metafile["outputs"], named: Set<string>): void {
  if (named.has(output)) return;
  named.add(output);
  for (const {path, kind} of outputs[output]!.imports) {
    if (kind === "import-statement") addWithImports(path, outputs, named);
  }
}
