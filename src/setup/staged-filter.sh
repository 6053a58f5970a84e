# Whether `hexhound staged` can find something in the next commit. Run by the hook with the top of the work tree as the current
# folder, before Node.js is started: exit code 10 means that it cannot, any other that it may, or that this cannot tell.
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
cr=$(printf '\r')
changes=$(
  {
    git -c core.fsmonitor=false -c core.quotePath=false diff-index --cached --raw --no-abbrev --patch --unified=20 \
      --no-renames --no-ext-diff --no-textconv --no-color --no-relative --ignore-submodules=all --submodule=short \
      --src-prefix=a/ --dst-prefix=b/ --diff-algorithm=myers --no-indent-heuristic --inter-hunk-context=0 \
      --output-indicator-new=+ --output-indicator-old=- --output-indicator-context=' ' HEAD -- && echo '~'
  } | head -c 262144 | tr '\000' '\001' | sed -n -e "s/$cr\$//" -e '/^[+ :B~]/p'
) 2>/dev/null
case $changes in
  '~' | *'
~') ;;
  *) exit 1 ;;
esac

# Gives what a file of expressions finds in the changes, with a line more that each file matches: without that, nothing was
# looked for. Its first argument is the text.
found() {
  text=$1 && shift
  printf '%s\n~hexhound~\n' "$text" | grep -a "$@" 2>/dev/null
}
[ "$(found "$changes" -c -E -f "$here/shapes.txt")" = 1 ] || exit 1
[ "$(found "$changes" -c -i -F -f "$here/keywords.txt")" = 1 ] || exit 1
lines=$(found "$changes" -i -F -f "$here/words.txt")
case $lines in
  '~hexhound~') exit 10 ;;
  *'
~hexhound~') ;;
  *) exit 1 ;;
esac
[ "$(found "${lines%?~hexhound~}" -c -E -f "$here/prefixes.txt")" = 1 ] || exit 1
[ "$(found "${lines%?~hexhound~}" -c -i -E -f "$here/names.txt")" = 1 ] && exit 10
exit 1
