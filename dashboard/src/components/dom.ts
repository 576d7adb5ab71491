export type Child = Node | string | number | null | undefined | false | Child[];

type Listener = (event: Event) => void;
export type Attributes = Record<string, string | number | boolean | null | undefined | Listener>;

/**
 * An element with attributes and children. Texts become text nodes, so what comes from the data can never be markup;
 * a function is a listener (`onclick` listens to click), which a strict content security policy allows.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  setAttributes(node, attributes);
  append(node, children);
  return node;
}

/** The same for SVG. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  setAttributes(node, attributes);
  append(node, children);
  return node;
}

function setAttributes(node: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value);
    else if (name.startsWith("--")) (node as HTMLElement).style.setProperty(name, String(value));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(node: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(node, child);
    else if (child != null && child !== false) node.append(child instanceof Node ? child : String(child));
  }
}

/** A box in which what is too large for a card scrolls, by the keyboard too; `kind` is its class. */
export function scrollBox(kind: string, label: string, content: Child): HTMLElement {
  return element("div", {class: kind, tabindex: 0, role: "group", "aria-label": label}, content);
}

let last = 0;

/** An id that no other element of the page has. */
export function uniqueId(prefix: string): string {
  last += 1;
  return `${prefix}-${last}`;
}
