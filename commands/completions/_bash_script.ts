/**
 * The script for bash. That of `@bomb.sh/tab` evaluates the words on the line, so that Tab runs
 * what stands in `$(...)` and empties the file after `>`; it also needs the package bash-completion
 * and completes nothing after `--flag=`. This one asks the same question and reads the same answer.
 */
export const bashScript = `# bash completion for wah

# Splits the line before the cursor into words at blanks only: bash splits at "=" and ":" too.
_wah() {
  local rest=\${COMP_LINE:0:COMP_POINT} words=() count=0 index piece=""
  for ((index = 0; index <= COMP_CWORD; index++)); do
    piece=\${COMP_WORDS[index]}
    if [[ index -eq 0 || $rest == [[:space:]]* || -z $rest ]]; then
      rest=\${rest#"\${rest%%[![:space:]]*}"}
      words[count]=""
      count=$((count + 1))
    fi
    if [[ index -eq COMP_CWORD ]]; then piece=$rest; fi
    words[count - 1]+=$piece
    rest=\${rest#"$piece"}
  done
  local word=\${words[count - 1]}
  word=\${word#[\\"\\']}
  words[count - 1]=$word

  # What bash replaces is only the part after the last separator.
  local kept=""
  case $piece in
    "=" | ":") kept=$word ;;
    *) kept=\${word%"\${piece#[\\"\\']}"} ;;
  esac
  case $kept in -*=*) kept=\${kept#*=} ;; esac

  COMPREPLY=()
  local line
  while IFS= read -r line; do
    case $line in
      :0) compopt -o default 2>/dev/null ;;
      :*) compopt +o default 2>/dev/null ;;
      *)
        line=\${line%%$'\\t'*}
        COMPREPLY[\${#COMPREPLY[@]}]=\${line#"$kept"}
        ;;
    esac
  done < <(command wah complete -- "\${words[@]:1}" 2>/dev/null)
}

complete -o default -F _wah wah
`;
