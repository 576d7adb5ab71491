import {type Row, rowsOf, type Value} from "../components/cube.js";
import {card, notice} from "../components/ui.js";
import {type Delivery, everything, templatesOnly} from "./delivery-view.js";

export function events(delivery: Delivery): HTMLElement {
  const {own, t} = delivery;
  const said = (value: Value | undefined) => (value == null ? "–" : sayValue(String(value), own));
  const rows = marksOf(delivery, everything())
    .reverse()
    .map(
      (row): Row => ({
        ...row,
        kind: own.kinds[row["kind"] as keyof typeof own.kinds] ?? row["kind"]!,
        name: row["template_name"] ?? row["business_number"] ?? null
      })
    );
  return card(
    {
      name: "template_events",
      title: own.eventsTitle,
      subtitle: own.eventsSubtitle,
      definition: "template_events.kind",
      rows,
      columns: [
        {name: "first_at", label: t.day, kind: "instant"},
        {name: "name", label: own.template},
        {name: "kind", label: own.what},
        {name: "old_value", label: own.was, content: ({old_value: value}) => said(value)},
        {name: "new_value", label: own.is, content: ({new_value: value}) => said(value)},
        {name: "reason", label: own.reason}
      ],
      wide: true,
      empty: notice(own.noEvents, "")
    },
    delivery
  );
}

export function marksOf({cubes, selection}: Delivery, value: string): Row[] {
  return rowsOf(cubes["template_events"]!, selection)
    .filter((row) => value === everything() || value === templatesOnly() || row["template_name"] === value)
    .sort((a, b) => (a["first_at"] as number) - (b["first_at"] as number));
}

export function sayEvent(row: Row, {own}: Delivery): string {
  const kind = own.kinds[row["kind"] as keyof typeof own.kinds] ?? String(row["kind"]);
  const values = [row["old_value"], row["new_value"]]
    .filter((value) => value !== null)
    .map((value) => sayValue(String(value), own))
    .join(" → ");
  return `${row["template_name"] ?? row["business_number"] ?? "–"}: ${kind.toLowerCase()} ${values}`;
}

// As Meta's pages say it; a value that is new to us in small letters.
function sayValue(value: string, own: Delivery["own"]): string {
  return own.values[value] ?? value.replaceAll("_", " ").toLowerCase();
}
