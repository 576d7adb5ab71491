import {expect, test} from "vitest";
import {defaultMemoryLimit} from "./memory.js";

test.each([
  ["the machine's, without a container", 8e9, 0, "4800MB"],
  ["the container's", 64e9, 2e9, "1200MB"],
  ["the machine's, in a container without a limit", 8e9, 2 ** 63, "4800MB"]
])("%s", (_, machine, container, limit) => {
  expect(defaultMemoryLimit(machine, container)).toBe(limit);
});
