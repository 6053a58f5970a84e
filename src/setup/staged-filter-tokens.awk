# Whether a word of a rule stands in some lines, and a token as of its secrets in an added line: exit code 0 if not. Reads lines of
# `<class> TAB <least length> TAB <word>`, then added lines and, behind a `~`, the lines with words. POSIX awk.

BEGIN {
  FS = "\t"
  split("[A-Za-z0-9]+ [A-Za-z0-9+/=]+ [A-Za-z0-9_-]+", classes, " ")
  classes[4] = "[^] \t\"'`(),]+"
}

FNR == NR {
  class[NR] = $1
  least[NR] = $2 + 0
  word[NR] = $3
  count = NR
  next
}

$0 == "~" { isBehind = 1; next }

!isBehind {
  for (number = 1; number <= 4; number++) {
    rest = substr($0, 2)
    while (match(rest, classes[number])) {
      if (RLENGTH > longest[number]) longest[number] = RLENGTH
      rest = substr(rest, RSTART + RLENGTH)
    }
  }
  next
}

{
  text = tolower($0)
  for (at = 1; at <= count; at++) if (longest[class[at]] >= least[at] && index(text, word[at])) exit found = 1
}

# Without the list of words, the lines are taken for it.
END { exit found || !isBehind }
