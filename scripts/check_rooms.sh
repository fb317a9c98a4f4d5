#!/bin/sh
# Draws the graph of rooms from the #include lines, and fails when a room uses one that
# stands below it, or beside it. Order is what keeps the house without cycles.
#   scripts/check_rooms.sh [SOURCE FOLDER]
set -eu
cd "${1:-$(dirname "$0")/..}"

# A private header names its room by its folder ("base/text.h"), a public one by its
# name (<falak/record.h>); falak.h is for those outside and belongs to no room.
grep -rnE '^[[:space:]]*#[[:space:]]*include' src include tests bench --include='*.c' --include='*.h' |
  awk -F: '
  BEGIN {
    split("base record measure routes trade ties scenario store report serve cli", order, " ")
    # Rooms of one rank do not know each other: they meet in scenario.
    for (k in order) rank[order[k]] = k + 0
    rank["trade"] = rank["ties"] = rank["routes"]
    # A room may have a second public header, for a part of it that stands alone.
    room["run"] = "report"
  }
  {
    file = $1; line = $2; text = $3
    for (k = 4; k <= NF; k++) text = text ":" $k
    split(file, part, "/")
    from = part[2]
    if (part[1] == "include") { from = part[3]; sub(/\.h$/, "", from) }
    if (from in room) from = room[from]
    if (from == "falak" || part[1] == "tests" || part[1] == "bench") next
    if (!(from in rank)) { print file ": no such room: " from; bad++; next }
    if (match(text, /["<][^">]*[">]/) == 0) next
    header = substr(text, RSTART + 1, RLENGTH - 2)
    if (header == "falak/falak.h") { print file ":" line ": include the rooms, not falak.h"; bad++; next }
    if (header ~ /^falak\//) { to = header; sub(/^falak\//, "", to); sub(/[\/.].*/, "", to) }
    else if (text ~ /"/ && header ~ /\//) { to = header; sub(/\/.*/, "", to) }
    else if (text ~ /"/) { print file ":" line ": write \"" from "/" header "\", with its room"; bad++; next }
    else next
    if (to in room) to = room[to]
    if (part[1] == "include" && header !~ /^falak\//) {
      print file ":" line ": a public header includes a private one: " header; bad++; next
    }
    if (!(to in rank)) { print file ":" line ": no such room: " to; bad++; next }
    if (to == from) next
    edge[from " -> " to]++
    if (rank[to] >= rank[from]) { print file ":" line ": " from " must not use " to; bad++ }
  }
  END {
    for (a = 1; a in order; a++) {
      uses = ""
      for (b = 1; b in order; b++)
        if (edge[order[a] " -> " order[b]])
          uses = uses " " order[b] "(" edge[order[a] " -> " order[b]] ")"
      if (uses != "") print "  " order[a] " uses" uses
    }
    exit bad > 0
  }'
