import { defineCommand } from "./_shared/parser/command.ts";

/** `wah profile`: named settings of clusters. */
export const profileCommand = defineCommand({
  description: "Keep the settings of clusters under names: brokers, TLS, login, decoders and more.",
  examples: [
    ["wah profile create prod -b kafka-1:9092", "create a profile"],
    ["wah profile use prod", "use it from now on"],
    ["wah topic list --profile dev", "use another one once"],
    ["wah profile show --origin", "show the settings in use, and where each is set"],
    ["wah profile import ~/.config/rpk/rpk.yaml", "take over the profiles of rpk"],
  ],
  flags: {},
  subcommands: {
    list: {
      summary: "list all profiles",
      load: async () =>
        (await import("./profile/list.ts" as string) as typeof import("./profile/list.ts"))
          .profileListCommand,
    },
    use: {
      summary: "choose the current profile",
      load: async () =>
        (await import("./profile/use.ts" as string) as typeof import("./profile/use.ts"))
          .profileUseCommand,
    },
    show: {
      summary: "show the settings in use, or those of a profile",
      load: async () =>
        (await import("./profile/show.ts" as string) as typeof import("./profile/show.ts"))
          .profileShowCommand,
    },
    create: {
      summary: "create a profile",
      load: async () =>
        (await import("./profile/create.ts" as string) as typeof import("./profile/create.ts"))
          .profileCreateCommand,
    },
    set: {
      summary: "change settings of a profile",
      load: async () =>
        (await import("./profile/set.ts" as string) as typeof import("./profile/set.ts"))
          .profileSetCommand,
    },
    delete: {
      summary: "delete a profile",
      load: async () =>
        (await import("./profile/delete.ts" as string) as typeof import("./profile/delete.ts"))
          .profileDeleteCommand,
    },
    import: {
      summary: "take over the settings of rpk, Java clients or kcat",
      load: async () =>
        (await import("./profile/import.ts" as string) as typeof import("./profile/import.ts"))
          .profileImportCommand,
    },
  },
});
