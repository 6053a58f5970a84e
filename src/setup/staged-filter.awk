# Sorts the lines of `git diff-index --raw --patch` by what in them can matter to `hexhound staged`, which reports what touches an
# added line. POSIX awk without intervals, which mawk lacks. A mark begins each line that is printed:
#
#   !  node must look: what git could not tell, and names of files that count by themselves
#   +  an added line, or the name of a new file
#   a blank: a line around, near an added line in which the value of its name may be: it goes on at its end
#   -  the same farther away
#   #  another line around: only what words of rules stand near by counts
#   =  the last word of such a line near an added one: the value of a name may be in that
#   %  a header of columns: their values are in the lines below
#   &  lines with nothing but pieces, one of them added, behind the lines before them: a value in pieces has its name there
#   ~  the last line: git got to its end
#
# What the forms are: src/scan/detect/between.ts, columns.ts and packed-expressions.ts.

{ sub(/\r$/, "") }

/^~$/ { finish(); ended = 1; next }
/^diff --git / { finish(); inHunks = 0; next }

# `:<mode> <mode> <oid> <oid> <status> TAB <path>`
!inHunks && /^:/ {
  path = $0
  sub(/^[^\t]*\t/, "", path)
  status = $5
  sub(/\t.*/, "", status)
  # A conflict, a changed type, a name with marks in it; .env files by any name (file-rules/dotenv-path.ts); what decides about
  # findings; tables, whose values stand far below their names.
  if (status !~ /^[ADM]$/ || path ~ /^"/ ||
      path ~ /[.][Ee][Nn][Vv]/ || path ~ /[.][Vv][Aa][Rr][Ss]/ || path ~ /[.][Ff][Ll][Aa][Ss][Kk]/ ||
      path ~ /(^|[\/._-])[Ee][Nn][Vv][._-]/ || path ~ /(hexhound|gitleaks|secrets[.]baseline)/ ||
      path ~ /[.]([CcTtPp][Ss][Vv]|[Ss][Qq][Ll])$/) print "!"
  # Nothing follows a name that ends a path.
  if (status == "A") print "+" path (path ~ /[] \t=:"'`(+,!%&?[{|<>]/ ? "" : ")")
  next
}
!inHunks && /^B/ { print "!"; next }

/^@@ / && !(inHunks && /^[-+ ]/) {
  finish()
  inHunks = 1
  # Nothing stands before the first line of a file.
  isTop = $3 ~ /^\+[01](,|$)/
  next
}
!inHunks || !/^[+ ]/ { next }

{
  isAdded = /^\+/
  text = $0
  sub(/[ \t]+$/, "", text)
  followRun()
  # What turns the line before into a header, or goes on with its text.
  if (last != "" && (/^.[^ \t]/ && isHeader(last) || /^.[ \t]*[Vv][Aa][Ll][Uu][Ee][Ss]/)) print "%" substr(last, 2)
  if (closed != "" && /^.[ \t]*[|,+.&]/) print closed
  closed = ""
  last = $0
  isToken = /^.[ \t]+[A-Za-z0-9_+\/.=~-][A-Za-z0-9_+\/.=~-]*[ \t]*$/
  if (isAdded && isToken && folded != "") printf "%s", folded
  if (!isToken || isAdded) folded = ""
  if (fields != "" && /[Aa][Ll][Uu][Ee]|[Ee][Ff][Aa][Uu][Ll][Tt]|[Xx][Aa][Mm][Pp][Ll][Ee]|_[Ss][Tt][Rr][Ii][Nn][Gg]|[Aa][Ll][Oo][Rr]|[Ww][Ee][Rr][Tt]/) {
    printf "%s", fields
    fields = ""
  }
}

isAdded {
  printf "%s", pending
  pending = ""
  # Values that are words of languages.
  if (sub(/[=:] *(None|True|False|true|false|null|nil|undefined)[,;)]*$/, ")", text)) print text
  else print
  next
}

# Names are tied to what begins this many bytes behind them, at most (kernel/assembly/named.ts).
{
  distance += length($0)
  if (distance > 100) pending = ""
}

# A line of a dump, which is known by the one before.
/^.[0-9A-Fa-f][0-9A-Fa-f]*[: ]/ { print; next }

# Goes on at its end; has control characters.
text ~ /[-=:,({[+.&|\\"'`<>?!%^~*\/@$#]$/ || /^.[ \t]*\|/ || /["'][ \t]*\]/ ||
/[{][^}]*$/ || /[\001-\010\013\014\016-\037\177]/ {
  print "-" substr($0, 2)
  wait($0)
  if (/[Nn][Aa][Mm][Ee]|[Kk][Ee][Yy]/) print
  else fields = fields $0 "\n"
  next
}

{
  closed = $0
  print "#" substr($0, 2)
  if (isToken || /^.[ \t]*(- )?["']?[A-Za-z0-9_.-]+["']?:[ \t]+[A-Za-z0-9_+\/.=~-]+$/) folded = folded $0 "\n"
  if (/[A-Za-z0-9_.-]["']?[ \t]*[:=]?[ \t,({]+["']?[A-Za-z0-9_@.-]+["']?[ \t]*[:=]/) fields = fields $0 "\n"
  word = text
  sub(/^.*[] \t"'`(),:;<=>[\\{|}!#$%&*+\/?@^~]/, "", word)
  if (word != "") {
    # With the character before it.
    word = substr(text, length(text) - length(word), 1) word
    # What another field calls a name.
    if (/([Nn][Aa][Mm][Ee]|[Kk][Ee][Yy])["'\\]*[ \t]*[:=>]/) print "=" word
    else wait("=" word)
  }
}

END {
  finish()
  if (ended) print "~"
}

# Keeps a line until an added one comes.
function wait(line) {
  if (pending == "") distance = 0
  pending = pending line "\n"
}

# Collects lines with nothing but pieces, and the line before them.
function followRun() {
  if (text ~ /^.[ \t]*([$A-Za-z0-9_.]*$|["'`+.&|~^<,])/ || text ~ /["'`+.&|~^<,=\\(\[]$/) {
    run = run " " substr(text, 2)
    count++
    if (length(run) > 2000) {
      endRun()
      # No name is as far away.
      isTop = 1
    }
  } else {
    endRun()
    run = substr(text, 2)
    isTop = count = 1
  }
  if (isAdded) hasAdded = 1
  if (isAdded && /^\+[ \t]*[+.&]?[ \t]*["'][A-Za-z0-9+\/=_.~-][A-Za-z0-9+\/=_.~-][A-Za-z0-9+\/=_.~-][A-Za-z0-9+\/=_.~-]+["'][ \t]*[+.&,\\]?[ \t]*$/) {
    if (!isTop) print "!"
  }
}

# Names of two columns or more, in any of which there is nothing that code has.
function isHeader(line) {
  return line !~ /[(){}=[]/ && line ~ /[^ \t,;|"'`][ \t"'`]*[,;|\t][ \t"'`]*[^ \t,;|"'`]/
}

function endRun() {
  if (hasAdded && count > 1) print "&" run
  # Of a long one, the end: what comes next may go on with it.
  run = length(run) > 1400 ? substr(run, length(run) - 1400) : ""
  hasAdded = 0
}

function finish() {
  endRun()
  run = pending = closed = last = folded = fields = ""
  isTop = 0
}
