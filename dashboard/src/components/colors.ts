// Every colour has one meaning on every page. The values stand in dashboard.css, once for light and once for dark.

const channels = [
  "whatsapp",
  "messenger",
  "instagram",
  "telegram",
  "chat_web",
  "chat_app",
  "sms",
  "email",
  "app_push",
  "in_app",
  "web_push",
  "in_web",
  "wallet",
  "car"
];

export function channelColor(channel: string): string {
  return channels.includes(channel) ? `var(--channel-${channel.replaceAll("_", "-")})` : "var(--other)";
}

export const authorColors = {
  contact: "var(--author-contact)",
  bot: "var(--author-bot)",
  agent: "var(--author-agent)",
  other: "var(--other)"
};

/** Light to strong, for 0 to 1. */
export function heatColor(strength: number): string {
  return `color-mix(in oklab, var(--heat-high) ${(100 * strength).toFixed(1)}%, var(--heat-low))`;
}
