import {createHash} from "node:crypto";

/**
 * What a finished page may do: run its own scripts and the inline ones it was built with (by hash), read its own origin,
 * and nothing else. Plot and Inputs write style attributes, hence 'unsafe-inline' for styles alone.
 */
export function pagePolicy(html: string): string {
  const scripts = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/gi)]
    .filter(([, attributes]) => !/\ssrc\s*=/i.test(attributes!))
    .map(([, , script]) => `'sha256-${createHash("sha256").update(script!).digest("base64")}'`);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...new Set(scripts)].join(" "),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'"
  ].join("; ");
}

/** The page with its policy inside, so that it holds whatever server shows it. */
export function addPolicy(html: string): string {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${pagePolicy(html)}">`;
  // A policy does not reach what stands before it; only the encoding goes ahead.
  const start = /<meta charset="?utf-8"?>/i.test(html) ? /<meta charset="?utf-8"?>/i : /<head>/i;
  return html.replace(start, (found) => `${found}\n${meta}`);
}

/** The policy that a page carries, and what only a header can say: that nobody may frame it. */
export function policyHeader(html: string): string {
  const inPage = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html)?.[1];
  return `${inPage ?? "default-src 'none'"}; frame-ancestors 'none'`;
}
