import {expect, test} from "vitest";
import {openWarehouse} from "../warehouse.js";
import {mostRowsAtOnce} from "./parts.js";

test("more memory lets more rows be read at once", async () => {
  const rows = async (memoryLimit: string): Promise<number> => {
    const warehouse = await openWarehouse(undefined, {memoryLimit});
    try {
      return await mostRowsAtOnce(warehouse);
    } finally {
      warehouse.close();
    }
  };
  // DuckDB tells its limit to a tenth of a gibibyte.
  expect(await rows("2GB")).toBeGreaterThan(3_600_000);
  expect(await rows("2GB")).toBeLessThan(4_100_000);
  expect(await rows("16GB")).toBeGreaterThan(30_000_000);
});
