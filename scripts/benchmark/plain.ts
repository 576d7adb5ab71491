import {mkdirSync, rmSync} from "node:fs";
import {join} from "node:path";
import {query} from "../../pipeline/build/columns.js";
import {readModels} from "../../pipeline/build/models.js";
import {type Filled, fillRebuild} from "../../pipeline/build/rebuild.js";
import {literal, openWarehouse} from "../../pipeline/warehouse.js";

/**
 * The yardstick of a full build: every model's own select as a plain "create table as", in order, in one script. No
 * header is compared, no check is run, no comment written, nothing is noted for the next build.
 */
export async function buildPlainly(root: string, folder: string, memoryLimit: string): Promise<number> {
  const target = join(folder, "plain.duckdb");
  const temporaryDirectory = join(folder, "plain-temporary");
  rmSync(target, {force: true});
  mkdirSync(temporaryDirectory, {recursive: true});
  const warehouse = await openWarehouse(target, {
    memoryLimit,
    temporaryDirectory
  });
  try {
    await warehouse.run(`attach ${literal(join(root, "warehouse.duckdb"))} as home (read_only)`);
    const models = await readModels(warehouse);
    const given = new Set(models.flatMap(({reads}) => reads).filter((table) => /^(raw|reference|ops)\./.test(table)));
    for (const schema of ["raw", "reference", "ops", "staging", "marts", "metrics", "rebuild"]) {
      await warehouse.run(`create schema if not exists ${schema}`);
    }
    for (const name of given) await warehouse.run(`create view ${name} as from home.${name}`);
    const filled: Filled = new Map();
    for (const model of models) {
      await fillRebuild(warehouse, model, models, filled);
      await warehouse.run(
        `create ${model.layer === "staging" ? "view" : "table"} ${model.name} as from ${query(model)}`
      );
    }
    return models.length;
  } finally {
    warehouse.close();
    rmSync(target, {force: true});
    rmSync(temporaryDirectory, {recursive: true, force: true});
  }
}
