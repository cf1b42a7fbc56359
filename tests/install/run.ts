/**
 * Installs wah in every documented way and uses it: `deno task test:install [FILE…] [FLAG…]`.
 *
 * Needs Node with npm, and a package registry. Nothing may listen on port 9092.
 */
import { denoTest, namesFiles, stopSignal } from "../support/cli/deno_test.ts";

using stop = stopSignal();
const words = namesFiles(Deno.args) ? Deno.args : [...Deno.args, "tests/install"];
Deno.exitCode = await denoTest(words, stop);
