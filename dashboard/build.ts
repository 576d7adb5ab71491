import {execFile} from "node:child_process";
import {readdir, readFile, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {join, relative} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {parse} from "acorn";
import {full} from "acorn-walk";
import {type Bundle, bundleModules} from "./bundle.js";

const require = createRequire(import.meta.url);
const dashboard = fileURLToPath(new URL(".", import.meta.url));

/**
 * Builds the site without data (HTML, scripts, styles) into an empty or missing folder, and checks that it asks nothing
 * of the outside. Data goes beside it later: <folder>/data/manifest.json and the files that it names.
 */
export async function buildSite(folder: string, signal?: AbortSignal, sources = dashboard): Promise<void> {
  const framework = join(dashboard, "../node_modules/@observablehq/framework/dist/bin/observable.js");
  const environment = {...process.env, OBSERVABLE_TELEMETRY_DISABLE: "1", DASHBOARD_OUTPUT: folder};
  try {
    await promisify(execFile)(process.execPath, ["--import", require.resolve("tsx"), framework, "build"], {
      cwd: sources,
      env: environment,
      signal,
      maxBuffer: 1e8
    });
  } catch (cause) {
    const {stderr, stdout} = cause as {stderr?: string; stdout?: string};
    throw new Error(`dashboard: the site cannot be built.\n${stderr || stdout || String(cause)}`, {cause});
  }
  const pages = (await filesIn(folder)).filter((path) => path.endsWith(".html"));
  const bundle = await bundleModules(folder, pages);
  const faults: string[] = [];
  for (const path of await filesIn(folder)) {
    if (path.endsWith(".html")) await finishPage(folder, path, bundle);
    faults.push(...(await outsideRequests(folder, path)));
  }
  if (faults.length > 0) throw new Error(`dashboard: the site is not self-contained.\n${faults.join("\n")}`);
}

// Framework writes neither a language nor a viewport that lets people zoom.
async function finishPage(folder: string, path: string, bundle: Bundle): Promise<void> {
  const language = /^(es|en)\//.exec(relative(folder, path))?.[1] ?? "en";
  const html = await readFile(path, "utf8");
  const whole = html.replace("<html>", `<html lang="${language}">`).replace(", maximum-scale=1", "");
  await writeFile(path, bundle.finish(path, whole));
}

async function outsideRequests(folder: string, path: string): Promise<string[]> {
  if (!/\.(html|js|css)$/.test(path)) return [];
  const source = await readFile(path, "utf8");
  const place = relative(folder, path);
  if (path.endsWith(".js")) return strangeImports(place, source);
  if (path.endsWith(".css")) {
    return [...source.matchAll(/(?:url\(|@import\s+)["']?(https?:[^"')]*)/g)].map(
      (match) => `${place}: asks for ${match[1]}`
    );
  }
  const links = /<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="((?:https?:)?\/\/[^"]*)"/g;
  return [
    ...[...source.matchAll(links)].map((match) => `${place}: asks for ${match[1]}`),
    ...[...source.matchAll(/<script type="module">([\s\S]*?)<\/script>/g)].flatMap((match) =>
      strangeImports(place, match[1]!)
    )
  ];
}

// Framework keeps an import that it cannot resolve; only the browser would notice.
function strangeImports(place: string, source: string): string[] {
  const faults: string[] = [];
  full(parse(source, {ecmaVersion: "latest", sourceType: "module"}), (node) => {
    const imported = (node as {source?: {value?: unknown} | null}).source?.value;
    if (/^(Import|Export)/.test(node.type) && typeof imported === "string" && !/^\.{0,2}\//.test(imported)) {
      faults.push(`${place}: unresolved import "${imported}"`);
    }
  });
  return faults;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
