import type { Root, Type } from "protobufjs";
import { FailedError } from "../../errors.ts";
import { joinedPath } from "./proto_path.ts";

/** A `.proto` file: its name as imports write it, and its text. */
export interface ProtoFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Returns the file that an import names; undefined if there is none.
 *
 * @param from The name of the file that imports it.
 */
export type FindProto = (name: string, from: string) => Promise<ProtoFile | undefined>;

/** The library, with the message types of some files. */
export interface ProtoSchema {
  readonly protobuf: typeof import("protobufjs");
  readonly root: Root;
  /** The outermost types of the files in their order, without those of their imports. */
  readonly types: readonly Type[];
}

/** Limits of one schema, which can come from a stranger. */
const maxFileLength = 1024 * 1024;
const maxFiles = 500;
/** Identifiers of Protobuf; the library generates code from them. */
const identifier = /^[A-Za-z_]\w*$/;
/** Files that a registry assumes to be known, besides those that the library contains. */
const knownFiles: Readonly<Record<string, string>> = {
  "confluent/meta.proto": 'syntax = "proto3"; package confluent;',
  "confluent/type/decimal.proto": 'syntax = "proto3"; package confluent.type; ' +
    "message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }",
};

/**
 * Parses `.proto` files and what they import.
 *
 * The schema can come from a stranger: its size, its number of files and its depth are limited, and
 * no name that is not a plain identifier reaches the library, which generates code.
 *
 * @throws {FailedError} If a file is invalid or too large, or an import or a type is missing.
 */
export async function loadProtoSchema(
  files: readonly ProtoFile[],
  find: FindProto,
): Promise<ProtoSchema> {
  const { default: protobuf } = await import("protobufjs");
  const root = new protobuf.Root();
  const own = new Set(files.map(({ name }) => name));
  const ownTypes: Type[] = [];
  const known = new Set<string>();
  const open: ProtoFile[] = [...files];
  for (let file; (file = open.shift()) !== undefined;) {
    if (known.has(file.name)) continue;
    known.add(file.name);
    if (known.size > maxFiles) throw unusable(file.name, `it imports more than ${maxFiles} files`);
    if (addKnownFile(file.name, root, protobuf)) continue;
    const { imports, types } = parseFile(file, root, protobuf);
    if (own.has(file.name)) ownTypes.push(...types);
    for (const name of imports) {
      if (known.has(name)) continue;
      if (isKnownFile(name, protobuf)) {
        open.push({ name, text: "" });
        continue;
      }
      const found = await find(name, file.name);
      if (found === undefined) throw unusable(file.name, `it imports "${name}": no such file`);
      open.push(found);
    }
  }
  finishSchema(root, files[0]?.name ?? "");
  return { protobuf, root, types: ownTypes };
}

/**
 * Loads a schema from the descriptors of its files, which some serializers register in place of the
 * text. Its limits are those of {@link loadProtoSchema}.
 *
 * @param descriptors Encoded messages `google.protobuf.FileDescriptorProto`; the types are those of
 * the first one.
 * @throws {FailedError} As {@link loadProtoSchema}.
 */
export async function loadProtoDescriptors(
  name: string,
  descriptors: readonly Uint8Array[],
): Promise<ProtoSchema> {
  const [{ default: protobuf }, { default: descriptor }] = await Promise.all([
    import("protobufjs"),
    import("protobufjs/ext/descriptor.js"),
  ]);
  if (descriptors.some(({ byteLength }) => byteLength > maxFileLength)) {
    throw unusable(name, `it has more than ${maxFileLength} bytes`);
  }
  if (descriptors.length > maxFiles) throw unusable(name, `it imports more than ${maxFiles} files`);
  return failingAs(name, () => {
    const file = descriptors.map((bytes) =>
      descriptor.FileDescriptorProto.decode(bytes)
    ) as unknown as FileDescriptor[];
    const root = protobuf.Root.fromDescriptor({ file: file as never }, {
      keepCase: true,
    });
    const [main] = file;
    const names = (main?.messageType ?? []).map((type) => type.name);
    const space = main?.package ? root.lookup(main.package.split(".")) : root;
    const types = names.flatMap((each) => (space as Root | null)?.get(each) ?? []) as Type[];
    for (const each of new Set(file.flatMap(({ dependency }) => dependency))) {
      if (!file.some((other) => other.name === each)) addKnownFile(each, root, protobuf);
    }
    finishSchema(root, name);
    return { protobuf, root, types };
  });
}

