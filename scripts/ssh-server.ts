import {existsSync} from "node:fs";
import {installFromDebian} from "./debian.js";

/** OpenSSH's client and server, which the tests of SFTP delivery put files on. */
export function installSshServer(): void {
  if (["/usr/sbin/sshd", "/usr/lib/openssh/sftp-server", "/usr/bin/sftp"].every(existsSync)) return;
  installFromDebian("OpenSSH server", ["openssh-server", "openssh-sftp-server", "openssh-client"]);
}
