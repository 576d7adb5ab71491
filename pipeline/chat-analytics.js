#!/usr/bin/env node
// The command itself. The rest is TypeScript, which tsx runs as it stands.
import module from "node:module";
import {register} from "tsx/esm/api";

// From Node 22 on: what was compiled is kept in the system's folder for temporary files.
module.enableCompileCache?.();
register();
const {main} = await import("./cli.ts");
process.exitCode = await main(process.argv.slice(2));
