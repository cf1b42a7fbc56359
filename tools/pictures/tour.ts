import { pause, type Stage } from "./stage.ts";

const [left, right] = [0, 1];

/** The picture of the README: a broker that starts automatically, a chat with an edit, a reset. */
export async function tour(stage: Stage): Promise<void> {
  await pause(800);
  await stage.type(left, "wah chat -u alice");
  await stage.waitFor(left, /^alice>$/m);
  await pause(2500);
  await stage.type(right, "wah chat -u bob");
  await stage.waitFor(right, /^bob>$/m);
  await pause(800);
  await stage.type(right, "hi alice, is the build green?");
  await stage.waitFor(left, /bob: hi alice/);
  await pause(800);
  await stage.type(left, "all 900 test are green");
  await stage.waitFor(right, /alice: all 900/);
  await pause(1500);
  await stage.press(left, "Up");
  await stage.waitFor(left, /all 900 test are green\s*$/);
  await pause(600);
  for (let presses = 0; presses < " are green".length; presses++) await stage.press(left, "Left");
  await stage.type(left, "s");
  await stage.waitFor(right, /tests are green \(edited\)/);
  await pause(2500);
  await stage.press(right, "C-d");
  await stage.waitFor(right, /\$$/);
  await stage.type(right, "wah topic reset chat-room");
  await stage.waitFor(right, /\[y\/N\]$/);
  await pause(2000);
  await stage.type(right, "y");
  await stage.waitFor(right, /chat-room +OK/);
  await pause(2500);
  await stage.type(right, "wah consume chat-room -o :end");
  await stage.waitFor(right, /\$$/);
  await pause(4000);
}
