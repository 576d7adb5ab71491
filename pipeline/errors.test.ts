import {expect, test} from "vitest";
import {systemFault} from "./errors.js";

test.each([
  ["ENOSPC: no space left on device, write"],
  ["EDQUOT: disk quota exceeded, write"],
  [`TransactionContext Error: Failed to commit: Could not write file "/home/w.duckdb.wal": No space left on device`]
])("a disk that is full is no bug of ours, whoever says it and how: %s", (text) => {
  expect(systemFault(new Error(`${text}\nmore`))).toBe(`the disk is full. Make room and run this again (${text}).`);
});

test("a disk that is full is the one that was copied to", () => {
  const fault = {code: "ENOSPC", syscall: "copyfile", path: "/app/page.js", dest: "/home/published/page.js"};
  expect(systemFault(Object.assign(new Error("x"), fault))).toBe(
    "/home/published/page.js: the disk is full. Make room and run this again (ENOSPC, copyfile)."
  );
});

test("memory that is used up is no bug of ours either", () => {
  const text = "Out of Memory Error: failed to pin block of size 256.0 KiB (1.6 GiB/1.6 GiB used)";
  expect(systemFault(new Error(`${text}\n\nPossible solutions`))).toMatch(
    /^memory is used up\. Raise memory_limit in settings\.yaml .*failed to pin block of size 256\.0 KiB \(1\.6 GiB\/1\.6 GiB used\)\)\.$/
  );
});

test("what is no fault of the system's is none", () => {
  expect(systemFault(new Error("the query gave no row"))).toBeNull();
});
