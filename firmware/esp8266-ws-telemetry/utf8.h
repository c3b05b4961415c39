#pragma once

#include <Arduino.h>

/** How many bytes follow this first byte of a character; -1 if it cannot be one. */
inline int bytesAfter(uint8_t first) {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first < 0xe0) return 1;
  if (first >= 0xe0 && first < 0xf0) return 2;
  return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

/** RFC 3629's table: some first bytes leave the second less room, against overlong forms and surrogates. */
inline bool mayFollow(uint8_t first, uint8_t second) {
  const uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}

/**
 * Whether it is UTF-8. The library passes on what comes in unchecked, but a client must end the connection
 * when it is sent a text that is not UTF-8; so nothing that is not may find its way into an answer.
 */
inline bool isUtf8(const char *text, size_t length) {
  const auto *bytes = reinterpret_cast<const uint8_t *>(text);
  for (size_t at = 0; at < length;) {
    const uint8_t first = bytes[at++];
    const int count = bytesAfter(first);
    if (count < 0 || at + count > length) return false;
    for (int i = 0; i < count; i++) {
      const uint8_t next = bytes[at++];
      if (i == 0 ? !mayFollow(first, next) : (next & 0xc0) != 0x80) return false;
    }
  }
  return true;
}

/** Its length as JavaScript counts it, which is how PROTOCOL.md limits topics: UTF-16 units. */
inline size_t utf16Length(const char *text, size_t length) {
  size_t units = 0;
  for (size_t at = 0; at < length; at++) {
    const uint8_t byte = text[at];
    if ((byte & 0xc0) != 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

/** The number of bytes that the first characters, at most so many, take up. */
inline size_t bytesOfFirst(size_t characters, const char *text, size_t length) {
  size_t at = 0;
  for (; at < length; at++) {
    if ((text[at] & 0xc0) != 0x80 && characters-- == 0) break;
  }
  return at;
}
