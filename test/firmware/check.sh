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

for sketch in firmware/esp8266-ws-*/; do
  name=$(basename "$sketch")
  for options in "-DSIMULATED" "-DUSE_DHT22" "-DUSE_BME280 -DUSE_A0" "-DWITH_PASSWORDS"; do
    # shellcheck disable=SC2086
    cppcheck --quiet --language=c++ --std=c++17 --enable=warning,style,performance,portability \
      --inline-suppr --suppress=missingInclude --suppress='*:test/firmware/stand-ins/*' --error-exitcode=1 \
      -I test/firmware/stand-ins --include=test/firmware/stand-ins/arduino_secrets.h $options "$sketch$name.ino"
    # shellcheck disable=SC2086
    test/firmware/build.sh "$sketch" /dev/null -fsyntax-only $options
  done
done
echo "The sketches are clean."
