import {element} from "./dom.js";

export interface Option {
  value: string;
  label: string;
}

/** A list to choose one of, inside a card. */
export function choice(label: string, options: Option[], value: string, change: (value: string) => void): HTMLElement {
  const select: HTMLSelectElement = element(
    "select",
    {onchange: () => keepFocus(select, label, change)},
    options.map((option) => element("option", {value: option.value, selected: option.value === value}, option.label))
  );
  return element("label", {class: "choice"}, label, " ", select);
}

// What is chosen draws the card or the page anew; whoever chooses by keyboard goes on in the list that took its place.
function keepFocus(select: HTMLSelectElement, label: string, change: (value: string) => void): void {
  const card = select.closest("section[id]")?.id;
  change(select.value);
  if (select.isConnected) return;
  const place = card === undefined ? document : document.getElementById(card);
  const labels = [...(place?.querySelectorAll("label.choice") ?? [])];
  labels
    .find((other) => other.firstChild?.textContent === label)
    ?.querySelector("select")
    ?.focus();
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
  };
  current = build(first, change);
  return current;
}
