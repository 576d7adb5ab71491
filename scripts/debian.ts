import {execFileSync} from "node:child_process";
import {existsSync} from "node:fs";

/** Installs what tests need by apt-get, where this is root on Debian; says what it does, and what failed. */
export function installFromDebian(name: string, packages: string[]): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  console.error(`No ${name} on this system: installing Debian's.`);
  try {
    execFileSync("apt-get", ["update", "-qq"], {stdio: ["ignore", "ignore", "inherit"]});
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
      stdio: ["ignore", "ignore", "inherit"],
      env: {...process.env, DEBIAN_FRONTEND: "noninteractive"}
    });
  } catch (error) {
    console.error(`${name} could not be installed (${(error as Error).message.split("\n")[0]}).`);
  }
}
