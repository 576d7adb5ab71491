// A spreadsheet shows a long number as 3,46E+10, and saves what it shows: as an id it would make one of many.

const pattern = "[0-9]([.,][0-9]+)?[eE][+][0-9]+";
const shape = new RegExp(`^${pattern}$`);

export const roundedRemedy = "is a number that a spreadsheet has rounded; export it again, and do not save it from one";

/** Whether an id is a number that a spreadsheet has rounded. */
export function isRounded(value: string): boolean {
  return shape.test(value);
}

/** The same in SQL. */
export function isRoundedSql(value: string): string {
  return `(${mayBeRoundedSql(value)} and regexp_full_match(${value}, '${pattern}'))`;
}

/** SQL: whether it is worth a search by pattern, which is dear: it begins with a digit and has a plus somewhere. */
export function mayBeRoundedSql(value: string): string {
  return `(${value} between '0' and ':' and contains(${value}, '+'))`;
}
