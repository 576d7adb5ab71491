import type {AddressInfo, Socket} from "node:net";
import {SMTPServer} from "smtp-server";

/** What a server does wrong. */
export type Trouble =
  | {at: "recipient" | "data"; code: number; text: string}
  /** Cuts the connection within the message, or after it without an answer. */
  | {at: "middle" | "end"}
  | null;

export interface Mail {
  to: string;
  /** As it came over the wire. */
  text: string;
}

export interface MailServer {
  url: string;
  mails: Mail[];
  /** Whoever writes to the address meets it; "*" is everybody. */
  trouble: Map<string, NonNullable<Trouble>>;
  /** Called when it has taken a message, which it then does not confirm. */
  hold: (() => void) | null;
  close(): Promise<void>;
}

/** A real mail server on this machine: user ana, password secret. */
export async function startMailServer(host = "127.0.0.1"): Promise<MailServer> {
  const mails: Mail[] = [];
  const trouble: MailServer["trouble"] = new Map();
  const sockets = new Set<Socket>();
  const troubleOf = (address: string) => trouble.get(address) ?? trouble.get("*");
  const refusal = ({code, text}: {code: number; text: string}) => Object.assign(new Error(text), {responseCode: code});
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({username, password}, _session, answer) =>
      password === "secret" ? answer(null, {user: username}) : answer(new Error(`no login for ${password}`)),
    onRcptTo({address}, _session, answer) {
      const found = troubleOf(address);
      answer(found?.at === "recipient" ? refusal(found) : null);
    },
    onData(stream, session, answer) {
      const to = session.envelope.rcptTo.map(({address}) => address).join();
      const found = troubleOf(to);
      const cut = () => {
        for (const socket of sockets) socket.destroy();
      };
      let text = "";
      stream.on("data", (bytes) => {
        text += bytes;
        if (found?.at === "middle") cut();
      });
      stream.on("end", () => {
        if (found?.at === "middle") return;
        if (found?.at === "data") return answer(refusal(found));
        mails.push({to, text});
        if (found?.at === "end") cut();
        else if (mailServer.hold) mailServer.hold();
        else answer(null);
      });
    }
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((listening) => server.listen(0, host, listening));
  const {port} = server.server.address() as AddressInfo;
  const mailServer: MailServer = {
    url: `smtp://ana:secret@${host}:${port}`,
    mails,
    trouble,
    hold: null,
    close: () => new Promise<void>((closed) => server.close(() => closed()))
  };
  return mailServer;
}

export const messageId = ({text}: Mail) => /^Message-ID: (.*)$/im.exec(text)?.[1];

/** The parts of a message, decoded. */
export function partsOf({text}: Mail): {name: string | null; bytes: Buffer}[] {
  const [, boundary] = /boundary="([^"]+)"/.exec(text) ?? [];
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => {
      const [head = "", ...body] = part.split("\r\n\r\n");
      const content = body.join("\r\n\r\n").trimEnd();
      const name = /filename="?([^"\r\n]+)"?/.exec(head)?.[1] ?? null;
      return {name, bytes: decode(content, /Transfer-Encoding: (\S+)/i.exec(head)?.[1])};
    });
}

function decode(content: string, encoding: string | undefined): Buffer {
  if (encoding === "base64") return Buffer.from(content, "base64");
  if (encoding !== "quoted-printable") return Buffer.from(content);
  const joined = content.replace(/=\r\n/g, "");
  const bytes = joined.replace(/=([\dA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1");
}
