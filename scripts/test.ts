// Everything that must hold before a change is good: style, types, import cycles, SQL lint and all tests.
// The last line counts them: "N passed, N failed".
import {spawnSync} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {installBrowser} from "./browser.js";
import {installOffice} from "./office.js";
import {installSshServer} from "./ssh-server.js";

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const checks: Record<string, string[]> = {
  "style and import cycles (Biome)": ["biome", "check", "--error-on-warnings", "."],
  "types (tsc)": ["tsc", "--noEmit"],
  "SQL lint": ["tsx", "scripts/lint-sql.ts"]
};

installBrowser();
installSshServer();
// Too much for a machine on which somebody only wants to try the tests: they say what they skip.
if (process.env["CI"]) installOffice();
const total: Count = {passed: 0, failed: 0, skipped: 0};
for (const [name, [command = "", ...rest]] of Object.entries(checks)) {
  const isGood = run(command, rest) === 0;
  console.log(`${isGood ? "✓" : "✗"} ${name}`);
  total[isGood ? "passed" : "failed"] += 1;
}
const tests = runVitest();
for (const key of ["passed", "failed", "skipped"] as const) total[key] += tests[key];
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

function runVitest(): Count {
  const folder = mkdtempSync(join(tmpdir(), "chat-analytics-test-"));
  const file = join(folder, "results.json");
  const status = run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  try {
    const results = JSON.parse(readFileSync(file, "utf8"));
    const failed = results.numFailedTests as number;
    return {
      passed: results.numPassedTests,
      // A suite that does not even load has no failed test, and still is a failure.
      failed: failed === 0 && status !== 0 ? Math.max(1, results.numFailedTestSuites) : failed,
      skipped: results.numPendingTests + results.numTodoTests
    };
  } catch {
    return {passed: 0, failed: 1, skipped: 0};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function run(command: string, rest: string[]): number {
  const {status} = spawnSync("npx", ["--no-install", command, ...rest], {
    stdio: "inherit",
    shell: process.platform === "win32"
  });
  return status ?? 1;
}
