# Whether `hexhound staged` can find something in the next commit, or `hexhound commit-msg FILE` in a message if there is an
# argument. Run by the hook with the top of the work tree as the current folder, before Node.js is started: exit code 10
# means that it cannot, any other that it may, or that this cannot tell.
# POSIX shell. Written for GNU, BSD and busybox tools; whatever goes wrong, Node.js is started.

# Nothing of the environment may change what the tools do. A trace or a pager cannot be where output is taken.
LC_ALL=C
GIT_NO_REPLACE_OBJECTS=1
GIT_NO_LAZY_FETCH=1
export LC_ALL GIT_NO_REPLACE_OBJECTS GIT_NO_LAZY_FETCH
unset GREP_OPTIONS GREP_COLOR GREP_COLORS GIT_DIFF_OPTS GIT_EXTERNAL_DIFF IFS
here=${0%/*}

# Another folder's configuration may count where .git is not here.
[ -e .git ] || exit 1
# A configuration counts unless all of it is comments, as `hexhound init` writes it.
for file in hexhound.yaml hexhound.yml hexhound.json .hexhound.yaml; do
  if [ -e "$file" ] || [ -h "$file" ]; then
    [ "$file" != hexhound.json ] && grep -v -q '^[[:space:]]*\(#.*\)\{0,1\}$' "$file" 2>/dev/null
    [ $? -eq 1 ] || exit 1
  fi
done
if [ -e package.json ]; then
  # A section, and not the package's name among the dependencies.
  grep -q -E '"hexhound"[[:space:]]*($|:[[:space:]]*([^"[:space:]]|$))' package.json 2>/dev/null
  [ $? -eq 1 ] || exit 1
fi

# Changed lines with twenty around them: a name may stand above its value, the header of a table sixteen rows. As `hexhound staged` compares: no renames, no
# programs or attributes of the repository, lines by Myers' algorithm. For much text Node.js is quicker. The last line says
# that git got to its end, and nothing was cut off.
staged() {
  git -c core.fsmonitor=false -c core.quotePath=false diff-index --cached --raw --no-abbrev --patch --unified=20 \
    --no-renames --no-ext-diff --no-textconv --no-color --no-relative --ignore-submodules=all --submodule=short \
    --src-prefix=a/ --dst-prefix=b/ --diff-algorithm=myers --no-indent-heuristic --inter-hunk-context=0 \
    --output-indicator-new=+ --output-indicator-old=- --output-indicator-context=' ' HEAD --
}
# A message as a new file, as it is and without comments: git may keep or drop them.
message() {
  git config --get-regexp '^core\.comment(char|string)$' >/dev/null
  [ $? -eq 1 ] || return 1
  for dropped in '/^$/d' '/^#/d'; do
    printf 'diff --git \n@@ -0,0 +1 @@\n' && sed -e "$dropped" -e 's/^/+/' "$1" && echo || return 1
  done
}
changes=$(
  {
    if [ $# -eq 0 ]; then staged; else message "$1"; fi && echo '~'
  } | head -c 262144 | tr '\000' '\001' | awk -f "$here/staged-filter.awk"
) 2>/dev/null
case $changes in
  '~' | *'
~') ;;
  *) exit 1 ;;
esac

# Gives what a file of expressions finds in a text, the first argument, with a line more that each file matches: without that,
# nothing was looked for.
found() {
  text=$1 && shift
  printf '%s\n~hexhound~\n' "$text" | grep -a "$@" 2>/dev/null
}
# Whether a file finds nothing in a text, and was read.
none() {
  [ "$(found "$1" -c "$2" "$3" -f "$here/$4.txt")" = 1 ]
}
# The lines of a text that begin with a mark.
only() {
  printf '%s\n' "$1" | grep -a "^[$2]"
}
# The lines in which a file finds something, in `lines`. Ends all where it was not read.
search() {
  lines=$(found "$1" "$2" "$3" -f "$here/$4.txt")
  case $lines in
    '~hexhound~') lines= && return 1 ;;
    *'
~hexhound~') lines=${lines%?~hexhound~} ;;
    *) exit 1 ;;
  esac
}

none "$changes" -a -E shapes || exit 1
if search "$changes" -a -E runs; then
  printf '%s\n' "$lines" | tr -c -s 'A-Za-z0-9' '\n' | grep -E '.{32}' | grep '[0-9]' | grep -q '[A-Za-z]' && exit 1
fi
search "$changes" -i -F words || exit 10
all=$lines
# Words of rules, some of which count where a word begins only.
if search "$all" -i -F loud; then
  mark=$(printf '\002')
  loud=$(printf '%s\n' "$lines" | sed "s/[A-Za-z0-9_][A-Za-z0-9_]*/$mark&/g")
  none "$loud" -i -F keywords && none "$(only "$loud" +)" -i -F inline || exit 1
  near=$(only "$loud" '+ &-')
  none "$near" -i -F open || exit 1
  if search "$near" -i -F quoted; then none "$lines" -a -E goesOn || exit 1; fi
fi
near=$(only "$all" '+ =%&')
if search "$(only "$near" '+ &')" -a -F prefixes; then none "$lines" -a -E bodies || exit 1; fi
if search "$near" -i -F names; then none "$lines" -i -E values || exit 1; fi
if search "$near" -i -F services; then none "$lines" -i -E serviceValues || exit 1; fi
if search "$all" -i -F tokens; then
  { only "$changes" + | grep -a -E '[^] 	"'\''`(),]{16}'; printf '~\n%s\n' "$lines"; } |
    awk -f "$here/staged-filter-tokens.awk" "$here/kinds.txt" - || exit 1
fi
exit 10
