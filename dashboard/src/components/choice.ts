import {element} from "./dom.js";

export interface Option {
  value: string;
  label: string;
}

/** A list to choose one of, inside a card. */
export function choice(label: string, options: Option[], value: string, change: (value: string) => void): HTMLElement {
  const select = element(
    "select",
    {onchange: (event) => change((event.target as HTMLSelectElement).value)},
    options.map((option) => element("option", {value: option.value, selected: option.value === value}, option.label))
  );
  return element("label", {class: "choice"}, label, " ", select);
}

/** A card with a choice of its own: only this card is drawn anew. */
export function withChoice(
  first: string,
  keep: (value: string) => void,
  build: (value: string, change: (value: string) => void) => HTMLElement
): HTMLElement {
  let current: HTMLElement;
  const change = (value: string) => {
    keep(value);
    const next = build(value, change);
    current.replaceWith(next);
    current = next;
    next.querySelector("select")?.focus();
  };
  current = build(first, change);
  return current;
}
