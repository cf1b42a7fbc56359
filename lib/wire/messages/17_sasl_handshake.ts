import { array, int16, string } from "../schema/fields.ts";
import { api } from "../schema/schema.ts";

/**
 * Chooses the SASL mechanism of a connection, KIP-43.
 *
 * After version 0 the tokens follow as bare frames, after version 1 in SaslAuthenticate (KIP-152).
 */
export const saslHandshake = api({
  key: 17,
  name: "SaslHandshake",
  versions: [0, 1],
  request: {
    mechanism: string(),
  },
  response: {
    errorCode: int16(),
    mechanisms: array(string()),
  },
});
