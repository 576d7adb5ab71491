import {createHash} from "node:crypto";
import {expect, test} from "vitest";
import {addPolicy, pagePolicy, policyHeader} from "./page-policy.js";

const page = `<!DOCTYPE html>
<html><head>
<meta charset="utf-8">
<script src="./theme.js"></script>
<script type="module">
import "./x.js";
</script></head><body><script>go()</script></body></html>`;

const hash = (script: string) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

test("inline scripts are allowed by the hash of their exact text, and no others", () => {
  expect(pagePolicy(page)).toContain(`script-src 'self' ${hash('\nimport "./x.js";\n')} ${hash("go()")};`);
  expect(pagePolicy(page)).not.toContain("script-src 'self' 'unsafe-inline'");
});

test("everything that is not named is forbidden", () => {
  for (const rule of ["default-src 'none'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'"]) {
    expect(pagePolicy(page).split("; ")).toContain(rule);
  }
});

test("the page carries its policy behind its encoding and before its scripts", () => {
  const finished = addPolicy(page);
  const at = finished.indexOf("Content-Security-Policy");
  expect(at).toBeGreaterThan(finished.indexOf("charset"));
  expect(at).toBeLessThan(finished.indexOf("<script"));
  expect(policyHeader(finished)).toBe(`${pagePolicy(page)}; frame-ancestors 'none'`);
});

test("a page without a policy may do nothing at all", () => {
  expect(policyHeader(page)).toBe("default-src 'none'; frame-ancestors 'none'");
});
