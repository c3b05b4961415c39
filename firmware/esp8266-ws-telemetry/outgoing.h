#pragma once

#include <Arduino.h>
#include <stdio.h>
#include <string.h>

#include "topic.h"

/** The one message being built, in a buffer of its own: no memory is asked for while the board runs. */
class Outgoing {
 public:
  /** A message and its header fit lwIP's smallest send buffer, 2 x 536 bytes, and go out in one write. */
  static constexpr size_t MAX_BYTES = 1024;

  const char *bytes() const { return bytes_; }
  size_t length() const { return length_; }

  /** Whether everything has found room. */
  bool isWhole() const { return isWhole_; }

  /** Begins a topic message, up to the payload. */
  Outgoing &begin(const char *topic) {
    length_ = 0;
    isWhole_ = true;
    return raw("{\"topic\":").quoted(topic).raw(",\"payload\":");
  }

  Outgoing &raw(const char *text) {
    add(text, strlen(text));
    return *this;
  }

  /** A part of a JSON string. */
  Outgoing &escaped(const char *text, size_t length) {
    for (size_t at = 0; at < length; at++) escape(text[at]);
    return *this;
  }

  Outgoing &escaped(const char *text) { return escaped(text, strlen(text)); }

  /** A whole JSON string. */
  Outgoing &quoted(const char *text, size_t length) { return raw("\"").escaped(text, length).raw("\""); }

  Outgoing &quoted(const char *text) { return quoted(text, strlen(text)); }

  Outgoing &value(const Value &value) {
    switch (value.kind()) {
      case Value::Kind::boolean:
        return raw(value.isTrue() ? "true" : "false");
      case Value::Kind::number:
        return number(value.number(), value.decimals());
      case Value::Kind::text:
        return quoted(value.text());
      default:
        return raw("null");
    }
  }

  Outgoing &number(double number, uint8_t decimals = 0) {
    char digits[32];
    const int count = snprintf(digits, sizeof(digits), "%.*f", decimals, number);
    if (count >= static_cast<int>(sizeof(digits))) {
      isWhole_ = false;
      return *this;
    }
    // What rounds to zero has no minus.
    const bool isMinusZero = digits[0] == '-' && !strpbrk(digits, "123456789");
    return raw(digits + isMinusZero);
  }

  /** Forgets what was added since it had this length. */
  void cutTo(size_t length) {
    length_ = length;
    isWhole_ = true;
  }

 private:
  char bytes_[MAX_BYTES + 1] = {};
  size_t length_ = 0;
  bool isWhole_ = true;

  void add(const char *text, size_t length) {
    isWhole_ = isWhole_ && length <= MAX_BYTES - length_;
    if (!isWhole_) return;
    memcpy(bytes_ + length_, text, length);
    length_ += length;
    bytes_[length_] = '\0';
  }

  /** As JSON.stringify() does it. */
  void escape(char character) {
    static const char PLAIN[] = "\"\\\b\f\n\r\t";
    static const char LETTERS[] = "\"\\bfnrt";
    const char *found = character == '\0' ? nullptr : strchr(PLAIN, character);
    char code[8] = {character};
    if (found) {
      snprintf(code, sizeof(code), "\\%c", LETTERS[found - PLAIN]);
    } else if (static_cast<uint8_t>(character) < 0x20) {
      snprintf(code, sizeof(code), "\\u%04x", character);
    }
    add(code, strlen(code));
  }
};
