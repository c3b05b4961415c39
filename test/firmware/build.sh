#!/bin/sh
# Compiles an unmodified sketch into a program for this computer.
# usage: build.sh <sketch folder> <program> [compiler flags, such as -DUSE_DHT22]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sketch=${1%/}
program=$2
shift 2
# -include: the Arduino builder does that too; and the tests' secrets win over a developer's own.
printf '#include "%s"\n' "$(cd "$sketch" && pwd)/$(basename "$sketch").ino" "$here/stand-ins/main.cpp" |
  "${CXX:-g++}" -std=c++17 -Wall -Wextra -Werror -O0 "$@" \
    -I "$here/stand-ins" -include Arduino.h -include arduino_secrets.h -x c++ - -o "$program"
