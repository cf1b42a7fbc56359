import assert from "node:assert/strict";
import { password, type SecuredKafka, startSecuredKafka } from "../support/kafka/secured_kafka.ts";
import { closeForms, type Form, openForms } from "./_forms.ts";

let forms: readonly Form[] = [];
let kafka: SecuredKafka;

Deno.test.beforeAll(async () => {
  [forms, kafka] = await Promise.all([openForms(), startSecuredKafka(["ann"])]);
});

Deno.test.afterAll(async () => {
  await kafka[Symbol.asyncDispose]();
  await closeForms(forms);
});

for (const mechanism of ["plain", "scram-sha-256", "scram-sha-512"]) {
  Deno.test(`each form logs in with ${mechanism}, but not with a wrong password`, async () => {
    const login = {
      WAH_BROKERS: kafka.saslTls,
      WAH_TLS_CA: kafka.certificateFile,
      WAH_SASL_MECHANISM: mechanism,
      WAH_SASL_USER: "ann",
      WAH_SASL_PASSWORD: password,
    };
    const line = "wah health -o jsonl";
    await Promise.all(forms.map(async (form) => {
      const accepted = await form.run(line, login);
      assert.equal(accepted.status, 0, `${form.name}: ${accepted.stderr}`);
      assert.match(accepted.stdout, /^\{"healthy":true,/, form.name);
      const refused = await form.run(line, { ...login, WAH_SASL_PASSWORD: "guess" });
      assert.equal(refused.status, 1, `${form.name}: ${refused.stderr}`);
      assert.match(
        refused.stderr,
        /^error: Cannot log in to 127\.0\.0\.1:\d+ with [A-Z]/,
        form.name,
      );
    }));
  });
}
