import type { Shell } from './shells.js';

/**
 * Asks `codex-sessions complete` for words that are quoted already. Works in bash from 3.2, which
 * has neither `mapfile` nor `compopt`, and without bash-completion.
 */
const BASH = `# Completion of codex-sessions for bash.
_codex_sessions() {
  local line
  COMPREPLY=()
  compopt +o default 2>/dev/null || :
  while IFS= read -r line; do
    if [[ $line == ':files' ]]; then
      compopt -o default 2>/dev/null || :
    elif [[ -n $line ]]; then
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done <<<"$(codex-sessions complete --bash "$COMP_WORDBREAKS" -- "\${COMP_LINE:0:COMP_POINT}" \\
    2>/dev/null </dev/null)"
}
complete -o default -F _codex_sessions codex-sessions
`;

/** Zsh quotes what it inserts, and chooses by its own rules. */
const ZSH = `#compdef codex-sessions
# Completion of codex-sessions for zsh.
_codex_sessions() {
  local line
  local -a words_before values shown
  integer width=0
  words_before=("\${(@Q)words[2,CURRENT-1]}")
  (( CURRENT > 2 )) || words_before=()
  for line in "\${(@f)$(codex-sessions complete --any -- "\${words_before[@]}" "\${(Q)PREFIX}" \\
    2>/dev/null </dev/null)}"; do
    if [[ $line == ':files' ]]; then
      [[ $PREFIX == --*=* ]] && compset -P "\${(b)PREFIX%%=*}="
      _files
      return
    fi
    [[ -n $line ]] || continue
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line#*$'\\t'}")
    (( \${(m)#values[-1]} > width )) && width=\${(m)#values[-1]}
  done
  (( width > 40 )) && width=40
  integer i
  for (( i = 1; i <= $#values; i++ )); do
    if [[ -n $shown[i] ]]; then
      line="\${(mr:width:)values[i]}"
      (( \${(m)#values[i]} > width )) && line=$values[i]
      line+="  -- $shown[i]"
      shown[i]="\${line[1,COLUMNS-1]}"
    else
      shown[i]=$values[i]
    fi
  done
  compadd -l -V codex-sessions -d shown -a -- values
}
if [[ $funcstack[1] == _codex-sessions ]]; then
  _codex_sessions "$@"
else
  compdef _codex_sessions codex-sessions
fi
`;

/** Fish quotes what it inserts, and chooses by its own rules. */
const FISH = `# Completion of codex-sessions for fish.
function __codex_sessions_complete
    set -l before (commandline -opc)
    set -e before[1]
    set -l current (commandline -ct)
    for line in (codex-sessions complete --any -- $before "$current" 2>/dev/null </dev/null)
        if test "$line" = ':files'
            set -l option (string match -r -- '^--[^=]*=' "$current")
            for path in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$current"))
                printf '%s\\n' "$option$path"
            end
        else
            printf '%s\\n' $line
        end
    end
end
complete -c codex-sessions -e
complete -c codex-sessions -f -k -a '(__codex_sessions_complete)'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
