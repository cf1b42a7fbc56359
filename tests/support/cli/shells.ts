/** How each shell starts without the settings of its user, and loads the script. */
export const shells: Readonly<Record<string, { argv: readonly string[]; setUp: string }>> = {
  bash: { argv: ["bash", "--norc", "--noprofile", "-i"], setUp: 'eval "$(wah completions bash)"' },
  zsh: {
    argv: ["zsh", "-f", "-i"],
    // Otherwise Tab first expands the word itself, as zsh does for every command.
    setUp: "bindkey '^I' complete-word; autoload -Uz compinit && compinit -u -D && " +
      "source <(wah completions zsh)",
  },
  fish: {
    argv: ["fish", "--no-config", "--private", "-i"],
    setUp: "function fish_prompt; echo 'ready> '; end; wah completions fish | source",
  },
};
