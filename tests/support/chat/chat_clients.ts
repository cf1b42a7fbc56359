/**
 * Records that other people's chat clients wrote to a wah broker, byte for byte. Each client was
 * built from its repository at the commit named and run against `wah dev`; the records are what
 * kcat read back. Only the bytes are here, none of the clients' code.
 */
import type { KcatRecord } from "../kafka/kcat.ts";

/** A record as a client writes it. */
export interface ClientRecord extends KcatRecord {
  /** Repository, commit, and the file that builds the value. */
  readonly source: string;
}

const firstClient = "xigh/rust-redpanda 9cb6c00e7344defc2d8b1d5bfc32892e4a3db39e src/message.rs";
const labs = "redpanda-data/redpanda-labs c604c1dd31a7d4be05933c8e31096dfe172c0ba2 " +
  "clients/chat-room/docker";

/** The first Rust client with `-f json`: a message, `--update OFFSET` and `--delete OFFSET`. */
export const firstClientJson = {
  message: {
    source: firstClient,
    key: "key",
    value: '{"username":"rosa","message":"Salut !","replaces_offset":null,"delete_offset":null}',
  },
  editOfZero: {
    source: firstClient,
    key: "admin-update",
    value: '{"username":"rosa","message":"Salut à tous","replaces_offset":0,"delete_offset":null}',
  },
  deletionOfZero: {
    source: firstClient,
    key: "admin-delete",
    value: '{"username":"Admin","message":"Message deleted","replaces_offset":null,' +
      '"delete_offset":0}',
  },
} as const satisfies Readonly<Record<string, ClientRecord>>;

/**
 * The first Rust client with `-f protobuf`, as hexadecimal: a message, `--update OFFSET` and
 * `--delete OFFSET`. For offset 0 it writes no field, so these look like new messages.
 */
export const firstClientProtobuf = {
  message: "0a04726f7361120753616c75742021",
  editOfZero: "0a04726f7361120d53616c757420c3a020746f7573",
  editOfOne: "0a04726f7361120644657578202118" + "01",
  deletionOfZero: "0a0541646d696e120f4d6573736167652064656c65746564",
  deletionOfOne: "0a0541646d696e120f4d6573736167652064656c65746564" + "2001",
} as const;

/**
 * The chat rooms of redpanda-labs that read only `user`: one message each, typed as
 * `a < b & "c" é`. The client in Rust reads and writes `username`.
 */
export const labsMessages = {
  go: {
    source: `${labs}/go/producer.go`,
    key: null,
    value: '{"user":"gina","message":"a \\u003c b \\u0026 \\"c\\" é"}',
  },
  java: {
    source: `${labs}/java/src/main/java/com/example/ChatProducer.java`,
    key: null,
    value: '{"message":"a \\u003c b \\u0026 \\"c\\" é","user":"java"}',
  },
  nodejs: {
    source: `${labs}/nodejs/src/producer.ts`,
    key: null,
    value: '{"message":"a < b & \\"c\\" é","user":"nina"}',
  },
  python: {
    source: `${labs}/python/producer.py`,
    key: null,
    value: '{"user": "pia", "message": "a < b & \\"c\\" \\u00e9"}',
  },
} as const satisfies Readonly<Record<string, ClientRecord>>;
