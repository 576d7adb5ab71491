import {mkdtemp, rm, stat, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, test} from "vitest";
import {copyToFolder} from "./deliver/folder.js";
import {closeToOthers} from "./umask.js";

test.skipIf(process.platform === "win32")(
  "a file is closed to others, its copy in a folder that is delivered to is not",
  async () => {
    const root = await mkdtemp(join(tmpdir(), "umask-"));
    const before = process.umask(0o022);
    const undo = closeToOthers();
    const path = join(root, "agents.csv");
    const folder = join(root, "supervisors");
    try {
      await writeFile(path, "agent\n");
      await copyToFolder(
        {messageId: "m", report: "agents", day: "2026-03-02", revision: 1, file: "agents.csv", path, attempts: 0},
        {folder}
      );
    } finally {
      undo();
      process.umask(before);
    }
    const modes = await Promise.all([path, folder, join(folder, "agents.csv")].map((each) => stat(each)));
    expect(modes.map(({mode}) => (mode & 0o777).toString(8))).toEqual(["640", "755", "644"]);
    await rm(root, {recursive: true});
  }
);
