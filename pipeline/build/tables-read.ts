import type {Warehouse} from "../warehouse.js";

/** What one select statement reads, found in DuckDB's own syntax tree. */
export interface TablesRead {
  /** Like "staging.messages", sorted, each once; those inside CTEs and subqueries too. */
  tables: string[];
  /** Names without a schema that are no CTE: file names, forgotten schemas. */
  bare: string[];
  /** Table functions, like "range" or "read_csv". */
  functions: string[];
}

/** Throws what DuckDB says when the text is not one select statement. */
export async function tablesRead(warehouse: Warehouse, sql: string): Promise<TablesRead> {
  const statements = await syntaxTree(warehouse, sql);
  const found = {tables: new Set<string>(), bare: new Set<string>(), functions: new Set<string>()};
  const ctes = new Set<string>();
  visitTree(statements, (node) => {
    for (const entry of (node["map"] as {key?: string}[] | undefined) ?? []) if (entry.key) ctes.add(entry.key);
    if (node["type"] === "BASE_TABLE") {
      const name = String(node["table_name"]);
      if (node["schema_name"]) found.tables.add(`${node["schema_name"]}.${name}`);
      else found.bare.add(name);
    }
    if (node["type"] === "TABLE_FUNCTION") {
      found.functions.add(String((node["function"] as {function_name?: string} | undefined)?.function_name));
    }
  });
  const isCte = (name: string): boolean => [...ctes].some((cte) => cte.toLowerCase() === name.toLowerCase());
  return {
    tables: [...found.tables].sort(),
    bare: [...found.bare].filter((name) => !isCte(name)).sort(),
    functions: [...found.functions].sort()
  };
}

export type TreeNode = Record<string, unknown>;

/** The one statement of the text as DuckDB's syntax tree. */
export async function syntaxTree(warehouse: Warehouse, sql: string): Promise<TreeNode[]> {
  const {tree} = await warehouse.row<{tree: string}>("select json_serialize_sql($sql::varchar)::varchar as tree", {
    sql
  });
  const parsed = JSON.parse(tree) as {error: boolean; error_message?: string; statements?: TreeNode[]};
  if (parsed.error) throw new Error(parsed.error_message ?? "DuckDB cannot read it");
  if (parsed.statements?.length !== 1) throw new Error(`it has ${parsed.statements?.length ?? 0} statements, not one`);
  return parsed.statements;
}

/** Shows every object of a tree. */
export function visitTree(value: unknown, see: (node: TreeNode) => void): void {
  if (Array.isArray(value)) for (const item of value) visitTree(item, see);
  else if (value !== null && typeof value === "object") {
    see(value as TreeNode);
    for (const item of Object.values(value)) visitTree(item, see);
  }
}
