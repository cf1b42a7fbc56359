import assert from "node:assert/strict";
import { runProcess } from "../cli/process.ts";
import { type TempFolder, tempFolder } from "../temp_folder.ts";

/** A certificate and its key, as PEM files. */
export interface IssuedCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** What a certificate is for, and who signs it. */
export interface CertificateOptions {
  /** Signs it. Default: itself. */
  readonly issuer?: IssuedCertificate;
  /** Whether it signs others. Default: false. */
  readonly isAuthority?: boolean;
  /** Default: the hosts of this machine's loopback addresses. */
  readonly hosts?: string;
  /** UTC, as `YYYYMMDDHHMMSSZ`. Default: long ago. */
  readonly from?: string;
  /** Default: far in the future. */
  readonly until?: string;
}

/** The passphrase of encrypted keys and stores. */
export const passphrase = "pass phrase";

const loopback = "DNS:localhost,IP:127.0.0.1,IP:::1";

/** Makes certificates by openssl in a folder that it removes in the end. */
export class CertificateFolder implements AsyncDisposable {
  readonly #folder: TempFolder;

  private constructor(folder: TempFolder) {
    this.#folder = folder;
  }

  static async create(): Promise<CertificateFolder> {
    return new CertificateFolder(await tempFolder());
  }

  file(name: string): string {
    return this.#folder.file(name);
  }

  /** Writes a text file and returns its path. */
  async write(name: string, text: string, mode = 0o600): Promise<string> {
    await Deno.writeTextFile(this.file(name), text, { mode });
    return this.file(name);
  }

  /** Writes the contents of several files one after the other, and returns the path. */
  async join(name: string, ...paths: string[]): Promise<string> {
    const texts = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
    return await this.write(name, texts.join(""));
  }

  /** Runs openssl in the folder. */
  async openssl(...args: string[]): Promise<void> {
    const { status, stdout, stderr } = await runProcess("openssl", args, {
      cwd: this.#folder.path,
    });
    assert.equal(status, 0, `openssl ${args.join(" ")}: ${stdout}${stderr}`);
  }

  /** Makes a key on the curve P-256 and a certificate for it. */
  async issue(name: string, options: CertificateOptions = {}): Promise<IssuedCertificate> {
    const made = {
      certificateFile: this.file(`${name}.pem`),
      keyFile: this.file(`${name}.key`),
    };
    const { hosts = loopback, isAuthority = false, issuer } = options;
    const request = this.file(`${name}.csr`);
    await this.openssl(
      ...["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", made.keyFile, "-subj", `/CN=${name}`, "-out", request],
    );
    await this.write(`${name}.index`, "");
    const settings = await this.write(`${name}.cnf`, this.#settings(name, { hosts, isAuthority }));
    await this.openssl(
      ...["ca", "-batch", "-notext", "-config", settings, "-in", request],
      ...(issuer === undefined
        ? ["-selfsign", "-keyfile", made.keyFile]
        : ["-cert", issuer.certificateFile, "-keyfile", issuer.keyFile]),
      ...["-startdate", options.from ?? "20200101000000Z"],
      ...["-enddate", options.until ?? "20991231000000Z", "-out", made.certificateFile],
    );
    return made;
  }

  /** The settings of `openssl ca`, the one command that sets both ends of the validity. */
  #settings(name: string, { hosts, isAuthority }: { hosts: string; isAuthority: boolean }): string {
    return [
      ...["[ca]", "default_ca=d", "[d]", `database=${name}.index`, "rand_serial=yes"],
      ...[`new_certs_dir=${this.#folder.path}`, "default_md=sha256", "policy=p"],
      ...["x509_extensions=e", "email_in_dn=no", "[p]", "commonName=supplied", "[e]"],
      ...[`basicConstraints=critical,CA:${isAuthority}`, `subjectAltName=${hosts}`],
      "subjectKeyIdentifier=hash\n",
    ].join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#folder[Symbol.asyncDispose]();
  }
}
