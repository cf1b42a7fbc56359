import type { HelpPage } from "./_page.ts";

/** `wah help settings`. */
export const settingsPage: HelpPage = {
  name: "settings",
  summary: "What chooses the cluster, and how wah behaves.",
  sections: [
    {
      title: "Which broker, in this order",
      rows: [
        ["-b, --brokers HOST:PORT,...", "the flag"],
        ["WAH_BROKERS", "the variable"],
        ["RPK_BROKERS", "the variable of rpk"],
        ["localhost:9092", "where wah starts a development broker if nothing is listening"],
      ],
    },
    {
      title: "Login and TLS",
      text: "Each has a variable of rpk with the same meaning. There is no flag for a password, " +
        "because other users on the machine can read command lines.",
      rows: [
        ["WAH_SASL_USER", "name to log in with"],
        ["WAH_SASL_PASSWORD", "its password"],
        ["WAH_SASL_MECHANISM", "plain, scram-sha-256 (the default) or scram-sha-512"],
        ["WAH_TLS_ENABLED", "true or false; each other TLS setting turns TLS on"],
        ["WAH_TLS_CA", "PEM file with the certificates of authorities"],
        ["WAH_TLS_CERT", "PEM file with your certificate"],
        ["WAH_TLS_KEY", "PEM file with its key"],
        ["WAH_TLS_INSECURE_SKIP_VERIFY", "true accepts any certificate"],
        ["WAH_ADMIN_URL", "address of Redpanda's admin API"],
      ],
    },
    {
      title: "Other variables",
      rows: [
        [
          "WAH_USER",
          "your name in chats (default: your login name, or a name made from the host's)",
        ],
        ["WAH_EMBEDDED", "off: never start the development broker"],
        [
          "WAH_COMPLETION_TIMEOUT_MS",
          "how long Tab may look up names, in milliseconds (default: 300)",
        ],
        ["NO_COLOR, FORCE_COLOR", "no color; color even in a pipe"],
        ["TERM=dumb", "chat without control of the screen, as in a pipe"],
        ["TZ", "time zone of the times that wah shows"],
      ],
    },
  ],
};
