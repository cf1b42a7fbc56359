import assert from "node:assert/strict";
import fc from "fast-check";
import { UsageError } from "../../../lib/errors.ts";
import type { SettingValue } from "../../../lib/settings/setting_spec.ts";
import { type SettingKey, settingTable } from "../../../lib/settings/setting_table.ts";
import { resolveSettings, type Settings, specOf } from "../../../lib/settings/settings.ts";
import type { SettingSource, SourceKind } from "../../../lib/settings/source.ts";

function source(
  kind: SourceKind,
  values: Partial<Record<SettingKey, SettingValue>>,
): SettingSource {
  const file = kind === "project"
    ? "/src/shop/wah.toml"
    : kind === "profile"
    ? "/c/config.toml"
    : undefined;
  const found = Object.entries(values).map(([key, value]) =>
    [key as SettingKey, { value, name: `${kind} ${key}` }] as const
  );
  return {
    kind,
    values: new Map(found),
    ...(file === undefined ? {} : { file }),
    ...(kind === "profile" ? { profile: "prod" } : {}),
  };
}

function resolve(sources: readonly SettingSource[], isProfileNamed = false): Settings {
  return resolveSettings({ sources, isProfileNamed });
}

Deno.test("resolveSettings() uses the first source that has a setting", () => {
  const settings = resolve([
    source("flag", { "brokers": "a:1" }),
    source("wah-variable", { "brokers": "b:1", "chat.user": "ann" }),
    source("profile", { "chat.user": "bob", "chat.rooms": ["ops"] }),
  ]);
  assert.equal(settings.get("brokers"), "a:1");
  assert.equal(settings.get("chat.user"), "ann");
  assert.deepEqual(settings.get("chat.rooms"), ["ops"]);
  assert.equal(settings.placeOf("chat.user"), "wah-variable chat.user");
  assert.equal(settings.placeOf("chat.rooms"), 'profile chat.rooms in "/c/config.toml"');
});

const profile = source("profile", {
  "brokers": "p-1:9092,p-2:9092",
  "tls.ca": "/ca.pem",
  "tls.cert": "/cert.pem",
  "sasl.user": "bob",
  "sasl.password_command": "pass kafka",
  "registry.url": "http://p:8081",
  "color": "red",
  "protected": true,
  "chat.user": "bob",
});

for (const kind of ["flag", "wah-variable", "rpk-variable", "project"] as const) {
  Deno.test(`a profile's connection does not count if the brokers come from a ${kind}`, () => {
    const settings = resolve([source(kind, { brokers: "other:9092" }), profile]);
    assert.deepEqual(settings.all().map(({ key }) => key), ["brokers", "chat.user"]);
    assert.ok(settings.unused.includes("sasl.password_command"));
    assert.equal(settings.mark?.name, kind === "project" ? "shop" : undefined);
  });

  Deno.test(`a profile's connection counts if a ${kind} names some of its brokers`, () => {
    const settings = resolve([source(kind, { brokers: "p-2" }), profile]);
    assert.equal(settings.get("brokers"), "p-2");
    assert.equal(settings.get("sasl.user"), "bob");
    assert.equal(settings.get("protected"), true);
    assert.deepEqual(settings.unused, []);
  });
}

Deno.test("a profile that the command line names keeps its guards with other brokers", () => {
  const settings = resolve([source("flag", { brokers: "other:1" }), profile], true);
  assert.equal(settings.protectedName, "prod");
  assert.equal(settings.get("color"), "red");
  assert.equal(settings.get("sasl.user"), undefined);
  assert.equal(settings.get("tls.ca"), undefined);
});

Deno.test("a profile without brokers keeps its login for the default broker only", () => {
  const login = source("profile", { "sasl.user": "bob", "sasl.password": "x" });
  assert.equal(resolve([login]).get("sasl.user"), "bob");
  const others = resolve([source("wah-variable", { brokers: "a:1" }), login]);
  assert.equal(others.get("sasl.user"), undefined);
});

for (const key of ["sasl.user", "tls.cert", "oauth.token_command"] as const) {
  Deno.test(`resolveSettings() rejects ${key} for brokers of a project file`, () => {
    const project = source("project", { brokers: "evil:9092" });
    assert.throws(() => resolve([source("wah-variable", { [key]: "x" }), project]), {
      name: "UsageError",
      message: `Cannot send the login in wah-variable ${key} to the brokers in ` +
        '"/src/shop/wah.toml": a project file must not decide where a login goes',
      hint: "Name the brokers that the login is for with -b",
    });
  });
}

Deno.test("resolveSettings() rejects a second login for brokers of a project file, too", () => {
  const project = source("project", { brokers: "p-1:9092" });
  const token = source("wah-variable", { "oauth.token_file": "/token" });
  assert.throws(() => resolve([token, project, profile]), { name: "UsageError" });
});

