import {existsSync} from "node:fs";
import {cp, mkdir, readdir, readFile, rename, rm, writeFile} from "node:fs/promises";
import {createRequire} from "node:module";
import {join, posix, resolve} from "node:path";
import {build, type Plugin} from "esbuild";

const require = createRequire(import.meta.url);
const stub = "0.0.0-offline";

/**
 * Fills Framework's cache of npm packages (<root>/.observablehq/cache/_npm) from node_modules, so that `npm:` imports
 * need no network. The named packages become one module each, with no more in it than the sources use. Every other
 * package that Framework's client mentions gets an empty folder, which is all it needs to resolve a version; a page that
 * really imports one fails the build. Packages to spare are those that the named ones import and no page makes use of,
 * like maps: they are left out, and what they export does nothing.
 */
export async function vendorPackages(root: string, names: string[], spare: string[] = []): Promise<void> {
  const cache = resolve(root, ".observablehq/cache/_npm");
  const versions = new Map<string, string>();
  for (const name of names) versions.set(name, await packageVersion(name));
  for (const name of await packagesOfClient()) if (!versions.has(name)) versions.set(name, stub);
  const sources = await readSources(root);
  const used = new Map(names.map((name) => [name, namesUsed(name, sources)]));

  const stamp = JSON.stringify([[...versions].sort(), [...used], spare]);
  const stampFile = `${cache}.stamp`;
  if (existsSync(cache) && (await readFile(stampFile, "utf8").catch(() => "")) === stamp) return;

  const temporary = `${cache}.${process.pid}`;
  await rm(temporary, {recursive: true, force: true});
  for (const [name, version] of versions) {
    const folder = join(temporary, `${name}@${version}`);
    await mkdir(folder, {recursive: true});
    if (version !== stub)
      await bundle(name, used.get(name)!, folder, [keepVendoredApart(name, versions), leaveOut(spare)]);
  }
  await rm(cache, {recursive: true, force: true});
  await rename(temporary, cache);
  await writeFile(stampFile, stamp);
}

/** Framework asks registries and CDNs through the global fetch; a self-contained build must not, even where it could. */
export function refuseTheInternet(): void {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (!["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)) {
      throw new Error(
        `${url}: the dashboard is built without network. Add the package to dashboard/observablehq.config.ts.`
      );
    }
    return original(input, init);
  };
}

async function readSources(root: string): Promise<string[]> {
  const files = (await readdir(root, {recursive: true})).filter(
    (file) => /\.(ts|js|md)$/.test(file) && !file.startsWith(".") && !file.endsWith(".test.ts")
  );
  return Promise.all(files.sort().map((file) => readFile(join(root, file), "utf8")));
}

/** What sources take from a package: by name, or as members of all of it (`import * as Plot`, `Plot.dot`). */
export function namesUsed(name: string, sources: string[]): string[] {
  const used = new Set<string>();
  for (const source of sources) {
    for (const [, what] of source.matchAll(new RegExp(`import ([^"';]*?) from "npm:${name}"`, "g"))) {
      if (what!.startsWith("type ")) continue;
      const whole = /^\* as (\w+)$/.exec(what!)?.[1];
      if (whole !== undefined) {
        // Types have capitals and are gone in a browser.
        for (const [, member] of source.matchAll(new RegExp(`\\b${whole}\\.([a-z]\\w*)`, "g"))) used.add(member!);
        continue;
      }
      const listed = /^\{(.*)\}$/s.exec(what!)?.[1];
      if (listed === undefined) {
        throw new Error(`import ${what} from "npm:${name}": write import {…} or import * as, so that its use is seen.`);
      }
      for (const part of listed.split(",").map((text) => text.trim())) {
        if (part !== "" && !part.startsWith("type ")) used.add(part.split(" as ")[0]!);
      }
    }
  }
  return [...used].sort();
}

async function bundle(name: string, used: string[], folder: string, plugins: Plugin[]): Promise<void> {
  await build({
    stdin: {contents: `export {${used.join(", ")}} from "${name}";`, resolveDir: import.meta.dirname},
    outfile: join(folder, "_esm.js"),
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    legalComments: "none",
    define: {"process.env.NODE_ENV": '"production"'},
    logLevel: "warning",
    plugins
  });
  await cp(join(packageFolder(name), "package.json"), join(folder, "package.json"));
}

function keepVendoredApart(name: string, versions: Map<string, string>): Plugin {
  return {
    name: "keep-vendored-apart",
    setup(bundler) {
      bundler.onResolve({filter: /^[@a-z]/}, ({path}) => {
        const version = versions.get(path);
        if (path === name || version === undefined || version === stub) return undefined;
        const target = posix.relative(`/${name}@${versions.get(name)}`, `/${path}@${version}/_esm.js`);
        return {path: target.startsWith(".") ? target : `./${target}`, external: true};
      });
    }
  };
}

function leaveOut(spare: string[]): Plugin {
  return {
    name: "leave-out",
    setup(bundler) {
      bundler.onResolve({filter: /^[@a-z]/}, ({path}) =>
        spare.includes(path) ? {path, namespace: "spare", sideEffects: false} : undefined
      );
      bundler.onLoad({filter: /.*/, namespace: "spare"}, async ({path}) => ({
        contents: Object.keys(await import(path))
          .map((name) => `export const ${name} = () => undefined;`)
          .join("\n")
      }));
    }
  };
}

async function packagesOfClient(): Promise<Set<string>> {
  const client = join(packageFolder("@observablehq/framework"), "dist/client");
  const names = new Set<string>();
  for (const file of await readdir(client, {recursive: true})) {
    if (!file.endsWith(".js")) continue;
    const source = await readFile(join(client, file), "utf8");
    for (const match of source.matchAll(/["'`]npm:((?:@[\w.-]+\/)?[\w.-]+)/g)) names.add(match[1]!);
  }
  return names;
}

async function packageVersion(name: string): Promise<string> {
  return JSON.parse(await readFile(join(packageFolder(name), "package.json"), "utf8")).version;
}

// Not require.resolve: many packages do not export their package.json.
function packageFolder(name: string): string {
  for (const base of require.resolve.paths(name) ?? []) {
    const folder = join(base, name);
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  throw new Error(`${name}: not in node_modules. Run npm install.`);
}
