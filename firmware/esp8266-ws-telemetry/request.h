#pragma once

#include <ArduinoJson.h>

#include "outgoing.h"
#include "utf8.h"

/** A text from a client, read as the topic message it should be. */
class Request {
 public:
  Request(const char *text, size_t length) : error_(read(text, length)) {}

  Request(const Request &) = delete;
  Request &operator=(const Request &) = delete;

  /** What is wrong with it; nullptr if nothing is. */
  const char *error() const { return error_; }

  JsonString topic() const { return members_["topic"].as<JsonString>(); }
  JsonVariantConst payload() const { return members_["payload"]; }

  /** null if there is none that could be answered. */
  JsonVariantConst id() const { return isIdUsable_ ? members_["id"] : JsonVariantConst(); }

  /** Whether it asks for the value of its topic, rather than to set it. */
  bool asks() const { return payload().isNull() && !id().isNull(); }

 private:
  static constexpr size_t LONGEST_TOPIC = 256;
  static constexpr size_t LONGEST_ID = 64;
  static_assert(Outgoing::MAX_BYTES == 1024, "The sentences below say so.");
  /** Each level costs the parser stack, of which there are 4 kB. It is ArduinoJson's own default. */
  static constexpr uint8_t DEEPEST = 10;

  JsonDocument document_;
  JsonVariantConst members_;
  bool isIdUsable_ = false;
  const char *error_;

  const char *read(const char *text, size_t length) {
    static const char NOT_JSON[] =
        "This is not JSON. A message looks like {\"topic\":\"led\",\"payload\":true}";
    if (length > Outgoing::MAX_BYTES) return "This message is too long: 1024 bytes at most.";
    // An empty text comes as a null pointer.
    if (length == 0 || !isUtf8(text, length)) return NOT_JSON;
    const auto found = deserializeJson(document_, text, length, DeserializationOption::NestingLimit(DEEPEST));
    if (found == DeserializationError::TooDeep) return "This message is nested too deeply (10 levels).";
    if (found == DeserializationError::NoMemory) return "There is not enough memory for this message.";
    if (found) return NOT_JSON;
    members_ = document_.as<JsonVariantConst>();
    // Escapes such as \ud800 turn into bytes that are not UTF-8.
    if (!isUtf8(members_["topic"]) || !isUtf8(members_["id"])) return NOT_JSON;
    return check();
  }

  const char *check() {
    isIdUsable_ = isUsableId(members_["id"]);
    if (!isIdUsable_) return "An id is a string of 1 to 64 characters or a whole number below 4294967296.";
    const JsonString name = topic();
    const size_t characters = utf16Length(name.c_str(), name.size());
    if (characters == 0 || characters > LONGEST_TOPIC || payload().isUnbound()) {
      return "A topic of 1 to 256 characters and a payload are needed, as in "
             "{\"topic\":\"led\",\"payload\":true}";
    }
    return nullptr;
  }

  static bool isUsableId(JsonVariantConst id) {
    if (id.isNull() || id.is<uint32_t>()) return true;
    const JsonString text = id.as<JsonString>();
    const size_t characters = utf16Length(text.c_str(), text.size());
    return characters > 0 && characters <= LONGEST_ID;
  }

  static bool isUtf8(JsonVariantConst value) {
    const JsonString text = value.as<JsonString>();
    return isUtf8(text.c_str(), text.size());
  }

  static bool isUtf8(const char *text, size_t length) { return ::isUtf8(text, length); }
};
