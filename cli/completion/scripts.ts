/** Completion scripts: each asks the program itself, which knows its commands and the cluster. */

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

const bash = `# tapline completion bash
_tapline() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    [ -n "$line" ] && COMPREPLY+=("$line")
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # The namespace is only the first half of a pod's name.
  [[ \${#COMPREPLY[@]} -gt 0 && \${COMPREPLY[0]} == */ ]] && compopt -o nospace
}
complete -o default -F _tapline tapline kubectl-tapline
`;

const zsh = `#compdef tapline kubectl-tapline
# tapline completion zsh
_tapline() {
  local -a found whole halves
  found=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  whole=(\${found:#*/})
  halves=(\${(M)found:#*/})
  (( \${#whole} )) && compadd -- $whole
  (( \${#halves} )) && compadd -S '' -- $halves
}
if [ "$funcstack[1]" = "_tapline" ]; then
  _tapline
else
  compdef _tapline tapline kubectl-tapline
fi
`;

const fish = `# tapline completion fish
function __tapline_complete
  set -l words (commandline -opc) (commandline -ct)
  $words[1] __complete $words[2..-1] 2>/dev/null
end
complete -c tapline -f -a '(__tapline_complete)'
complete -c kubectl-tapline -f -a '(__tapline_complete)'
`;

export const completionScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