Deno.test("a password of a profile does not count for another user", () => {
  const settings = resolve([source("flag", { "sasl.user": "ann" }), profile]);
  assert.equal(settings.get("sasl.user"), "ann");
  assert.equal(settings.get("sasl.password_command"), undefined);
});

Deno.test("a variable supplies the password of a profile's user", () => {
  const settings = resolve([source("wah-variable", { "sasl.password": "x" }), profile]);
  assert.equal(settings.get("sasl.user"), "bob");
  assert.equal(settings.get("sasl.password"), "x");
  assert.equal(settings.get("sasl.password_command"), undefined);
});

Deno.test("the login at a profile's registry goes to no other registry", () => {
  const registry = source("profile", { "registry.url": "http://p", "registry.password": "x" });
  const settings = resolve([source("wah-variable", { "registry.url": "http://evil" }), registry]);
  assert.equal(settings.get("registry.url"), "http://evil");
  assert.equal(settings.get("registry.password"), undefined);
});

Deno.test("loginMayGoTo() allows a profile's login only for an address of the profile", () => {
  const own = source("profile", { "sasl.user": "bob", "admin.url": "http://p:9644" });
  const settings = resolve([own]);
  assert.equal(settings.loginMayGoTo(settings.find("admin.url")?.source), true);
  assert.equal(settings.loginMayGoTo(undefined), false);
  const variable = source("wah-variable", { "sasl.user": "bob" });
  assert.equal(resolve([variable]).loginMayGoTo(undefined), true);
});

Deno.test("resolveSettings() rejects two sources of one password in one place", () => {
  const both = source("profile", { "sasl.password_file": "/p", "sasl.password_command": "pass" });
  assert.throws(() => resolve([both]), {
    message: "Cannot use both profile sasl.password_file and profile sasl.password_command in " +
      '"/c/config.toml": they exclude each other',
  });
});

Deno.test("a guard that one source sets to true is true", () => {
  const project = source("project", { protected: true });
  const open = source("profile", { brokers: "a:1", protected: false });
  const settings = resolve([open, project], true);
  assert.equal(settings.get("protected"), true);
});

Deno.test("decoders of several sources are merged by topic", () => {
  const settings = resolve([
    source("project", { decode: { orders: "json" } }),
    source("profile", { decode: { orders: "text", users: "chat" } }),
  ]);
  assert.deepEqual(settings.get("decode"), { orders: "json", users: "chat" });
});

const keys = Object.keys(settingTable) as SettingKey[];
const kinds = ["flag", "wah-variable", "rpk-variable", "project", "profile"] as const;

function anyValue(key: SettingKey): fc.Arbitrary<SettingValue> {
  if (key === "brokers") {
    const address = fc.constantFrom("a:1", "b:2", "c:3");
    return fc.uniqueArray(address, { minLength: 1 }).map((list) => list.join(","));
  }
  const { kind } = specOf(key);
  if (kind === "flag") return fc.boolean();
  if (kind === "list") return fc.constant(["x"]);
  if (kind === "map") return fc.constant({ t: "x" });
  return fc.constantFrom("x", "y");
}

/** The settings of one source; of those that exclude each other, the first. */
function anySource(kind: SourceKind): fc.Arbitrary<SettingSource> {
  const allowed = keys.filter((key) => kind !== "project" || specOf(key).inProject);
  return fc.uniqueArray(fc.constantFrom(...allowed), { maxLength: 10 }).chain((chosen) => {
    const groups = new Set<string>();
    const kept = chosen.filter((key) => {
      const { oneOf } = specOf(key);
      return oneOf === undefined || (!groups.has(oneOf) && groups.add(oneOf));
    });
    return fc.tuple(...kept.map(anyValue)).map((values) =>
      source(kind, Object.fromEntries(kept.map((key, index) => [key, values[index]!])))
    );
  });
}

Deno.test("no login of a profile goes elsewhere, and none to a project's brokers", () => {
  fc.assert(
    fc.property(fc.tuple(...kinds.map(anySource)), fc.boolean(), (sources, isNamed) => {
      const [flags, wah, rpk, project, own] = sources as [
        ...[SettingSource, SettingSource, SettingSource, SettingSource, SettingSource],
      ];
      const order = isNamed ? [flags, own, wah, rpk, project] : [flags, wah, rpk, project, own];
      let settings: Settings;
      try {
        settings = resolve(order, isNamed);
      } catch (error) {
        assert.ok(error instanceof UsageError);
        return;
      }
      const brokers = settings.find("brokers");
      const used = (brokers?.value as string | undefined)?.split(",") ?? [];
      const mine = (own.values.get("brokers")?.value as string | undefined)?.split(",") ?? [];
      for (const { key, source } of settings.all()) {
        if (specOf(key).part !== "login") continue;
        if (source.kind === "profile") assert.ok(used.every((each) => mine.includes(each)), key);
        else if (/^(sasl.user|tls.cert|oauth.token)/.test(key)) {
          assert.notEqual(brokers?.source.kind, "project", key);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
