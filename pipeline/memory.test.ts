import {expect, test} from "vitest";
import {modelFault} from "./build/columns.js";
import type {Model} from "./build/models.js";
import {defaultMemoryLimit} from "./memory.js";
import {openWarehouse} from "./warehouse.js";

test.each([
  ["the machine's, without a container", 8e9, 0, "3600MB"],
  ["the container's", 64e9, 2e9, "900MB"],
  ["the machine's, in a container without a limit", 8e9, 2 ** 63, "3600MB"]
])("%s", (_, machine, container, limit) => {
  expect(defaultMemoryLimit(machine, container)).toBe(limit);
});

test("a model that needs more memory than there is says what to do", async () => {
  const warehouse = await openWarehouse(undefined, {memoryLimit: "30MB", threads: 1});
  const held = warehouse.run("select list(hash(range) order by range) from range(4_000_000)");
  const cause = await held.then(() => undefined).catch((error: unknown) => error);
  warehouse.close();
  const {message} = modelFault({path: "models/marts/big.sql"} as Model, cause);
  expect(message).toMatch(/^models\/marts\/big.sql: Out of Memory Error: .*Raise memory_limit in settings.yaml/);
});
