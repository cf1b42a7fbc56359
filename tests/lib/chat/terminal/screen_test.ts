import assert from "node:assert/strict";
import { type Footer, Screen } from "../../../../lib/chat/terminal/screen.ts";
import { typedTerminal } from "../../../support/cli/typed_terminal.ts";

const red = "\x1b[1m\x1b[31m[prod]\x1b[39m\x1b[22m";

/** What a screen of 60 columns writes for a footer. */
function drawn(footer: Partial<Footer>, styled = true): string {
  let written = "";
  const { terminal } = typedTerminal((text) => written += text);
  using _screen = new Screen(
    terminal,
    { status: [], prompt: "", text: "", cursor: 0, ...footer },
    { styled },
  );
  return written;
}

const mark = { text: "[prod]", color: "red" };

Deno.test("Screen shows the mark of a prompt in its color, wherever the cursor is", () => {
  const footer = { prompt: "[prod] bob> ", mark, text: "hello" };
  assert.ok(drawn({ ...footer, cursor: 5 }).includes(`${red} bob> hello`));
  assert.ok(drawn({ ...footer, cursor: 2 }).includes(`\r${red} bob> he`));
});

Deno.test("Screen shows no color without styles, and none for text like the mark", () => {
  const footer = { prompt: "[prod] bob> ", mark, text: "", cursor: 0 };
  assert.ok(!drawn(footer, false).includes("\x1b[31m"));
  const prompt = "bob> ";
  assert.ok(!drawn({ prompt, text: "[prod]", cursor: 6 }).includes("\x1b[31m"));
});

Deno.test("Screen shows a mark without a color in bold", () => {
  const plain = { text: "[prod]", color: undefined };
  assert.ok(
    drawn({ prompt: "[prod] > ", mark: plain, text: "", cursor: 0 })
      .includes("\x1b[1m[prod]\x1b[22m > "),
  );
});
