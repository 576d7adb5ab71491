#!/usr/bin/env node
// The command itself. The rest is TypeScript, which tsx runs as it stands.
import {register} from "tsx/esm/api";

register();
const {main} = await import("./cli.ts");
process.exitCode = await main(process.argv.slice(2));
