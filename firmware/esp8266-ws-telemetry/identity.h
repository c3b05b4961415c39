#pragma once

#include <Arduino.h>
#include <stdio.h>

/** How the board introduces itself. */
struct Identity {
  /** Its name on the network, without ".local". If it ends with a hyphen, the chip's id follows. */
  const char *name;
  const char *sketch;
  const char *version;

  /** The Wi-Fi takes no longer host name; mDNS would take 63. */
  static constexpr size_t LONGEST_NAME = 32;

  static constexpr size_t ID_DIGITS = 6;

  /** The chip's id: the end of its MAC address. It stays the same whatever is flashed. */
  static const char *id() {
    static char digits[ID_DIGITS + 1] = "";
    if (*digits == '\0') {
      snprintf(digits, sizeof(digits), "%06x", static_cast<unsigned>(ESP.getChipId() & 0xffffff));
    }
    return digits;
  }

  /** The name that the network knows, with the chip's id if it belongs to it. A sketch has one identity. */
  const char *board() const {
    static char text[LONGEST_NAME + 1] = "";
    if (*text == '\0') snprintf(text, sizeof(text), "%s%s", name, endsWithHyphen() ? id() : "");
    return text;
  }

  /** Whether the network takes the name, with the chip's id if it belongs to it. */
  constexpr bool hasValidName() const {
    for (size_t at = 0; name[at] != '\0'; at++) {
      if (!isLetterOrDigit(name[at]) && (name[at] != '-' || at == 0)) return false;
    }
    return length() > 0 && length() + (endsWithHyphen() ? ID_DIGITS : 0) <= LONGEST_NAME;
  }

 private:
  constexpr size_t length() const {
    size_t count = 0;
    while (name[count] != '\0') count++;
    return count;
  }

  constexpr bool endsWithHyphen() const { return length() > 0 && name[length() - 1] == '-'; }

  static constexpr bool isLetterOrDigit(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9');
  }
};
