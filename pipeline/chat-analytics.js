#!/usr/bin/env node
// The command itself. The rest is TypeScript, which tsx runs as it stands.
import module from "node:module";
import {register} from "tsx/esm/api";

// From Node 22 on: what was compiled is kept in the system's folder for temporary files.
module.enableCompileCache?.();
register();
// Whoever reads may have enough, as head has.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
const {main} = await import("./cli.ts");
process.exitCode = await main(process.argv.slice(2));
