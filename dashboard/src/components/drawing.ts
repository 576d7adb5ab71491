import {element, scrollBox} from "./dom.js";

interface Drawing {
  draw(width: number): Node;
  /** The width its box has, and the one it is drawn for. */
  width: number;
  drawn: number;
  height: number;
}

/** Charts on paper are as wide as the sheet; drawn for this width they fill it, with letters to be read from afar. */
const paperWidth = 720;

const drawings = new WeakMap<Element, Drawing>();
/** Boxes out of view that are still to be drawn, from the top down. */
const waiting = new Set<Element>();
let isScheduled = false;

/** A box whose content is drawn anew for its width: at once when it is in view, else as soon as nothing else is to do. */
export function responsive(draw: (width: number) => Node): HTMLElement {
  const box = element("div", {class: "drawing"});
  drawings.set(box, {draw, width: 0, drawn: 0, height: 0});
  observer().observe(box);
  return box;
}

/** Of so many rows a chart is shown whole. Their axis stands on top where there are more. */
export const mostRowsInView = 40;

/** A box whose chart has so many rows; of more than are shown whole it scrolls within its card, as a table does. */
export function scrolling(label: string, rows: number, box: HTMLElement): HTMLElement {
  return rows <= mostRowsInView ? box : scrollBox("scroll tall", label, box);
}

/** Boxes that take the place of drawn ones of the same card are as high until they are drawn: nothing jumps. */
export function keepHeights(before: Element, after: Node[]): void {
  const heights = new Map<string, number[]>();
  for (const box of before.querySelectorAll(".card .drawing")) {
    const {id} = box.closest(".card")!;
    heights.set(id, [...(heights.get(id) ?? []), drawings.get(box)!.height]);
  }
  for (const node of after) {
    if (!(node instanceof Element)) continue;
    for (const box of node.querySelectorAll<HTMLElement>(".card .drawing")) {
      const height = heights.get(box.closest(".card")!.id)?.shift();
      if (height) box.style.minHeight = `${height}px`;
    }
  }
}

let shared: ResizeObserver | null = null;

function observer(): ResizeObserver {
  if (shared === null) {
    shared = new ResizeObserver(resized);
    addEventListener("beforeprint", () => drawAll(() => paperWidth));
    addEventListener("afterprint", () => drawAll(({width}) => width));
  }
  return shared;
}

function resized(entries: ResizeObserverEntry[]): void {
  const changed = entries.filter(({target, contentRect}) => {
    const drawing = drawings.get(target)!;
    drawing.width = Math.floor(contentRect.width);
    drawing.height = contentRect.height;
    return drawing.width !== drawing.drawn && drawing.width !== 0;
  });
  // All are measured before any is drawn: a drawing moves those under it.
  const inView = new Set(changed.map(({target}) => target).filter(isInView));
  for (const {target} of changed) {
    if (inView.has(target)) drawNow(target);
    else waiting.add(target);
  }
  schedule();
}

function isInView(box: Element): boolean {
  const {top, bottom} = box.getBoundingClientRect();
  return bottom >= 0 && top <= innerHeight;
}

function drawNow(box: Element, width = drawings.get(box)!.width): void {
  waiting.delete(box);
  const drawing = drawings.get(box)!;
  if (!box.isConnected || drawing.width === 0 || width === drawing.drawn) return;
  drawing.drawn = width;
  box.replaceChildren(drawing.draw(width));
  (box as HTMLElement).style.minHeight = "";
}

// One at a time, so that a click between them is answered at once.
function schedule(): void {
  const [next] = waiting;
  if (next === undefined || isScheduled) return;
  isScheduled = true;
  whenIdle(() => {
    isScheduled = false;
    const [first] = waiting;
    if (first !== undefined) drawNow(first);
    schedule();
  });
}

// What is out of view too, as paper shows everything.
function drawAll(widthOf: (drawing: Drawing) => number): void {
  for (const box of document.querySelectorAll(".drawing")) drawNow(box, widthOf(drawings.get(box)!));
}

// Safari has no idle callbacks.
function whenIdle(run: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run, {timeout: 500});
  else setTimeout(run, 30);
}
