#pragma once

#include <string.h>

#include <Arduino.h>

enum class SlotState : uint8_t { absent, ready, answerAwaited };

/** One of the board's few places for a client. (The core has taken the name Client.) */
struct ClientSlot {
  static constexpr uint8_t LONGEST_NAME = 32;

  SlotState state;
  /** What it calls itself; "" if nothing. */
  char name[LONGEST_NAME + 1];
  /** One bit per topic: it gets the value of the moment it is sent. */
  uint32_t owed;

  /** Takes the name from `/?client=name`, as it stands; none if it is too long to be told from others. */
  void takeName(const char *path) {
    static const char KEY[] = "client=";
    const char *at = path ? strchr(path, '?') : nullptr;
    while (at && strncmp(at + 1, KEY, strlen(KEY)) != 0) at = strchr(at + 1, '&');
    if (!at) return;
    at += 1 + strlen(KEY);
    const size_t length = strcspn(at, "&#");
    if (length > LONGEST_NAME) return;
    memcpy(name, at, length);
    name[length] = '\0';
  }
};
