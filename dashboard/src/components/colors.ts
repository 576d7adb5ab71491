// Every colour has one meaning on every page. The values stand in dashboard.css, once for light and once for dark.

export function channelColor(channel: string): string {
  return `var(--channel-${channel.replaceAll("_", "-")}, var(--other))`;
}

const categories = ["marketing", "utility", "authentication", "authentication_international", "service"];

/** What WhatsApp charges for. */
export function categoryColor(category: string): string {
  if (category === "marketing_lite") return "var(--category-marketing)";
  if (category.startsWith("group_")) return "var(--category-group)";
  if (category.endsWith("_initiated")) return "var(--category-conversation)";
  return categories.includes(category) ? `var(--category-${category.replaceAll("_", "-")})` : "var(--other)";
}

const pricingColors: Record<string, string> = {
  regular: "var(--paid)",
  free_tier: "var(--free-tier)",
  free_customer_service: "var(--free-window)",
  free_group_customer_service: "var(--free-window)",
  free_entry_point: "var(--free-entry-point)"
};

/** Paid, or why it was free. */
export function pricingColor(pricingType: string): string {
  return pricingColors[pricingType] ?? "var(--free-other)";
}

/** What became of a request made while closed: recovered_next_shift, recovered_late, lost or pending. */
export function outcomeColor(outcome: string): string {
  return `var(--outcome-${outcome.replaceAll("_", "-")})`;
}

/** What an agent is at a time: available_in_hours, not_available, stale … */
export function stateColor(state: string): string {
  return `var(--state-${state.replaceAll("_", "-")})`;
}

/** Light to strong, for 0 to 1. */
export function heatColor(strength: number): string {
  return `color-mix(in oklab, var(--heat-high) ${(100 * strength).toFixed(1)}%, var(--heat-low))`;
}

/** Black or white on it: in the middle only one of them is told apart well, 4.5:1 and more. */
export function heatText(strength: number): string {
  return `light-dark(${strength < 0.77 ? "black" : "white"}, ${strength < 0.51 ? "white" : "black"})`;
}
