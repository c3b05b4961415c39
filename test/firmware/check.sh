#!/bin/sh
# Formatting, static analysis and compiler warnings of the sketches and stand-ins; fails on any finding.
# Debian: apt-get install cppcheck clang-format nlohmann-json3-dev g++
set -eu
cd "$(dirname "$0")/../.."
style=file:firmware/.clang-format

for file in firmware/*/*.ino firmware/*/*.h test/firmware/stand-ins/*; do
  case $file in */arduino_secrets.h) [ "${file#firmware/}" = "$file" ] || continue ;; esac
  clang-format --style="$style" --assume-filename="${file%.ino}.cpp" --dry-run -Werror "$file"
done

# Analyses and compiles a sketch, $1, with the options $2.
check='
  cppcheck --quiet --language=c++ --std=c++17 --enable=warning,style,performance,portability \
    --inline-suppr --suppress=missingInclude --suppress="*:test/firmware/stand-ins/*" --error-exitcode=1 \
    -I test/firmware/stand-ins --include=test/firmware/stand-ins/arduino_secrets.h $2 "$1$(basename "$1").ino"
  test/firmware/build.sh "$1" /dev/null -fsyntax-only $2'

for sketch in firmware/esp8266-ws-*/; do
  for options in "-DSIMULATED" "-DUSE_DHT22" "-DUSE_BME280 -DUSE_A0" "-DWITH_PASSWORDS"; do
    printf '%s\0%s\0' "$sketch" "$options"
  done
done | xargs -0 -n 2 -P "$(getconf _NPROCESSORS_ONLN)" sh -euc "$check" sh
echo "The sketches are clean."
