import assert from "node:assert/strict";
import { missingProfile } from "../../../lib/settings/missing_profile.ts";

const config = { names: ["prod", "dev"], isNewer: false, file: "/f" };

for (
  const [name, place, message, hint] of [
    ["prd", "--profile", 'the profile "prd" of --profile: there is no such', "Did you mean prod?"],
    [
      "zzzzzz",
      undefined,
      'the profile "zzzzzz": there is no such',
      "wah profile list shows all profiles",
    ],
  ] as const
) {
  Deno.test(`missingProfile() of ${name} hints: ${hint}`, () => {
    const error = missingProfile(name, config, place);
    assert.deepEqual([error.message, error.hint], [`Cannot use ${message} profile`, hint]);
  });
}

Deno.test("missingProfile() reports that a newer version wrote the file", () => {
  const error = missingProfile("prod", { ...config, isNewer: true });
  assert.equal(error.message, 'Cannot use the profile "prod": a newer version of wah wrote "/f"');
});
