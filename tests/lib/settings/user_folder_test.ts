import assert from "node:assert/strict";
import type { Machine } from "../../../lib/context.ts";
import { type FolderPurpose, userFolder } from "../../../lib/settings/user_folder.ts";
import { fakeContext } from "../../support/cli/context.ts";

/** The folders for data, state and config. */
function folders(
  os: Machine["os"],
  env: Record<string, string>,
  home: string | undefined,
): unknown[] {
  const { context } = fakeContext({ env, machine: { os, homeFolder: () => home } });
  const purposes: FolderPurpose[] = ["data", "state", "config"];
  return purposes.map((purpose) => userFolder(purpose, context));
}

const xdg = { XDG_DATA_HOME: "/data", XDG_STATE_HOME: "/state", XDG_CONFIG_HOME: "/config" };

Deno.test("userFolder() is in the hidden folders of Linux", () => {
  const expected = ["/me/.local/share/wah", "/me/.local/state/wah", "/me/.config/wah"];
  assert.deepEqual(folders("linux", {}, "/me"), expected);
});

Deno.test("userFolder() is in Application Support on macOS", () => {
  const expected = "/me/Library/Application Support/wah";
  assert.deepEqual(folders("darwin", {}, "/me"), [expected, expected, expected]);
});

Deno.test("userFolder() is in LOCALAPPDATA on Windows, or in its default", () => {
  const expected = "C:\\Users\\me\\AppData\\Local\\wah";
  const local = { LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local" };
  assert.deepEqual(folders("windows", local, "D:\\else"), [expected, expected, expected]);
  assert.deepEqual(folders("windows", {}, "C:\\Users\\me"), [expected, expected, expected]);
});

Deno.test("userFolder() prefers the XDG variables on every system", () => {
  const expected = ["/data/wah", "/state/wah", "/config/wah"];
  assert.deepEqual(folders("linux", xdg, "/me"), expected);
  assert.deepEqual(folders("darwin", xdg, "/me"), expected);
  const env = { XDG_DATA_HOME: "E:\\data", LOCALAPPDATA: "C:\\local" };
  const local = "C:\\local\\wah";
  assert.deepEqual(folders("windows", env, "C:\\me"), ["E:\\data\\wah", local, local]);
});

Deno.test("userFolder() ignores a relative XDG variable, as its specification requires", () => {
  const expected = ["/me/.local/share/wah", "/me/.local/state/wah", "/me/.config/wah"];
  const relative = { XDG_DATA_HOME: "data", XDG_STATE_HOME: "state", XDG_CONFIG_HOME: "." };
  assert.deepEqual(folders("linux", relative, "/me"), expected);
});

Deno.test("userFolder() is null without a home folder", () => {
  assert.deepEqual(folders("linux", {}, undefined), [null, null, null]);
  assert.deepEqual(folders("linux", { XDG_STATE_HOME: "/s" }, undefined), [null, "/s/wah", null]);
});
