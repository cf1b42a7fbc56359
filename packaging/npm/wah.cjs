#!/usr/bin/env node
"use strict";

const { dirname, join } = require("node:path");
const flags = require("./flags.json");

const isWindows = process.platform === "win32";
/** Signals that are forwarded to wah. On Windows the console sends them to every process. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR2"];

/** The binary in the package that npm chose for this system; it needs no install script. */
function findDeno() {
  const library = process.platform === "linux" ? "-glibc" : "";
  const name = `@deno/${process.platform}-${process.arch}${library}`;
  try {
    const paths = [dirname(require.resolve("deno/package.json"))];
    const folder = dirname(require.resolve(`${name}/package.json`, { paths }));
    return join(folder, isWindows ? "deno.exe" : "deno");
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    fail(
      `the package ${name} is not installed`,
      "Install wah again with optional dependencies; Deno supports Windows, macOS, and Linux " +
        "with glibc, on x64 and arm64",
    );
  }
}

function fail(found, hint) {
  process.stderr.write(`error: Cannot start wah: ${found}\nhint: ${hint}\n`);
  process.exit(1);
}

/** Runs Deno as a child process, forwards signals to it, and exits with its status or signal. */
function spawnDeno(deno, args) {
  const { spawn } = require("node:child_process");
  const listeners = (isWindows ? ["SIGINT", "SIGBREAK"] : signals).map((name) => {
    const listener = () => {
      if (!isWindows) child.kill(name);
    };
    process.on(name, listener);
    return () => process.off(name, listener);
  });
  const child = spawn(deno, args, { stdio: "inherit" });
  child.on("error", ({ message }) => fail(message, "Install wah again"));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    for (const remove of listeners) remove();
    process.kill(process.pid, signal);
  });
}

const deno = findDeno();
const main = join(__dirname, "..", "lib", "main.js");
const args = ["run", ...flags, main, ...process.argv.slice(2)];
// Deno's check for a new version would use the network and print.
process.env.DENO_NO_UPDATE_CHECK = "1";
if (!isWindows && typeof process.execve === "function") {
  process.execve(deno, [deno, ...args], process.env);
}
spawnDeno(deno, args);
