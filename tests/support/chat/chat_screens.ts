import { cliCommand, cliEnvironment } from "../cli/cli_process.ts";
import { type TempFolder, tempFolder } from "../temp_folder.ts";
import { type Screen, Tmux } from "../cli/tmux.ts";

/** The user, the room and the size of the terminal of a chat. */
export interface ChatterOptions {
  readonly brokers: string;
  readonly rooms: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly flags?: readonly string[];
}

/** Terminals that run `wah chat`. Read positions are saved until this is disposed. */
export class ChatScreens implements AsyncDisposable {
  readonly tmux = new Tmux();
  readonly #state: TempFolder;

  private constructor(state: TempFolder) {
    this.#state = state;
  }

  static async open(): Promise<ChatScreens> {
    return new ChatScreens(await tempFolder());
  }

  /** Returns the command line and the environment of a chat. */
  command(author: string, options: ChatterOptions): [string[], Record<string, string>] {
    const { brokers, rooms, flags = [] } = options;
    const argv = ["chat", "-u", author, "-b", brokers, ...rooms.flatMap((room) => ["-t", room])];
    const env = { ...cliEnvironment(), XDG_STATE_HOME: this.#state.path };
    return [cliCommand([...argv, ...flags]), env];
  }

  /** Opens a terminal and joins; resolves when the prompt and the history are shown. */
  async join(author: string, options: ChatterOptions): Promise<Screen> {
    const [command, env] = this.command(author, options);
    const { columns = 80, rows = 24 } = options;
    const screen = await this.tmux.open({ command, env, columns, rows });
    await screen.waitFor(/\/help lists commands/);
    return screen;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.tmux[Symbol.asyncDispose]();
    await this.#state[Symbol.asyncDispose]();
  }
}

/** Returns the content of a screen, with every time of day as `HH:MM`. */
export function timeless(screen: string): string {
  return screen.replaceAll(/^( *\d* )\d\d:\d\d/gm, "$1HH:MM");
}
