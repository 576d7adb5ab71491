import {syntaxTree, type TreeNode, visitTree} from "../../pipeline/build/tables-read.js";
import type {Warehouse} from "../../pipeline/warehouse.js";

export interface TreeRules {
  /** Rows have no order in a table, so a model gives them none. */
  mayOrder: boolean;
  /** The last select may say "*". */
  mayStar: boolean;
}

/** Faults that only the syntax tree shows, each with its line. Throws what DuckDB says when it cannot read the text. */
export async function lintTree(warehouse: Warehouse, text: string, rules: TreeRules) {
  const faults: {line: number; fault: string}[] = [];
  const bytes = Buffer.from(text);
  const add = (node: TreeNode | undefined, fault: string): void => {
    const place = node?.["query_location"];
    const offset = typeof place === "number" && place < bytes.length ? place : 0;
    faults.push({line: bytes.subarray(0, offset).toString().split("\n").length, fault});
  };
  const statements = await syntaxTree(warehouse, text);
  if (!rules.mayStar) {
    for (const star of statements.flatMap((statement) => lastStars(statement["node"] as TreeNode))) {
      add(star, "the last select says *. List its columns.");
    }
  }
  visitTree(statements, (node) => {
    for (const group of nodes(node["group_expressions"])) {
      if (group["class"] === "CONSTANT") add(group, "groups by a number. Name the column.");
    }
    const modifiers = nodes(node["modifiers"]);
    const order = modifiers.find(({type}) => type === "ORDER_MODIFIER");
    if (order && modifiers.length === 1 && !rules.mayOrder) {
      const [first] = nodes(order["orders"]);
      add(first?.["expression"] as TreeNode, "orders rows. A table has no order; remove it.");
    }
    if (node["class"] === "FUNCTION" && node["function_name"] === "sum" && nodes(node["children"]).some(isDouble)) {
      add(node, "sums doubles, which depends on their order. Cast to a whole number or a decimal first.");
    }
  });
  return faults;
}

function lastStars(node: TreeNode): TreeNode[] {
  const stars = nodes(node["select_list"]).filter((expression) => expression["class"] === "STAR");
  const parts = ["left", "right"].map((side) => node[side] as TreeNode | undefined);
  const children = [...nodes(node["children"]), ...parts.filter((part) => part !== undefined)];
  // The branches of a union are last selects too.
  return node["type"] === "SET_OPERATION_NODE" ? children.flatMap(lastStars) : stars;
}

function isDouble(expression: TreeNode): boolean {
  if (expression["class"] === "CAST") {
    const {id} = expression["cast_type"] as {id: string};
    return id === "DOUBLE" || id === "FLOAT";
  }
  const name = expression["function_name"];
  if (expression["class"] === "FUNCTION" && (name === "/" || name === "epoch")) return true;
  return nodes(expression["children"]).some(isDouble);
}

function nodes(value: unknown): TreeNode[] {
  return Array.isArray(value) ? (value as TreeNode[]) : [];
}
