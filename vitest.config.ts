import {defineConfig} from "vitest/config";

export default defineConfig({
  resolve: {
    alias: [
      // Framework's npm: imports are the packages in node_modules.
      {find: /^npm:(.*)$/, replacement: "$1"}
    ]
  },
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/.observablehq/**", "data/**"],
    // A zone nobody reports in, so that a stray local time shows.
    env: {TZ: "Pacific/Auckland"},
    // Files share a process, which loads DuckDB and parses each model once: small ones take a third of the time.
    isolate: false,
    // Some files wait for a browser or a process, so one worker alone leaves a core idle.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000
  }
});
