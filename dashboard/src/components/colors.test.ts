import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";
import {heatColor, heatText} from "./colors.js";

const css = readFileSync(new URL("../dashboard.css", import.meta.url), "utf8");
const strengths = Array.from({length: 1001}, (_, index) => index / 1000);

test.each([
  {theme: "light", index: 0},
  {theme: "dark", index: 1}
])("a number on any heat can be read, in $theme", ({index}) => {
  const [low, high] = ["--heat-low", "--heat-high"].map((name) => {
    const [, ...themes] = new RegExp(`${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css)!;
    return oklab(themes[index]!);
  }) as [number[], number[]];
  for (const strength of strengths) {
    const part = Number(/var\(--heat-high\) ([\d.]+)%/.exec(heatColor(strength))![1]) / 100;
    const ground = luminance(low.map((value, axis) => value + part * (high[axis]! - value)));
    const color = /light-dark\((\w+), (\w+)\)/.exec(heatText(strength))![index + 1]!;
    const contrast = color === "white" ? 1.05 / (ground + 0.05) : (ground + 0.05) / 0.05;
    expect(["white", "black"]).toContain(color);
    expect(contrast, `${color} on ${strength}`).toBeGreaterThanOrEqual(4.5);
  }
});

// What a red-blind and a green-blind eye makes of linear sRGB (Machado, Oliveira and Fernandes 2009, the whole of it).
const eyes = {
  any: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1]
  ],
  redBlind: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998]
  ],
  greenBlind: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881]
  ]
};

const crossing = [
  ["rate", "message", "session", "stuck"],
  ["category", "marketing", "utility", "authentication", "authentication-international"]
];
const sideBySide = [
  ["category", "marketing", "utility", "authentication", "authentication-international", "service", "conversation"],
  ["free", "tier", "window", "entry-point", "other"],
  ["outcome", "recovered-next-shift", "recovered-late", "lost", "pending"],
  [
    "outcome",
    "completed",
    "quiet-end",
    "abandoned-after-fallback",
    "not-picked-up",
    "refused-out-of-hours",
    "handed-off"
  ],
  ["state", "available-in-hours", "available-out-of-hours", "available-without-calendar", "not-available", "stale"],
  ["status", "sent", "delivered", "read", "replied"],
  ["channel", "whatsapp", "chat-web", "instagram", "messenger", "telegram", "email", "sms", "app-push"]
];

describe.each(Object.entries(eyes))("by %s eye", (_, eye) => {
  test.each([
    ...crossing.map(([kind, ...names]) => ({kind, names, least: 0.08})),
    ...sideBySide.map(([kind, ...names]) => ({kind, names, least: 0.045}))
  ])("colours of one chart lie $least and more apart: $kind $names", ({kind, names, least}) => {
    for (const theme of [1, 2]) {
      const seen = names.map((name) => {
        const hex = new RegExp(`--${kind}-${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(css)![theme]!;
        return {name, color: oklab(hex, eye)};
      });
      for (const [index, a] of seen.entries()) {
        for (const b of seen.slice(index + 1)) {
          const distance = Math.hypot(...a.color.map((value, axis) => value - b.color[axis]!));
          expect(distance, `${a.name}, ${b.name}`).toBeGreaterThan(least);
        }
      }
    }
  });
});

// As CSS Color 4 defines them: from sRGB to Oklab, and the luminance of a colour in it.
function oklab(hex: string, eye = eyes.any): number[] {
  const rgb = [1, 3, 5].map((start) => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const seen = times(rgb, eye).map((value) => Math.min(1, Math.max(0, value)));
  const cones = times(seen, [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005]
  ]).map(Math.cbrt);
  return times(cones, [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766]
  ]);
}

function luminance(lab: number[]): number {
  const cones = times(lab, [
    [1, 0.3963377774, 0.2158037573],
    [1, -0.1055613458, -0.0638541728],
    [1, -0.0894841775, -1.291485548]
  ]).map((value) => value ** 3);
  const [red, green, blue] = times(cones, [
    [4.0767416621, -3.3077115913, 0.2309699292],
    [-1.2684380046, 2.6097574011, -0.3413193965],
    [-0.0041960863, -0.7034186147, 1.707614701]
  ]) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function times(vector: number[], matrix: number[][]): number[] {
  return matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * vector[index]!, 0));
}
