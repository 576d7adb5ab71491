import {spawnSync} from "node:child_process";

/** Opens a warehouse's file in another process, which ends after a script that knows it as `warehouse`. */
export function openElsewhere(path: string, {readOnly = false, script = ""} = {}): {stdout: string; stderr: string} {
  const code = `import {openWarehouse} from ${JSON.stringify(new URL("warehouse.ts", import.meta.url).href)};
    const warehouse = await openWarehouse(${JSON.stringify(path)}, {readOnly: ${readOnly}});
    ${script}`;
  return spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {encoding: "utf8"});
}