/** The part of a descriptor that is used here. */
interface FileDescriptor {
  readonly name: string;
  readonly package: string;
  readonly dependency: readonly string[];
  readonly messageType: readonly { readonly name: string }[];
}

/** Nothing has generated code before the names are checked. */
function finishSchema(root: Root, name: string): void {
  checkNames(root, name);
  failingAs(name, () => root.resolveAll());
}

/**
 * Returns the message type of a name, which may begin with a dot.
 *
 * @throws {FailedError} If there is none; the hint has those that there are.
 */
export function findType({ root, types }: ProtoSchema, name: string): Type {
  const type = root.lookup(name.split("."));
  if (type !== null && "fieldsArray" in type) return type as Type;
  const names = types.map((each) => each.fullName.slice(1));
  throw new FailedError(`Cannot find the message type "${name}" in the .proto files`, {
    hint: names.length === 0
      ? "The files define no message type"
      : `Use one of ${names.slice(0, 20).join(", ")}`,
  });
}

function parseFile(
  { name, text }: ProtoFile,
  root: Root,
  protobuf: typeof import("protobufjs"),
): { readonly imports: readonly string[]; readonly types: readonly Type[] } {
  if (text.length > maxFileLength) {
    throw unusable(name, `it has more than ${maxFileLength} characters`);
  }
  const before = new Set(messageTypes(root, protobuf));
  const { imports = [], weakImports = [] } = failingAs(
    name,
    () => protobuf.parse(text, root, { keepCase: true }),
  );
  const types = messageTypes(root, protobuf).filter((type) => !before.has(type));
  return { imports: [...imports, ...weakImports].map((path) => joinedPath(path)), types };
}

/** All message types that are not within another one, in the order of their files. */
function messageTypes(root: Root, protobuf: typeof import("protobufjs")): Type[] {
  const types: Type[] = [];
  const visit = (objects: Root["nestedArray"]): void => {
    for (const object of objects) {
      if (object instanceof protobuf.Type) types.push(object);
      else if (object instanceof protobuf.Namespace) visit(object.nestedArray);
    }
  };
  visit(root.nestedArray);
  return types;
}

/** Whether a file needs not be found. */
function isKnownFile(name: string, protobuf: typeof import("protobufjs")): boolean {
  return name === "google/protobuf/descriptor.proto" || Object.hasOwn(knownFiles, name) ||
    name.startsWith("google/protobuf/") && protobuf.common.get(name) !== null;
}

/** Adds a file that needs not be found; returns whether it is one. */
function addKnownFile(
  name: string,
  root: Root,
  protobuf: typeof import("protobufjs"),
): boolean {
  if (!isKnownFile(name, protobuf)) return false;
  const text = knownFiles[name];
  if (text !== undefined) protobuf.parse(text, root, { keepCase: true });
  else root.addJSON(protobuf.common.get(name)?.nested ?? {});
  return true;
}

/** The parser accepts only identifiers; this does not depend on that. */
function checkNames(root: Root, file: string): void {
  const open = [...root.nestedArray];
  for (let object; (object = open.pop()) !== undefined;) {
    const parts = object as unknown as {
      readonly nestedArray?: Root["nestedArray"];
      readonly fieldsArray?: readonly { readonly name: string }[];
      readonly oneofsArray?: readonly { readonly name: string }[];
      readonly values?: Readonly<Record<string, number>>;
    };
    const names = [
      object.name,
      ...[...parts.fieldsArray ?? [], ...parts.oneofsArray ?? []].map(({ name }) => name),
      ...Object.keys(parts.values ?? {}),
    ];
    const wrong = names.find((name) => !identifier.test(name) || name === "__proto__");
    if (wrong !== undefined && !wrong.startsWith(".")) {
      throw unusable(file, `${JSON.stringify(wrong)} is not a name`);
    }
    open.push(...parts.nestedArray ?? []);
  }
}

/** The library throws errors of several classes for an invalid file. */
function failingAs<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FailedError) throw error;
    const found = error instanceof RangeError
      ? "it is nested too deeply"
      : error instanceof Error
      ? error.message.replace(/^\w*Error: /, "")
      : String(error);
    throw unusable(name, found, error);
  }
}

function unusable(name: string, found: string, cause?: unknown): FailedError {
  return new FailedError(`Cannot use the Protobuf schema "${name}": ${found}`, { cause });
}
