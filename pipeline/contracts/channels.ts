export const channels = [
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
