#!/usr/bin/env node
// The command itself. The rest is TypeScript, which tsx runs as it stands.
import {accessSync, constants} from "node:fs";
import module from "node:module";

// tsx starts a program there, and "sudo -u" leaves its user in a folder of somebody else's.
try {
  accessSync(process.cwd(), constants.X_OK);
} catch {
  process.stderr.write(
    "chat-analytics: the folder that it was started in is gone, or this user may not enter it. Go to another, like: cd /\n"
  );
  process.exit(1);
}
// From Node 22 on: what was compiled is kept in the system's folder for temporary files.
module.enableCompileCache?.();
const {register} = await import("tsx/esm/api");
register();
// Whoever reads may have enough, as head has.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
const {closeToOthers} = await import("./umask.ts");
closeToOthers();
const {main} = await import("./cli.ts");
process.exitCode = await main(process.argv.slice(2));
