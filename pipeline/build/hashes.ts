import {createHash} from "node:crypto";
import type {Model} from "./models.js";

// Another number makes every warehouse build all its models anew: for changes of the engine that change tables.
const engineVersion = 1;

export interface Hashes {
  /** Of all that decides which rows come out. */
  sqlHash: string;
  /** Of the whole file: meanings and checks too. */
  textHash: string;
}

export function hashModel({sql, header: {grain, columns, rebuild, follows, ripens}}: Model): Hashes {
  const statement = sql.replaceAll(/^--.*\n/gm, "").trim();
  const types = columns.map(({name, type}) => [name, type]);
  return {
    sqlHash: hash([engineVersion, statement, grain, types, rebuild, ripens, ...follows]),
    textHash: hash([engineVersion, sql])
  };
}

function hash(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
}
