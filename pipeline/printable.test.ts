import {expect, test} from "vitest";
import {printable, printableInLine} from "./printable.js";

test("what a stranger wrote moves no cursor, hides no line and turns no order round", () => {
  const text = "\u001b[2K\u001b[1Aall is well\r\u009b31m\u202egnp.exe\u0007";
  const shown = printable(text);
  expect(shown).toBe("\\u001b[2K\\u001b[1Aall is well\\u000d\\u009b31m\\u202egnp.exe\\u0007");
  expect(JSON.parse(`"${shown}"`)).toBe(text);
});

test("lines, letters of all scripts and emojis stay", () => {
  for (const text of ["one\n\ttwo", "¿Qué? שלום 👩‍👧"]) expect(printable(text)).toBe(text);
  expect(printableInLine("a\nwarning: b")).toBe("a\\u000awarning: b");
});
