import {svg} from "./dom.js";

/** A line without axes: only the shape. Gaps stay gaps. The number beside it says what matters, so it is hidden from readers. */
export function sparkline(values: (number | null)[], {width = 160, height = 36} = {}): SVGSVGElement {
  const highest = Math.max(1, ...values.map((value) => value ?? 0));
  const x = (index: number) => (values.length < 2 ? width / 2 : (index / (values.length - 1)) * (width - 6) + 3);
  const y = (value: number) => height - 3 - (value / highest) * (height - 6);
  let path = "";
  let isGap = true;
  for (const [index, value] of values.entries()) {
    if (value !== null) path += `${isGap ? "M" : "L"}${x(index).toFixed(1)},${y(value).toFixed(1)}`;
    isGap = value === null;
  }
  const last = values.at(-1);
  return svg(
    "svg",
    {class: "sparkline", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true"},
    svg("path", {d: path, class: "line", "vector-effect": "non-scaling-stroke"}),
    last == null
      ? null
      : svg("path", {d: `M${x(values.length - 1)},${y(last)}h0`, class: "end", "vector-effect": "non-scaling-stroke"})
  );
}
