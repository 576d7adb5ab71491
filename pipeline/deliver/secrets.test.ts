import {expect, test} from "vitest";
import {withoutSecrets} from "./secrets.js";

const environment = {
  CHAT_ANALYTICS_SMTP_URL: "smtps://ana:p%40ss%2Fword@mail.example",
  CHAT_ANALYTICS_SFTP_PASSWORD_BANK: "hunter2",
  CHAT_ANALYTICS_SFTP_KEY_FILE: "/etc/keys/id_ed25519",
  CHAT_ANALYTICS_PUT_URL_FINANCE: "https://store.example/{file}?sv=2024-11-04&sig=abc%2Bdef%3D",
  CHAT_ANALYTICS_S3_KEY_ID: "AKIATEST",
  CHAT_ANALYTICS_S3_SECRET: "top+secret",
  CHAT_ANALYTICS_HOME: "/srv/home"
};

test.each([
  ["a password", "login hunter2 refused", "login … refused"],
  ["a password as it stands in an address", "smtp p%40ss%2Fword", "smtp …"],
  ["a password as it is meant", "smtp p@ss/word", "smtp …"],
  ["a whole address", "cannot reach smtps://ana:p%40ss%2Fword@mail.example", "cannot reach …"],
  [
    "a login as it goes over the wire",
    `AUTH PLAIN ${Buffer.from("\u0000ana\u0000p@ss/word").toString("base64")}`,
    "AUTH PLAIN …"
  ],
  ["a signature", "GET /x?sig=abc%2Bdef%3D", "GET /x?sig=…"],
  ["a signature as it is meant", "sig abc+def=", "sig …"],
  ["a secret key, encoded", "key top%2Bsecret", "key …"],
  ["nothing else", "AKIATEST /etc/keys/id_ed25519 /srv/home ana", "AKIATEST /etc/keys/id_ed25519 /srv/home ana"]
])("%s", (_, text, shown) => {
  expect(withoutSecrets(text, environment)).toBe(shown);
});

test("a login with a % that stands for no character is hidden as it is written", () => {
  const url = "smtps://ana%:100%seguro@mail.example";
  expect(withoutSecrets(`no login 100%seguro at ${url}`, {CHAT_ANALYTICS_SMTP_URL: url})).toBe("no login … at …");
});
