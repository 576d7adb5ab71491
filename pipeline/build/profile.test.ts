import {expect, test} from "vitest";
import {profileLine, profileOf} from "./profile.js";

const scan = (seconds: number) => ({name: "TABLE_SCAN", detail: "(marts.messages)", seconds});
const join = (seconds: number) => ({name: "HASH_JOIN", detail: "(a = b)", seconds});

test("operators that did the same in each part are told together", () => {
  const profile = profileOf([
    {seconds: 2, memoryBytes: 3 * 2 ** 20, operators: [join(0.9), scan(0.5), scan(0.1)]},
    {seconds: 3, memoryBytes: 5 * 2 ** 20, operators: [join(0.2), scan(0.7), scan(0.8)]}
  ])!;
  expect(profile).toMatchObject({parts: 2, seconds: 5, memoryBytes: 5 * 2 ** 20, slowest: scan(1.2)});
  expect(profileLine(profile)).toBe(
    "        query in 2 parts 5.00 s, 5 MB, slowest: table_scan 1.20 s (marts.messages)"
  );
});

test("without a profiled statement there is no profile", () => {
  expect(profileOf([])).toBeUndefined();
});
